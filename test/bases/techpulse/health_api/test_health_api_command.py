"""The `techpulse-health` command as a process of its own."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from techpulse.health_api import main; raise SystemExit(main())"]
# An app whose clock breaks once it has begun: a bug in the middle of a request.
BROKEN = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import uvicorn
from techpulse.health_api import create_app
from techpulse.health_api.logs import log_in_json
from techpulse.health_api.server import server_config
from techpulse.service_health import Thresholds

readings = []

def clock():
    readings.append(1)
    if len(readings) > 3:
        raise RuntimeError("secret-of-the-clock")
    return datetime.now(UTC)

log_in_json()
limits = Thresholds(snapshot_age_limit=timedelta())
app = create_app(Path("none.duckdb"), clock=clock, refresh_seconds=0.1, thresholds=limits)
uvicorn.Server(server_config(app, host="127.0.0.1", port=int(sys.argv[1]))).run()
"""


def test_the_service_exits_with_2_and_one_line_when_a_setting_is_wrong() -> None:
    variables = os.environ | {"TECHPULSE_HEALTH_PORT": "http"}
    done = subprocess.run(COMMAND, env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("techpulse-health: TECHPULSE_HEALTH_PORT: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_the_service_answers_where_it_is_told_and_ends_within_5_seconds_when_stopped(
    tmp_path: Path, stop: signal.Signals
) -> None:
    with started(COMMAND, tmp_path) as (service, port):
        answer = first_answer(port)
        held = socket.create_connection(("127.0.0.1", port))
        held.sendall(b"GET /hea")  # who has not finished asking holds nobody up
        service.send_signal(stop)
        _, log = service.communicate(timeout=5)
        held.close()
    assert (answer.status, answer.getheader("Server")) == (503, None)
    lines = [json.loads(line) for line in log.decode().splitlines()]
    assert "Application shutdown complete." in [line["message"] for line in lines]
    assert not [line for line in lines if "error" in line]


def test_every_log_line_is_json_and_says_once_that_there_is_no_database(tmp_path: Path) -> None:
    with started(COMMAND, tmp_path, TECHPULSE_HEALTH_REFRESH_SECONDS="0.1") as (service, port):
        for _ in range(5):
            first_answer(port)
            time.sleep(0.1)
        service.terminate()
        _, log = service.communicate(timeout=5)
    lines = [json.loads(line) for line in log.decode().splitlines()]
    assert all({"time", "level", "message"} == line.keys() for line in lines)
    assert len([line for line in lines if line["level"] == "warning"]) == 1


def test_the_settings_of_the_environment_are_the_thresholds(tmp_path: Path) -> None:
    with started(COMMAND, tmp_path, TECHPULSE_HEALTH_DISK_LIMIT_MB="1000000000") as (service, port):
        body = json.loads(first_answer(port).read())
        service.terminate()
        service.communicate(timeout=5)
    assert body["checks"]["disk:freeSpace"][0]["status"] == "fail"


def test_a_bug_is_a_problem_that_tells_nothing_and_a_log_line_with_the_requests_id(tmp_path: Path) -> None:
    port = free_port()
    with subprocess.Popen([sys.executable, "-c", BROKEN, str(port)], cwd=tmp_path, stderr=subprocess.PIPE) as service:
        first_answer(port, "/health/live")
        time.sleep(0.3)
        answer = first_answer(port, "/health", request_id="mine-1")
        body = answer.read()
        is_alive = first_answer(port, "/health/live").status == 200
        service.terminate()
        _, log = service.communicate(timeout=5)
    assert (answer.status, is_alive) == (500, True)
    assert answer.getheader("X-Request-ID") == "mine-1"
    assert json.loads(body) == {"type": "about:blank", "title": "Internal Server Error", "status": 500}
    lines = [json.loads(line) for line in log.decode().splitlines()]
    told = [line for line in lines if line.get("request_id") == "mine-1"]
    assert [line["level"] for line in told] == ["error"]
    assert "secret-of-the-clock" in told[0]["error"]


def test_the_service_brings_neither_dagster_nor_an_http_client_when_imported() -> None:
    heavy = {"dagster", "dbt", "httpx", "pyreqwest", "nanoarrow"}
    probe = f"import sys, techpulse.health_api; print(sys.modules.keys() & {heavy})"
    assert subprocess.check_output([sys.executable, "-c", probe], text=True) == "set()\n"


def test_the_readme_names_every_path_and_every_setting() -> None:
    root = Path(__file__).parents[4]
    readme = (root / "projects/health_service/README.md").read_text()
    settings = (root / "components/techpulse/settings/environment.py").read_text()
    variables = {f"TECHPULSE_{name.upper()}" for name in re.findall(r"^    (health_\w+):", settings, re.MULTILINE)}
    named = [
        "`GET /health`",
        "`GET /health/live`",
        "`GET /health/ready`",
        "`GET /metrics`",
        "`GET /`",
        *sorted(variables),
    ]
    assert [name for name in named if name not in readme] == []


@contextmanager
def started(command: list[str], folder: Path, **variables: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    variables |= {"TECHPULSE_HEALTH_PORT": str(port), "TECHPULSE_DB_PATH": str(folder / "none.duckdb")}
    with subprocess.Popen(command, env=os.environ | variables, stderr=subprocess.PIPE) as service:
        try:
            yield service, port
        finally:
            service.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_answer(port: int, path: str = "/health", *, request_id: str = "any") -> HTTPResponse:
    """It must come within 20 seconds."""
    deadline = time.monotonic() + 20
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path, headers={"X-Request-ID": request_id, "Connection": "close"})
            return connection.getresponse()
        except OSError:
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.05)
        finally:
            connection.close()
