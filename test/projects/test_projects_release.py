"""A release, as it would leave: the same bytes twice, its parts listed, and a month run by the deployed set.

Belongs here: what must hold before a version is shipped. Does not: killing the set (`test_projects_kills.py`).
"""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import pytest

from techpulse.duckdb_store import DuckDBStore
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator, generate_history

ROOT = Path(__file__).parents[2]
DIST = ROOT / "dist"
PROJECTS = ("code-location", "health-service")
NEWEST = (datetime.now(UTC) - timedelta(days=4)).date().replace(day=1)  # whose thread is expected by now
MONTHS = ["2024-05-01", "2024-06-01", NEWEST.isoformat()]
FIVE_MONTHS = [f"2024-{month:02d}-01" for month in range(5, 10)]
LOAD_GENERATOR = ROOT / "test" / "bench" / "test_bench_health.py"
COMMENTS, SEED = 300, 5
UNREACHABLE = ("connect", "Connect", "resolve", "timed out", "Max retries", "ServiceError")
STOPPED = {0, -15}  # uvicorn ends by the signal itself, once it has cleaned up
STOPPING_SECONDS = 15

pytestmark = [pytest.mark.long, pytest.mark.timeout(1200)]


class Workspace(Protocol):
    """What `conftest.py` gives: a copy of the workspace, and uv to work on it."""

    folder: Path

    def at(self, folder: Path) -> "Workspace": ...
    def uv(self, *arguments: str | Path, **variables: str) -> str: ...
    def build(self, project: str, folder: Path, **variables: str) -> Path: ...


class Installed(Protocol):
    """What `conftest.py` gives: a project's wheel, installed, with the pins beside it in `folder`."""

    environment: Path
    wheel: Path
    folder: Path


class DeployedSet(Protocol):
    """What `conftest.py` gives: webserver, daemon, code server and health service, under compose's rules."""

    lake: Path
    folder: Path
    variables: dict[str, str]
    health_url: str

    def start(self) -> dict[str, float]: ...
    def stop(self) -> dict[str, tuple[float, int]]: ...
    def launch(self, months: Sequence[str], **tags: str) -> None: ...
    def runs(self, month: str) -> list[tuple[str, dict[str, str]]]: ...
    def is_settled(self, month: str) -> bool: ...
    def health(self) -> dict[str, Any]: ...
    def wait_until(
        self, condition: Callable[[], bool], *, pause_seconds: float = ..., seconds: float = ...
    ) -> None: ...


@pytest.fixture(scope="module")
def history() -> HackerNewsDump:
    return generate_history(f"2024-05..{NEWEST:%Y-%m}", seed=SEED, comments=COMMENTS)


@pytest.fixture
def simulator(history: HackerNewsDump) -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(history, faults=Faults(latency_seconds=0.02)) as running:
        yield running


