"""Each project as it ships: its wheel, beside exactly the lock's pins, in an environment of its own.

`make test` provides uv; where uv's cache is cold, the package index is needed.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import httpx
import pytest

ROOT = Path(__file__).parents[2]
UV = shutil.which(os.environ.get("UV", "uv")) or shutil.which(ROOT / ".tools" / "bin" / "uv")
SHIPPED = ("components", "bases", "projects", "workspace.toml", "pyproject.toml", "README.md", "uv.lock")
LEFTOVERS = ("target/manifest.json", "logs/dbt.log", "scratch.duckdb", "scratch.duckdb.wal", "__pycache__/old.pyc")
START_SECONDS = 60.0

pytestmark = pytest.mark.skipif(UV is None, reason="there is no uv: run `make test`, which brings one")


class Installed(NamedTuple):
    """A project's wheel, installed, and a folder to work in."""

    environment: Path
    wheel: Path
    folder: Path

    def variables(self, **more: str) -> dict[str, str]:
        """Few of the caller's: what is installed needs nothing of the checkout."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "DAGSTER_HOME": str(self.folder), **more}

    def line(self, command: str, *arguments: str) -> list[str]:
        return [str(self.environment / "bin" / command), *arguments]

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        line, variables = self.line(command, *arguments), self.variables()
        return subprocess.run(line, cwd=self.folder, env=variables, capture_output=True, text=True, check=False)

    @contextmanager
    def running(self, command: str, *arguments: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
        line = self.line(command, *arguments)
        with subprocess.Popen(line, cwd=self.folder, env=self.variables(**variables)) as process:
            try:
                yield process
            finally:
                process.kill()  # a shell that started us in the background has told us, and so it, to ignore the others


def littered_copy(folder: Path) -> Path:
    """The workspace as a developer's machine has it: with what tools leave beside the files of each brick."""
    folder.mkdir()
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for face in folder.glob("*/techpulse/*/__init__.py"):
        for leftover in LEFTOVERS:
            (face.parent / leftover).parent.mkdir(exist_ok=True)
            (face.parent / leftover).touch()
    return folder


def install(project: str, folder: Path) -> Installed:
    environment, pins = folder / "environment", folder / "pins.txt"
    workspace = littered_copy(folder / "workspace")

    def uv(*arguments: str | Path) -> None:
        line = [str(UV), "--quiet", "--directory", workspace, *arguments]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    uv("build", "--package", project, "--out-dir", folder)
    (wheel,) = folder.glob("*.whl")
    uv("export", "--frozen", "--no-dev", "--package", project, "--no-emit-workspace", "--output-file", pins)
    uv("venv", "--python", sys.executable, environment)
    uv("pip", "install", "--python", environment, "--require-hashes", "--requirements", pins)
    uv("pip", "install", "--python", environment, "--no-deps", wheel)
    return Installed(environment, wheel, folder)


@pytest.fixture(scope="module")
def health_service(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install("health-service", tmp_path_factory.mktemp("health_service"))


@pytest.fixture(scope="module")
def code_location(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return install("code-location", tmp_path_factory.mktemp("code_location"))


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
