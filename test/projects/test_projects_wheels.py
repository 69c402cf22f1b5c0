"""Each project as it ships: its wheel, beside exactly the lock's pins, in an environment of its own.

Belongs here: what a wheel holds, brings and says when started. Does not: installing it (`conftest.py`).
"""

import socket
import subprocess
import time
import tomllib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from zipfile import ZipFile

import httpx

ROOT = Path(__file__).parents[2]
LEFTOVERS = ("target/manifest.json", "logs/dbt.log", "scratch.duckdb", "scratch.duckdb.wal", "__pycache__/old.pyc")
START_SECONDS = 60.0


class Installed(Protocol):
    """What `conftest.py` gives: a project's wheel, installed, and a folder to work in."""

    environment: Path
    wheel: Path
    folder: Path

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]: ...
    def running(
        self, command: str, *arguments: str, **variables: str
    ) -> AbstractContextManager[subprocess.Popen[bytes]]: ...


def bricks_of(project: str) -> set[str]:
    settings = tomllib.loads((ROOT / "projects" / project / "pyproject.toml").read_text())
    return set(settings["tool"]["polylith"]["bricks"].values())


def files_in(wheel: Path) -> list[str]:
    return [name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name]


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        assert time.monotonic() < deadline, f"{process.args!r} is not ready after {START_SECONDS} seconds"
        time.sleep(0.2)


def is_answering(url: str) -> bool:
    try:
        return bool(httpx.get(url).status_code)
    except httpx.TransportError:
        return False


def test_health_service_ships_just_its_bricks_when_tools_left_files_beside_them(health_service: Installed) -> None:
    files = files_in(health_service.wheel)
    assert {"/".join(name.split("/")[:2]) for name in files} == bricks_of("health_service")
    assert not [name for name in files if name.endswith(LEFTOVERS)]


def test_health_service_brings_no_dagster_when_installed(health_service: Installed) -> None:
    libraries = {path.name.split("-")[0] for path in health_service.environment.glob("lib/*/site-packages/*.dist-info")}
    assert {"health_service", "fastapi", "duckdb"} <= libraries
    assert not {name for name in libraries if name.startswith(("dagster", "dbt"))}


def test_health_service_tells_the_truth_when_there_is_no_database(health_service: Installed) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/health"
    variables = {"TECHPULSE_HEALTH_PORT": port, "TECHPULSE_DB_PATH": str(health_service.folder / "missing.duckdb")}
    with health_service.running("techpulse-health", **variables) as process:
        wait_until(lambda: is_answering(url), process)
        answer = httpx.get(url)
    assert answer.status_code == 503
    assert answer.json()["status"] == "fail"


def test_code_location_ships_just_its_bricks_when_tools_left_files_beside_them(code_location: Installed) -> None:
    files = files_in(code_location.wheel)
    assert {"/".join(name.split("/")[:2]) for name in files} == bricks_of("code_location")
    assert not [name for name in files if name.endswith(LEFTOVERS)]


def test_code_location_ships_the_whole_dbt_project_when_built(code_location: Installed) -> None:
    listing = ["git", "ls-files", "components/techpulse/analytics"]
    tracked = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    shipped = {name for name in files_in(code_location.wheel) if name.startswith("techpulse/analytics/")}
    assert shipped == {path.removeprefix("components/") for path in tracked}
    assert {Path(name).suffix for name in shipped} == {".csv", ".py", ".sql", ".yml"}


def test_the_command_lists_its_verbs_when_installed(code_location: Installed) -> None:
    helped = code_location.run("techpulse", "--help")
    assert helped.returncode == 0, helped.stderr
    assert all(verb in helped.stdout for verb in ("ingest", "status", "demo"))


def test_code_location_reports_itself_serving_when_started(code_location: Installed) -> None:
    port = free_port()
    check = ("dagster", "api", "grpc-health-check", "--port", port)
    with code_location.running("dagster", "api", "grpc", "--port", port, "-m", "techpulse.code_location") as process:
        wait_until(lambda: code_location.run(*check).returncode == 0, process)
        assert process.poll() is None
