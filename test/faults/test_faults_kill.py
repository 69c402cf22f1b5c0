"""SIGKILL at a random instant of an ingest, then the same again: the same rows as if nothing had happened.

Belongs here: instants that chance chooses. Does not: those that have a name (`test_faults_points.py`).
"""

import multiprocessing
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

import pytest

from techpulse.duckdb_store import DuckDBStore, StoreError
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator, generate_history

MONTH, COMMENTS, SEED = "2024-05", 100, 20
SHORT = generate_history(MONTH, seed=SEED, comments=COMMENTS)
[ROOT] = [item_id for item_id, body in SHORT.items.items() if b"Who is hiring" in body]
# Long payloads are committed in many batches, however quick the source.
LONG = b',"pad":"%s"}' % (128_000 * b"x")
DUMP = HackerNewsDump({item_id: body[:-1] + LONG for item_id, body in SHORT.items.items()})
INGEST = """
from techpulse.duckdb_store import DuckDBStore
from techpulse.hn_client import HackerNewsClient
from techpulse.http_client import HttpPolicy
from techpulse.ingestion_assets import ingest_thread

with HackerNewsClient(base_url, policy=HttpPolicy(max_connections=10)) as client, DuckDBStore(database) as store:
    ingest_thread(client, store, partition_key=partition, thread_id=thread)
"""
COMMAND = [sys.executable, "-c", "import sys; from techpulse.cli import main; sys.exit(main())"]
PATIENCE_SECONDS = 90


class Moment(NamedTuple):
    """When to kill: after so many requests, after the database's log has come so often, and then so many seconds."""

    requests: int = 0
    logs: int = 0
    seconds: float = 0.0


