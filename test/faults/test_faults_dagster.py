"""Dagster's own processes killed, and one partition launched twice: every month still ends as one whole load.

Belongs here: what must hold then, by the ledger, the tables and Dagster's records of its runs.
Does not: the instance itself (`conftest.py`), runs of the `techpulse` command (`test_faults_kill.py`).
"""

import hashlib
import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

import pytest
from dagster import DagsterEventType, DagsterInstance, DagsterRun, DagsterRunStatus

from techpulse.duckdb_store import DuckDBStore, LoadFacts, StoreError
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator, generate_history

COMMENTS, SEED = 300, 20
LATENCY = Faults(latency_seconds=0.1)  # some six seconds of fetching and three commits: there is a middle to hit
MONTHS = [f"{year}-{month:02}-01" for year in range(2016, 2022) for month in range(1, 13)][:66]
KILLED, REBOOTED, QUEUED, TWICE, GATE = MONTHS[:20], MONTHS[20:25], MONTHS[25:45], MONTHS[45:65], MONTHS[65:]
SUCCESS, FAILURE = DagsterRunStatus.SUCCESS, DagsterRunStatus.FAILURE

pytestmark = pytest.mark.timeout(1200)


class DagsterHome(Protocol):
    """What `conftest.py` gives: a running instance."""

    instance: DagsterInstance
    environment: Mapping[str, str]

    def start(self, *names: str) -> None: ...
    def start_all(self) -> None: ...
    def kill(self, *names: str) -> None: ...
    def launch(self, months: Sequence[str], **tags: str) -> None: ...
    def runs(self, month: str) -> Sequence[DagsterRun]: ...
    def wait_until(self, condition: Callable[[], bool], *, pause_seconds: float = ...) -> None: ...
    def wait_for(self, months: Sequence[str]) -> None: ...


@dataclass(frozen=True)
class Scene:
    """Dagster, the source that its runs read, and the store that they write."""

    home: DagsterHome
    source: HackerNewsSimulator
    history: HackerNewsDump
    store: DuckDBStore

    def thread(self, month: str) -> dict[int, bytes]:
        """The items of the month's thread."""
        title = f"Who is hiring? ({date.fromisoformat(month):%B %Y})".encode()
        found, ahead = {}, [next(item_id for item_id, body in self.history.items.items() if title in body)]
        while ahead:
            item_id = ahead.pop()
            found[item_id] = self.history.items[item_id]
            ahead += json.loads(found[item_id]).get("kids", [])
        return found

    def paths(self, month: str) -> list[str]:
        """What only a load of the month asks for: the look-up of any month reads what the account itself wrote."""
        thread = self.thread(month)
        return [f"/v0/item/{item_id}.json" for item_id, body in thread.items() if b'"by":"whoishiring"' not in body]

    def requested(self, paths: Sequence[str]) -> int:
        requests = self.source.requests
        return sum(requests[path] for path in paths)

    def loads(self, month: str) -> list[LoadFacts]:
        return [load for load in self.store.loads() if load.partition_key == month]

    def words(self, run: DagsterRun) -> str:
        """All that Dagster tells of the run's processes and its end."""
        events = [entry.dagster_event for entry in self.home.instance.all_logs(run.run_id)]
        return "\n".join(event.message or "" for event in events if event)


@pytest.fixture(scope="module")
def history() -> HackerNewsDump:
    return generate_history(f"{MONTHS[0][:7]}..{MONTHS[-1][:7]}", seed=SEED, comments=COMMENTS)


@pytest.fixture(scope="module")
def simulator(history: HackerNewsDump) -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(history, faults=LATENCY) as running:
        yield running


@pytest.fixture
def scene(dagster_home: DagsterHome, simulator: HackerNewsSimulator, history: HackerNewsDump) -> Scene:
    dagster_home.start_all()
    simulator.faults = LATENCY
    return Scene(dagster_home, simulator, history, DuckDBStore(dagster_home.environment["TECHPULSE_DB_PATH"]))