@pytest.fixture
def running(deployed: DeployedSet, simulator: HackerNewsSimulator) -> Iterator[DeployedSet]:
    """The set at work on the simulator; what is left of it at the end is killed."""
    deployed.variables["TECHPULSE_HN_BASE_URL"] = simulator.base_url
    try:
        took = deployed.start()
        print("ready after: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in took.items()))
        yield deployed
    finally:
        deployed.stop()


def told_of_the_source(running: DeployedSet) -> object:
    """What the health service says of the age of Hacker News' newest whole load."""
    checks = running.health()["checks"].get("hacker_news:completeLoadAge", [{}])
    return checks[0].get("status")


@pytest.mark.parametrize("project", PROJECTS)
def test_wheel_is_the_same_bytes_when_it_is_built_twice(project: str, workspace: Workspace, tmp_path: Path) -> None:
    wheels = []
    for name in ("one", "two"):
        elsewhere = workspace.at(tmp_path / f"a {name}")
        for path in elsewhere.folder.rglob("*.py"):
            path.touch()
        wheels.append(elsewhere.build(project, tmp_path / name, SOURCE_DATE_EPOCH="1600000000"))
    one, two = (wheel.read_bytes() for wheel in wheels)
    assert one == two
    DIST.mkdir(exist_ok=True)
    shutil.copy(wheels[0], DIST)
    print(f"{wheels[0].name}: {len(one) / 1e3:.0f} kB, sha256 {hashlib.sha256(one).hexdigest()}")


@pytest.mark.parametrize(("project", "extra"), [*((each, None) for each in PROJECTS), ("code-location", "production")])
def test_bill_of_materials_lists_every_pin(project: str, extra: str | None, workspace: Workspace) -> None:
    chosen = ["--frozen", "--no-dev", "--package", project, *(("--extra", extra) if extra else ())]
    said = json.loads(workspace.uv("export", *chosen, "--format", "cyclonedx1.5", "--preview-features", "sbom-export"))
    pinned = workspace.uv("export", *chosen, "--no-emit-workspace", "--no-hashes", "--no-header", "--no-annotate")
    wanted = {line.split(" ")[0] for line in pinned.splitlines() if line}
    assert said["bomFormat"] == "CycloneDX"
    listed = {f"{part['name']}=={part['version']}" for part in said["components"] if "version" in part}
    assert wanted <= listed
    DIST.mkdir(exist_ok=True)
    bill = DIST / f"{project}{f'-{extra}' if extra else ''}.cdx.json"
    bill.write_text(json.dumps(said, indent=2))
    print(f"{bill.name}: {len(listed)} components")


@pytest.mark.parametrize("name", ["code_location", "health_service", "production"])
def test_no_pin_is_known_to_be_vulnerable(name: str, request: pytest.FixtureRequest) -> None:
    installed: Installed = request.getfixturevalue(name)
    audit = (Path(sys.executable).with_name("pip-audit"), "--format", "json", "--progress-spinner", "off")
    line = [*map(str, audit), "--disable-pip", "--require-hashes", "--requirement", str(installed.folder / "pins.txt")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        assert any(words in done.stderr for words in UNREACHABLE), done.stderr
        pytest.skip(f"no advisories can be had here, so none were looked up: {done.stderr.strip().splitlines()[-1]}")
    audited = json.loads(done.stdout)["dependencies"]
    skipped = [each for each in audited if "skip_reason" in each]
    if len(skipped) == len(audited):
        pytest.skip(f"no advisories can be had here, so none were looked up: {skipped[0]['skip_reason']}")
    assert not skipped
    assert not [each for each in audited if each["vulns"]]
    print(f"{name}: {len(audited)} pins audited")


def test_each_environment_holds_what_was_counted(
    code_location: Installed, health_service: Installed, production: Installed
) -> None:
    counted = {}
    for name, installed in (("health", health_service), ("code", code_location), ("production", production)):
        [packages] = installed.environment.glob("lib/*/site-packages")
        size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file() and path.suffix != ".pyc")
        counted[name] = (len(list(packages.glob("*.dist-info"))), size / 1e6)
        print(f"{name}: {counted[name][0]} packages, {counted[name][1]:.0f} MB without bytecode")
    assert counted["health"][0] <= 25
    assert counted["health"][1] <= 90


def test_health_service_tells_of_a_month_when_it_was_launched_through_the_webserver(
    running: DeployedSet,
) -> None:
    month, begun = MONTHS[-1], time.monotonic()
    assert running.health()["status"] == "fail"  # there is no lake yet
    running.launch([month])
    running.wait_until(lambda: running.is_settled(month))
    assert [status for status, _ in running.runs(month)] == ["SUCCESS"]
    print(f"a month by way of GraphQL, daemon, code server and run worker: {time.monotonic() - begun:.1f} s")
    running.wait_until(lambda: told_of_the_source(running) == "pass", seconds=30)
    assert running.health()["status"] in {"pass", "warn"}
    store = DuckDBStore(running.lake)
    assert store.query("SELECT count(*) FROM current_hn_items") == [(COMMENTS + 1,)]
    assert store.verify() == []
    ended = running.stop()
    print("ended after: " + ", ".join(f"{name} {seconds:.1f} s ({code})" for name, (seconds, code) in ended.items()))
    assert {code for _, code in ended.values()} <= STOPPED
    assert max(seconds for seconds, _ in ended.values()) < STOPPING_SECONDS


def test_health_service_answers_throughout_when_five_months_are_in_flight(
    running: DeployedSet, simulator: HackerNewsSimulator
) -> None:
    running.launch([MONTHS[-1]])
    running.wait_until(lambda: told_of_the_source(running) == "pass")
    simulator.faults = Faults(latency_seconds=4.0)  # so that the first is not done before the last has begun
    store, in_flight = DuckDBStore(running.lake), [0]

    def are_settled() -> bool:
        in_flight.append(sum(load.status == "running" for load in store.loads()))
        return all(running.is_settled(month) for month in FIVE_MONTHS)

    command = [sys.executable, str(LOAD_GENERATOR), f"{running.health_url}/health", "600", "50", "200"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as generator:
        running.launch(FIVE_MONTHS)
        running.wait_until(are_settled)
        generator.terminate()
        told = json.loads(generator.communicate()[0])
    print(f"{told['requests']} answers in {told['seconds']:.0f} s: {told['statuses']}, p99 {told['p99']:.0f} ms")
    assert max(in_flight) == len(FIVE_MONTHS)
    assert set(told["statuses"]) == {"200"}
    assert [running.runs(month)[0][0] for month in FIVE_MONTHS] == ["SUCCESS"] * len(FIVE_MONTHS)
    assert store.verify() == []


def test_running_months_end_whole_when_the_set_is_stopped(running: DeployedSet, simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(latency_seconds=0.2)
    running.launch(MONTHS)
    running.wait_until(lambda: running.lake.exists() and len(DuckDBStore(running.lake).loads()) == len(MONTHS))
    seconds, _ = running.stop()["code"]
    loads = DuckDBStore(running.lake).loads()
    assert {load.status for load in loads} == {"complete"}
    print(f"the code server waited {seconds:.1f} s for {len(MONTHS)} months that it had begun")


def test_no_log_holds_the_password(running: DeployedSet) -> None:
    running.launch(MONTHS[:1])
    running.wait_until(lambda: running.is_settled(MONTHS[0]))
    running.stop()
    logs = [path for path in running.folder.rglob("*") if path.is_file() and path.suffix in {".log", ".out", ".err"}]
    assert logs
    assert not [path for path in logs if running.variables["POSTGRES_PASSWORD"] in path.read_text(errors="replace")]
