"""A real Dagster instance with the shipped dagster.yaml: code server, daemon and web server as processes.

Belongs here: starting and killing them, runs into the queue, waiting for their end. Does not: what must hold then.
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus, RunsFilter

from techpulse.hn_simulator import HackerNewsSimulator

DEPLOYED = Path(__file__).parents[2] / "projects/code_location/deploy/dagster.yaml"
PATIENCE_SECONDS = 400
FORGOTTEN_SECONDS = 60

# The shipped file, only quicker to look and to give up; all that is queued at one look starts at once.
QUICKER = r"\1\n  poll_interval_seconds: 1\n  start_timeout_seconds: 60"
QUEUE = """
run_coordinator:
  module: dagster._core.run_coordinator
  class: QueuedRunCoordinator
  config: {dequeue_interval_seconds: 1, dequeue_use_threads: true, dequeue_num_workers: 5}
"""
WORKSPACE = "load_from: [{grpc_server: {socket: %s, location_name: techpulse}}]"
JOB = {
    "repositoryLocationName": "techpulse",
    "repositoryName": "__repository__",
    "jobName": "who_is_hiring_ingestion_job",
}
LOCATIONS = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"
REEXECUTING = """
mutation Again($parent: String!) {
  launchRunReexecution(reexecutionParams: {parentRunId: $parent, strategy: FROM_FAILURE}) {
    ... on LaunchRunSuccess { run { runId } }
  }
}
"""
LAUNCHING = """
mutation Launch($runs: [ExecutionParams!]!) {
  launchMultipleRuns(executionParamsList: $runs) {
    ... on LaunchMultipleRunsResult { launchMultipleRunsResult { ... on LaunchRunSuccess { run { runId } } } }
  }
}
"""


class DagsterHome:
    """An instance in `folder` that loads months from `base_url` into `folder/lake.duckdb`.

    Each process leads a group of its own, which `kill` ends at one blow: the code server's holds the run workers.
    """

    def __init__(self, folder: Path, base_url: str) -> None:
        configured, count = re.subn(r"(?m)^(run_monitoring:.*)$", QUICKER, DEPLOYED.read_text())
        assert count == 1
        (folder / "dagster.yaml").write_text(configured + QUEUE)
        (folder / "workspace.yaml").write_text(WORKSPACE % (folder / "code.socket"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.commands = {
            "code": ["dagster", "api", "grpc", "-m", "techpulse.code_location", "-s", str(folder / "code.socket")],
            "daemon": ["dagster-daemon", "run", "-w", "workspace.yaml"],
            "web": ["dagster-webserver", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", str(self.port)],
        }
        self.environment = os.environ | {
            "DAGSTER_HOME": str(folder),
            "DAGSTER_EVENT_LOG_CONSUMER_DAEMON_INTERVAL_SECONDS": "1",  # how soon a dead run is tried again
            "TECHPULSE_DB_PATH": str(folder / "lake.duckdb"),
            "TECHPULSE_HN_BASE_URL": base_url,
            "TECHPULSE_HN_MAX_CONNECTIONS": "5",  # a short look-up of the thread, and a long load of it
        }
        self.folder = folder
        self.failed_at: dict[str, float] = {}
        self.tried_by_hand: set[str] = set()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.instance = DagsterInstance.from_config(str(folder))

    def start(self, *names: str) -> None:
        """Those of them that are not running."""
        for name in names:
            if name in self.processes:
                continue
            command, *arguments = self.commands[name]
            with (self.folder / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    [Path(sys.executable).with_name(command), *arguments],
                    cwd=self.folder,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def start_all(self) -> None:
        """The code server first: a daemon that meets none drops what is queued."""
        self.start("code")
        self.wait_until(self._has_code)
        self.start("daemon", "web")
        self.wait_until(self._has_web)

    def kill(self, *names: str) -> None:
        """SIGKILL to them and to their children."""
        for name in names:
            with suppress(ProcessLookupError):
                os.killpg(self.processes[name].pid, signal.SIGKILL)
        for name in names:
            self.processes.pop(name).wait()

    def launch(self, months: Sequence[str], **tags: str) -> None:
        """A run of each month into the queue, as the button "Materialize" does it; `tags` are Dagster's own."""
        listed = [[{"key": f"dagster/{k}", "value": v} for k, v in (tags | {"partition": m}).items()] for m in months]
        answer = self._ask(LAUNCHING, runs=[{"selector": JOB, "executionMetadata": {"tags": each}} for each in listed])
        assert answer.count('"runId"') == len(months), answer

    def runs(self, month: str) -> Sequence[DagsterRun]:
        """The oldest first."""
        return self.instance.get_runs(RunsFilter(tags={"dagster/partition": month}), ascending=True)

    def wait_until(self, condition: Callable[[], bool], *, pause_seconds: float = 0.2) -> None:
        """Returns when it holds; fails after minutes of patience, with the daemon's last words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, (self.folder / "daemon.log").read_text()[-5000:]
            time.sleep(pause_seconds)

    def wait_for(self, months: Sequence[str]) -> None:
        """Returns when nothing more will happen to them.

        A retry that Dagster promises and forgets is launched as a person would: its daemon may see a run's failure just
        before the run is marked as failed, and never looks again (github.com/dagster-io/dagster/issues/33741).
        """
        self.wait_until(lambda: all(self._is_settled(run) for month in months for run in self.runs(month)))

    def _is_settled(self, run: DagsterRun) -> bool:
        """Whether it is finished, and its retry there where it will be retried."""
        is_told = run.tags.get("dagster/will_retry") == "false" or "dagster/auto_retry_run_id" in run.tags
        if run.status is not DagsterRunStatus.FAILURE or is_told or run.run_id in self.tried_by_hand:
            return run.is_finished
        failed_at = self.failed_at.setdefault(run.run_id, time.monotonic())
        if time.monotonic() > failed_at + FORGOTTEN_SECONDS:
            answer = self._ask(REEXECUTING, parent=run.run_id)
            assert '"runId"' in answer, answer
            self.tried_by_hand.add(run.run_id)
            print(f"Dagster forgot to try run {run.run_id} again; launched by hand")
        return False

    def _has_code(self) -> bool:
        """Whether the code server listens."""
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self.folder / "code.socket")) == 0

    def _has_web(self) -> bool:
        """Whether the web server knows the code location."""
        with suppress(OSError):
            return JOB["repositoryName"] in self._ask(LOCATIONS)
        return False

    def _ask(self, query: str, **variables: object) -> str:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/graphql",
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def dagster_home(simulator: HackerNewsSimulator, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DagsterHome]:
    """Running, over the module's own `simulator`."""
    home = DagsterHome(tmp_path_factory.mktemp("dagster"), simulator.base_url)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)  # `timeout` too must not leave processes behind
    try:
        home.start_all()
        yield home
    finally:
        home.kill(*home.processes)
        home.instance.dispose()
        signal.signal(signal.SIGTERM, before)