class Undisturbed(NamedTuple):
    """The current rows where nothing interferes, and how long the ingest took."""

    rows: list[tuple[object, ...]]
    seconds: float


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(DUMP, faults=Faults(latency_seconds=0.03)) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(simulator: HackerNewsSimulator, tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    folder = tmp_path_factory.mktemp("undisturbed")
    end(simulator, folder / "first.duckdb")  # pays for the start of the server that forks
    begun = time.monotonic()
    end(simulator, folder / "second.duckdb")
    seconds = time.monotonic() - begun
    with DuckDBStore(folder / "second.duckdb") as store:
        rows = current(store)
    assert len(rows) == COMMENTS + 1
    return Undisturbed(rows, seconds)


@contextmanager
def started(simulator: HackerNewsSimulator, database: Path) -> Iterator[ForkServerProcess]:
    """An ingest in a process of its own, forked from one that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["techpulse.ingestion_assets", "techpulse.hn_client", "pytest"])
    values = {"base_url": simulator.base_url, "database": str(database), "partition": f"{MONTH}-01", "thread": ROOT}
    process = context.Process(target=exec, args=(INGEST, values), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def end(simulator: HackerNewsSimulator, database: Path) -> None:
    with started(simulator, database) as process:
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0


def current(store: DuckDBStore) -> list[tuple[object, ...]]:
    return store.query("SELECT item_id, payload_sha256 FROM current_hn_items ORDER BY item_id")


def drawn(manner: str, trial: int, *, seconds: float) -> Moment:
    """A moment of an ingest that takes so many seconds: anywhere in its requests, its time, or its commits."""
    chance = random.Random(f"{SEED}/{manner}/{trial}")
    if manner == "requests":
        return Moment(requests=chance.randrange(1, COMMENTS + 2), seconds=chance.uniform(0, 0.3))
    if manner == "logs":
        return Moment(logs=chance.randrange(1, 6), seconds=chance.uniform(0, 0.008))
    return Moment(seconds=chance.uniform(0, seconds))


def killed(simulator: HackerNewsSimulator, database: Path, *, moment: Moment) -> int:
    """The process id of an ingest that was killed at the moment, or had ended by then."""
    log = database.with_name(f"{database.name}.wal")
    wanted, logs, is_there = simulator.request_count + moment.requests, 0, False
    pause_seconds = 0.0002 if moment.logs else 0.001
    with started(simulator, database) as process:
        assert process.pid
        while simulator.request_count < wanted or logs < moment.logs:
            if connection.wait([process.sentinel], timeout=pause_seconds):
                break
            was_there, is_there = is_there, log.exists()
            logs += is_there and not was_there
        connection.wait([process.sentinel], timeout=moment.seconds)
        process.kill()
        process.join(PATIENCE_SECONDS)
        assert process.exitcode in {0, -signal.SIGKILL}
        return process.pid


def truth(database: Path, *, pids: set[int], requests: int) -> tuple[str, set[object]]:
    """How far the killed runs came, and the ids they stored; asserts that the ledger says so, and what is current."""
    if not database.exists():
        return "no file", set()
    is_logged = database.with_name(f"{database.name}.wal").exists()
    with DuckDBStore(database) as store:
        try:
            loads = store.loads()
        except StoreError as error:
            if "the database has schema 0" not in str(error):
                raise
            return "no tables", set()
        if not loads:
            return "no load", set()
        [load] = loads
        assert store.verify() == []
        stored = [item_id for (item_id,) in store.query("SELECT item_id FROM raw_hn_items")]
        shown = len(current(store))
    assert load.pid in pids
    assert load.rows == len(stored) == len(set(stored))
    assert load.rows <= load.requests <= requests or not load.rows
    assert (load.status, load.finished_at is None, shown) in {("running", True, 0), ("complete", False, COMMENTS + 1)}
    far = load.status if load.status == "complete" else "running with rows" if stored else "running without rows"
    return f"{far}, with a log" if is_logged else far, set(stored)


def items_asked_since(simulator: HackerNewsSimulator, asked: Counter[str]) -> set[object]:
    return {int(path[9:-5]) for path in simulator.requests - asked if path[9:-5].isdigit()}


def assert_as_undisturbed(database: Path, undisturbed: Undisturbed, *, loads: int) -> None:
    with DuckDBStore(database) as store:
        assert current(store) == undisturbed.rows
        assert [load.status for load in store.loads()] == ["complete"] * loads
        assert store.verify() == []


def kill_and_run_again(
    simulator: HackerNewsSimulator, database: Path, undisturbed: Undisturbed, *, moments: list[Moment]
) -> str:
    """How far the killed runs came; asserts what the ledger says after each, and that none asks for a stored row."""
    begun, pids, far, stored = simulator.request_count, set[int](), "", set[object]()
    for moment in moments:
        asked = simulator.requests
        pids.add(killed(simulator, database, moment=moment))
        assert not items_asked_since(simulator, asked) & stored
        far, stored = truth(database, pids=pids, requests=simulator.request_count - begun)
        if far.startswith("complete"):
            break
    asked = simulator.requests
    end(simulator, database)
    is_complete = far.startswith("complete")  # then what came now is another load, which reads the thread anew
    assert is_complete or not items_asked_since(simulator, asked) & stored
    assert_as_undisturbed(database, undisturbed, loads=1 + is_complete)
    return far


def kill_often(
    simulator: HackerNewsSimulator, folder: Path, undisturbed: Undisturbed, *, manner: str, trials: range
) -> Counter[str]:
    """How far the killed runs came, and how many came so far; every tenth was killed twice."""
    told = Counter[str]()
    for trial in trials:
        draws = (trial, -trial) if trial % 10 == 9 else (trial,)
        moments = [drawn(manner, draw, seconds=undisturbed.seconds) for draw in draws]
        try:
            told[kill_and_run_again(simulator, folder / "lake.duckdb", undisturbed, moments=moments)] += 1
        except Exception as error:
            error.add_note(f"trial {trial}, killed at {moments}")
            raise
        for left in folder.iterdir():
            left.unlink()
    return told


LONG_TRIALS = [pytest.param(range(first, first + 50), marks=pytest.mark.long) for first in (0, 50)]


@pytest.mark.parametrize("trials", [range(8, 10), *LONG_TRIALS], ids=lambda trials: f"{len(trials)} trials")
@pytest.mark.parametrize("manner", ["requests", "seconds", "logs"])
def test_killed_ingest_ends_with_the_undisturbed_rows_when_run_again(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: Undisturbed, *, manner: str, trials: range
) -> None:
    told = kill_often(simulator, tmp_path, undisturbed, manner=manner, trials=trials)
    assert sum(count for far, count in told.items() if far.startswith("running with rows")) >= len(trials) // 10
    print(f"SIGKILL of an ingest by {manner}: {len(trials)} trials, {dict(told)}, 0 failures")


# --- the whole command -----------------------------------------------------------------------------------------------


def command(simulator: HackerNewsSimulator, database: Path) -> list[str]:
    options = ["--base-url", simulator.base_url, "--database", str(database), "--max-connections", "10"]
    return [*COMMAND, "ingest", MONTH, *options]


@pytest.mark.parametrize("trials", [1, pytest.param(20, marks=pytest.mark.long)])
def test_killed_command_ends_with_the_undisturbed_rows_when_run_again(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: Undisturbed, trials: int
) -> None:
    told = Counter[str]()
    for trial in range(trials):
        database, begun = tmp_path / f"{trial}.duckdb", simulator.request_count
        chance = random.Random(f"{SEED}/command/{trial}")
        wanted = begun + chance.randrange(1, COMMENTS)
        with subprocess.Popen(command(simulator, database), stdout=subprocess.DEVNULL) as process:
            while simulator.request_count < wanted and process.poll() is None:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.3))
            process.kill()
        far, stored = truth(database, pids={process.pid}, requests=simulator.request_count - begun)
        asked = simulator.requests
        subprocess.run(command(simulator, database), stdout=subprocess.DEVNULL, check=True, timeout=PATIENCE_SECONDS)
        is_complete = far.startswith("complete")
        assert is_complete or not items_asked_since(simulator, asked) & (stored - {ROOT})  # the look-up reads the root
        assert_as_undisturbed(database, undisturbed, loads=1 + is_complete)
        told[far] += 1
    print(f"SIGKILL of the command: {trials} trials, {dict(told)}, 0 failures")