def check_as_undisturbed(scene: Scene, months: Sequence[str]) -> None:
    """The current rows are the items as served, nothing is doubled, and the tables hold what the ledger counts."""
    current = "SELECT item_id, payload_sha256 FROM current_hn_items WHERE partition_key = $month"
    for month in months:
        served = [(item_id, hashlib.sha256(body).hexdigest()) for item_id, body in scene.thread(month).items()]
        assert sorted(scene.store.query(current, {"month": month})) == sorted(served), month
        assert {load.status for load in scene.loads(month)} == {"complete"}
    assert scene.store.query("SELECT load_id FROM raw_hn_items GROUP BY load_id, item_id HAVING count(*) > 1") == []
    assert scene.store.verify() == []


def kill_each_worker(scene: Scene, months: Sequence[str]) -> dict[str, datetime]:
    """When each month's worker was killed, after a number of requests drawn evenly over three quarters of a load."""
    moments = {month: random.Random(f"{SEED}/{month}").randrange(1, COMMENTS * 3 // 4) for month in months}
    paths = {month: scene.paths(month) for month in months}
    pids: dict[str, int] = {}
    killed: dict[str, datetime] = {}

    def all_are_killed() -> bool:
        for month in paths.keys() - killed.keys():
            count = scene.requested(paths[month])
            if count and month not in pids:
                with suppress(StoreError):  # the first of all asks for its thread while the file is being made
                    pids.update((month, load.pid) for load in scene.loads(month))
            if count >= moments[month] and month in pids:
                os.kill(pids[month], signal.SIGKILL)
                killed[month] = datetime.now(UTC)
        return len(killed) == len(months)

    with ThreadPoolExecutor() as pool:  # the first run fetches while the last is not yet in the queue
        launched = pool.submit(scene.home.launch, months)
        scene.home.wait_until(all_are_killed, pause_seconds=0.02)
        launched.result()
    return killed


def taken_up(scene: Scene, month: str, *, killed_at: datetime, words: str) -> bool:
    """Whether the dead run had stored anything; its retry has gone on with the same load and asked for none of it."""
    [dead, retry] = scene.home.runs(month)
    assert (dead.status, retry.status, retry.parent_run_id) == (FAILURE, SUCCESS, dead.run_id)
    assert words in scene.words(dead)
    [load] = scene.loads(month)
    stored = scene.store.query(
        "SELECT item_id FROM raw_hn_items WHERE load_id = $load_id AND ingested_at <= $killed_at::TIMESTAMPTZ",
        {"load_id": load.load_id, "killed_at": killed_at.isoformat()},
    )
    once = {f"/v0/item/{item_id}.json" for (item_id,) in stored}.intersection(scene.paths(month))
    assert scene.requested([*once]) == len(once)
    return bool(once)


@pytest.mark.parametrize("months", [GATE, pytest.param(KILLED, marks=pytest.mark.long)], ids=["once", "often"])
def test_retry_resumes_the_load_when_the_run_worker_is_killed(scene: Scene, months: Sequence[str]) -> None:
    killed = kill_each_worker(scene, months)
    scene.home.wait_for(months)
    resumed = sum(taken_up(scene, month, killed_at=killed[month], words="SIGKILL") for month in months)
    check_as_undisturbed(scene, months)
    assert resumed
    print(f"run worker killed: {len(months)} trials, {resumed} of them after a first commit, 0 failures")


@pytest.mark.long
def test_run_monitoring_marks_the_dead_runs_and_retries_resume_when_the_machine_dies(scene: Scene) -> None:
    paths = [scene.paths(month) for month in REBOOTED]
    scene.source.faults = Faults(latency_seconds=0.3)
    scene.home.launch(REBOOTED, max_runtime="40")  # all that tells Dagster of a worker that its code server forgot
    scene.home.wait_until(lambda: min(map(scene.requested, paths)) > 60)
    scene.home.kill("code", "daemon")
    killed_at = datetime.now(UTC)
    scene.source.faults = LATENCY
    scene.home.start_all()
    scene.home.wait_for(REBOOTED)
    for month in REBOOTED:
        taken_up(scene, month, killed_at=killed_at, words="maximum runtime")
    check_as_undisturbed(scene, REBOOTED)
    print(f"run workers killed with code server and daemon: {len(REBOOTED)} runs, 0 failures")


def launch_and_kill_the_daemon(home: DagsterHome, month: str) -> None:
    """A run launched without a daemon or, of every other month, with one just started; it is killed seconds later."""
    chance, begun = random.Random(f"{SEED}/{month}"), time.time()
    is_early = chance.random() < 0.5
    if is_early:
        home.launch([month])
    home.start("daemon")
    home.wait_until(
        lambda: any(
            kind == "QUEUED_RUN_COORDINATOR" and beat.timestamp > begun
            for kind, beat in home.instance.get_daemon_heartbeats().items()
        )
    )
    if not is_early:
        home.launch([month])
    time.sleep(chance.uniform(0, 4))
    home.kill("daemon")


@pytest.mark.long
def test_every_launched_run_succeeds_when_the_daemon_is_killed_again_and_again(scene: Scene) -> None:
    met: Counter[str] = Counter()
    scene.home.kill("daemon")
    for month in QUEUED:
        launch_and_kill_the_daemon(scene.home, month)
        states = [run.status.value for each in QUEUED for run in scene.home.runs(each) if not run.is_finished]
        assert states
        met.update(states)
    scene.home.start("daemon")
    scene.home.wait_for(QUEUED)
    for month in QUEUED:
        *_, last = scene.home.runs(month)
        assert last.status is SUCCESS, scene.words(last)
        assert len(scene.loads(month)) == 1
    check_as_undisturbed(scene, QUEUED)
    print(f"daemon killed: {len(QUEUED)} trials, runs met unfinished {dict(met)}, 0 failures")


def end_of_pair(scene: Scene, month: str) -> str:
    """`lease lost` where the two met; where they did not, each has loaded the month, one after another."""
    runs, loads, logs = scene.home.runs(month), scene.loads(month), scene.home.instance.all_logs
    assert not [run for run in runs if "lease lost" in str(logs(run.run_id, DagsterEventType.STEP_UP_FOR_RETRY))]
    if [run.status for run in runs] == [SUCCESS, SUCCESS]:
        newer, older = loads
        assert older.finished_at
        assert older.finished_at <= newer.started_at
        return "one after another"
    [winner], [loser] = ([run for run in runs if run.status is status] for status in (SUCCESS, FAILURE))
    assert [f"(pid: {load.pid})" in scene.words(winner) for load in loads] == [True]
    [ended] = logs(loser.run_id, DagsterEventType.STEP_FAILURE)
    failure = ended.get_dagster_event().step_failure_data.user_failure_data
    assert failure
    assert str(failure.metadata["reason"].value).startswith("lease lost: ")
    return "lease lost"


@pytest.mark.long
def test_one_load_wins_and_the_other_run_says_lease_lost_when_a_partition_is_launched_twice(scene: Scene) -> None:
    ends: Counter[str] = Counter()
    for pair in zip(TWICE[::2], TWICE[1::2], strict=True):  # four runs: the pool takes five at once
        scene.home.kill("daemon")  # so that it will find all of them in the queue, and start them together
        scene.home.launch([*pair, *pair])
        scene.home.start("daemon")
        scene.home.wait_for(pair)
        ends.update(end_of_pair(scene, month) for month in pair)
    check_as_undisturbed(scene, TWICE)
    assert ends["lease lost"]
    print(f"same partition launched twice: {len(TWICE)} pairs, {dict(ends)}, 0 failures")
