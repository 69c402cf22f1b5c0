"""The `techpulse-health` command as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from techpulse.health_api import main; raise SystemExit(main())"]


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
    port = free_port()
    variables = {"TECHPULSE_HEALTH_PORT": str(port), "TECHPULSE_DB_PATH": str(tmp_path / "none.duckdb")}
    with subprocess.Popen(COMMAND, env=os.environ | variables, stderr=subprocess.PIPE) as service:
        answer = first_answer(port)
        service.send_signal(stop)
        _, log = service.communicate(timeout=5)
    assert (answer.status, answer.getheader("Server")) == (503, None)
    assert b"Application shutdown complete" in log
    assert b"Traceback" not in log


def test_the_service_brings_neither_dagster_nor_an_http_client_when_imported() -> None:
    probe = "import sys, techpulse.health_api; print(sys.modules.keys() & {'dagster', 'httpx', 'dbt', 'pyreqwest'})"
    assert subprocess.check_output([sys.executable, "-c", probe], text=True) == "set()\n"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def first_answer(port: int) -> HTTPResponse:
    """It must come within 20 seconds."""
    deadline = time.monotonic() + 20
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse()
        except OSError:
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.05)
        finally:
            connection.close()
