"""Runs that are stopped, that meet each other, or that find the file held: each ends with its own words and no loss."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, StoreError
from techpulse.hn_simulator import Faults, HackerNewsSimulator, generate_history

MONTH, MONTHS, COMMENTS, SEED = "2024-05", "2024-01..2024-05", 150, 20
LATENCY_SECONDS = 0.1
COMMAND = [sys.executable, "-c", "import sys; from techpulse.cli import main; sys.exit(main())"]
HOLDING = """
import sys, time, duckdb
while True:
    try:
        held = duckdb.connect(sys.argv[1])
        break
    except duckdb.IOException:
        time.sleep(0.001)
print("open", flush=True)
time.sleep(float(sys.argv[2]))
"""
BEGINNING = """
import sys
from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
store = DuckDBStore(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
load = store.open_load("hn", sys.argv[2], table=BronzeTable("raw_hn_items", key="item_id"))
store.insert_items(load.load_id, [RawRecord(1, "{}")])
store.complete_load(load.load_id)
"""
TABLE = BronzeTable("raw_hn_items", key="item_id")

Process = subprocess.Popen[str]


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    dump = generate_history(MONTHS, seed=SEED, comments=COMMENTS)
    with HackerNewsSimulator(dump, faults=Faults(latency_seconds=LATENCY_SECONDS)) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(simulator: HackerNewsSimulator, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The current rows of `MONTH` where nothing interferes."""
    database = tmp_path_factory.mktemp("undisturbed") / "lake.duckdb"
    assert ended(ingest(simulator, database))[0] == 0
    return current(database)


def ingest(simulator: HackerNewsSimulator, database: Path, *, month: str = MONTH, **settings: int) -> Process:
    options = ["--base-url", simulator.base_url, "--database", str(database)]
    environment = os.environ | {f"TECHPULSE_{name.upper()}": str(value) for name, value in settings.items()}
    return subprocess.Popen(
        [*COMMAND, "ingest", month, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def ended(process: Process, *, seconds: float = 90) -> tuple[int, str]:
    """The exit code and what was said on standard error."""
    with process:
        _, said = process.communicate(timeout=seconds)
    return process.returncode, said


def current(database: Path) -> list[tuple[object, ...]]:
    return DuckDBStore(database).query(
        f"SELECT item_id, payload_sha256 FROM current_hn_items WHERE partition_key = '{MONTH}-01' ORDER BY item_id"
    )


def stored_comments(database: Path) -> set[object]:
    """Their ids; the thread itself is read again by the look-up of the next run."""
    try:
        rows = DuckDBStore(database).query("SELECT item_id FROM raw_hn_items WHERE payload ->> '$.parent' IS NOT NULL")
    except StoreError:
        return set()
    return {row[0] for row in rows}


def assert_nothing_doubled(database: Path) -> None:
    store = DuckDBStore(database)
    assert store.query("SELECT load_id FROM raw_hn_items GROUP BY load_id, item_id HAVING count(*) > 1") == []
    assert store.verify() == []


def wait_for(process: Process, simulator: HackerNewsSimulator, *, requests: int) -> None:
    wanted = simulator.request_count + requests
    while simulator.request_count < wanted and process.poll() is None:
        time.sleep(0.001)


@contextmanager
def stranger(database: Path, *, seconds: float) -> Iterator[Process]:
    """Another program that has the file open."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(database), str(seconds)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "open\n"
        yield process
        process.kill()


# --- stopped by a signal ---------------------------------------------------------------------------------------------


def stopped(simulator: HackerNewsSimulator, database: Path, *, trial: int) -> str:
    """The state that the ledger tells of the run; asserts its end and its words."""
    chance = random.Random(f"{SEED}/signal/{trial}")
    number = (signal.SIGTERM, signal.SIGINT)[trial % 2]
    process = ingest(simulator, database)
    wait_for(process, simulator, requests=chance.randrange(1, COMMENTS))
    sent = time.monotonic()
    process.send_signal(number)
    code, said = ended(process)
    assert time.monotonic() - sent < 10  # 3 on an idle machine, which a gate's is not
    if code == 0:
        return "complete before the signal"
    assert (code, said.count("\n")) == (128 + number, 1), said
    assert "run the same command again to go on where it stopped" in said
    if not database.exists():
        return "no load yet"
    assert current(database) == []
    return DuckDBStore(database).loads()[0].status


def stopped_and_resumed(
    simulator: HackerNewsSimulator, database: Path, undisturbed: list[tuple[object, ...]], *, trial: int
) -> str:
    state = stopped(simulator, database, trial=trial)
    assert not state.startswith("failed")
    assert ended(ingest(simulator, database)) == (0, "")
    assert current(database) == undisturbed
    assert state.startswith("complete") or len(DuckDBStore(database).loads()) == 1  # taken up, not begun anew
    assert_nothing_doubled(database)
    return state


@pytest.mark.parametrize("trial", range(2))
def test_stopped_run_says_how_to_go_on_and_the_next_goes_on(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: list[tuple[object, ...]], trial: int
) -> None:
    stopped_and_resumed(simulator, tmp_path / "lake.duckdb", undisturbed, trial=trial)


@pytest.mark.long
def test_stopped_run_says_how_to_go_on_and_the_next_goes_on_when_stopped_at_many_moments(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: list[tuple[object, ...]]
) -> None:
    states = Counter(
        stopped_and_resumed(simulator, tmp_path / f"{trial}.duckdb", undisturbed, trial=trial) for trial in range(50)
    )
    print(f"SIGTERM and SIGINT: 50 trials, {dict(states)}, 0 failures")


# --- two runs of one partition ---------------------------------------------------------------------------------------


def pair(simulator: HackerNewsSimulator, database: Path, undisturbed: list[tuple[object, ...]], *, trial: int) -> None:
    """Two runs at once: the later completes, the earlier says why it stops."""
    first = ingest(simulator, database, hn_max_connections=4)
    time.sleep(random.Random(f"{SEED}/pair/{trial}").uniform(0, 0.8))
    second = ingest(simulator, database, hn_max_connections=4)
    ends = {first.pid: ended(first), second.pid: ended(second)}
    [load] = DuckDBStore(database).loads()
    assert ends.pop(load.pid) == (0, ""), ends
    [(code, said)] = ends.values()
    assert (code, said.count("\n")) == (1, 1), said
    assert "lease lost" in said
    assert current(database) == undisturbed
    assert_nothing_doubled(database)


def test_one_of_two_runs_completes_and_the_other_says_lease_lost(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: list[tuple[object, ...]]
) -> None:
    pair(simulator, tmp_path / "lake.duckdb", undisturbed, trial=1)


@pytest.mark.long
def test_one_of_two_runs_completes_and_the_other_says_lease_lost_when_tried_often(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: list[tuple[object, ...]]
) -> None:
    for trial in range(30):
        pair(simulator, tmp_path / f"{trial}.duckdb", undisturbed, trial=trial)
    print("two runs of one partition: 30 pairs, 0 failures")


def test_all_complete_when_five_runs_make_the_file_at_once(tmp_path: Path) -> None:
    for trial in range(5):
        database = tmp_path / f"{trial}.duckdb"
        runs = [
            subprocess.Popen(
                [sys.executable, "-c", BEGINNING, str(database), str(partition)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for partition in range(5)
        ]
        for run in runs:
            assert run.stdout
            assert run.stdout.readline() == "ready\n"
        for run in runs:
            assert run.stdin
            run.stdin.write("now\n")
            run.stdin.flush()
        assert [ended(run) for run in runs] == [(0, "")] * 5
        assert DuckDBStore(database).query("SELECT count(*) FROM current_hn_items") == [(5,)]


# --- five runs and a reader ------------------------------------------------------------------------------------------


class Shared(NamedTuple):
    """How often the reader read, its longest wait, and from open to complete the quickest and the slowest load."""

    reads: int
    longest_seconds: float
    quickest_seconds: float
    slowest_seconds: float


def five_runs(simulator: HackerNewsSimulator, database: Path) -> Shared:
    store = DuckDBStore(database, lock_deadline_seconds=5)
    store.complete_load(store.open_load("hacker_news", "2023-01-01", table=TABLE).load_id)
    runs = [ingest(simulator, database, month=f"2024-0{month}") for month in range(1, 6)]
    waits = []
    while any(run.poll() is None for run in runs):
        begun = time.monotonic()
        store.query("SELECT count(*) FROM current_hn_items")
        waits.append(time.monotonic() - begun)
        time.sleep(0.05)
    assert [ended(run) for run in runs] == [(0, "")] * 5
    assert {load.status for load in store.loads()} == {"complete"}
    assert_nothing_doubled(database)
    loads = [load for load in store.loads() if load.rows]
    took = [(load.finished_at - load.started_at).total_seconds() for load in loads if load.finished_at]
    assert len(took) == 5
    return Shared(len(waits), max(waits), min(took), max(took))


@pytest.mark.long
def test_all_complete_and_reading_never_fails_when_five_runs_often_share_the_file(
    tmp_path: Path, simulator: HackerNewsSimulator
) -> None:
    told = [five_runs(simulator, tmp_path / f"{trial}.duckdb") for trial in range(20)]
    reads, longest = sum(each.reads for each in told), max(each.longest_seconds for each in told)
    print(f"five runs and a reader: 20 trials, {reads} reads, longest wait {longest:.2f} s, 0 failures")
    behind = [each.slowest_seconds / each.quickest_seconds for each in told]
    print(
        "fairness: of five equal loads the slowest took "
        f"{median(behind):.2f} times as long as the quickest in the median trial, {max(behind):.2f} times in the worst"
    )


# --- a file that another program holds -------------------------------------------------------------------------------


def held_for_a_while(
    simulator: HackerNewsSimulator, database: Path, undisturbed: list[tuple[object, ...]], *, seconds: float
) -> None:
    DuckDBStore(database).open_load("hacker_news", "2023-01-01", table=TABLE)
    with stranger(database, seconds=seconds):
        assert ended(ingest(simulator, database)) == (0, "")
    assert current(database) == undisturbed


def held_for_ever(
    simulator: HackerNewsSimulator, database: Path, undisturbed: list[tuple[object, ...]], *, trial: int
) -> None:
    DuckDBStore(database).open_load("hacker_news", "2023-01-01", table=TABLE)
    process = ingest(simulator, database, lock_deadline_seconds=3, hn_max_connections=5)
    chance = random.Random(f"{SEED}/held/{trial}")
    wait_for(process, simulator, requests=chance.randrange(COMMENTS // 2))
    with stranger(database, seconds=600) as holder:
        code, said = ended(process)
    assert (code, said.count("\n")) == (1, 1), said
    assert str(database) in said
    assert str(holder.pid) in said
    kept, asked = stored_comments(database), simulator.requests
    assert ended(ingest(simulator, database)) == (0, "")
    asked_again = simulator.requests - asked
    assert not {int(path[9:-5]) for path in asked_again if path[9:-5].isdigit()} & kept
    assert current(database) == undisturbed


@pytest.mark.long
def test_run_waits_or_names_file_and_process_and_loses_nothing_when_another_program_holds_the_file(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: list[tuple[object, ...]]
) -> None:
    for trial in range(10):
        held_for_a_while(simulator, tmp_path / f"while{trial}.duckdb", undisturbed, seconds=5)
        held_for_ever(simulator, tmp_path / f"ever{trial}.duckdb", undisturbed, trial=trial)
    print("file held by another program: 10 trials for 5 s, 10 for ever, 0 failures")


@pytest.mark.long
@pytest.mark.timeout(300)
def test_runs_wait_and_complete_when_other_programs_hold_their_files_for_a_minute(
    tmp_path: Path, simulator: HackerNewsSimulator, undisturbed: list[tuple[object, ...]]
) -> None:
    databases = [tmp_path / f"{trial}.duckdb" for trial in range(10)]
    with ExitStack() as stack:
        for database in databases:
            DuckDBStore(database).open_load("hacker_news", "2023-01-01", table=TABLE)
        holders = [stack.enter_context(stranger(database, seconds=60)) for database in databases]
        runs = [ingest(simulator, database, lock_deadline_seconds=240) for database in databases]
        for run in runs:
            stack.callback(run.kill)
        holders[0].wait(timeout=90)
        assert [run.poll() for run in runs] == [None] * 10
        assert [ended(run, seconds=200) for run in runs] == [(0, "")] * 10
        assert [holder.wait(timeout=10) for holder in holders] == [0] * 10
    assert all(current(database) == undisturbed for database in databases)
    print("file held by another program for 60 s: 10 trials at once, 0 failures")
