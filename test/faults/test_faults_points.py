"""SIGKILL at a point that has a name: the file is in the very state that the point promises, and the next run goes on.

Belongs here: commits, "complete", and the checkpoints after them. Does not: migrations (`test_faults_migrations.py`),
instants that chance chooses (`test_faults_kill.py`).
"""

import json
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord

SEED, TRIALS = 20, 10
MAY = "2024-05-01"
LANDING = Path(__file__).with_name("killed_landing.py")


class Standing(NamedTuple):
    """What the ledger says of May's newest load, and how many of May's current rows are of which run."""

    status: str
    rows: int
    current: dict[object, object]


def land(
    database: Path, sizes: list[int], *, step: str = "", point: str = "", before: tuple[str, ...] = ()
) -> "subprocess.CompletedProcess[str]":
    """A run that lands new rows in a process of its own, and is killed in it."""
    command = [*before, sys.executable, str(LANDING), json.dumps([str(database), "new", sizes, step, point])]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def land_whole(store: DuckDBStore, rows: int, *, salt: str) -> int:
    """How many of the rows the load did not hold yet."""
    load = store.open_load("hn", MAY, table=BronzeTable("raw_hn_items", key="item_id"))
    new = store.insert_items(load.load_id, [RawRecord(key, json.dumps({"of": salt})) for key in range(rows)])
    store.complete_load(load.load_id)
    return new


def begun(folder: Path, *, trial: int) -> tuple[Path, list[int]]:
    """A database with five current rows of an earlier run, and the sizes of the batches to come."""
    folder.mkdir()
    with DuckDBStore(folder / "lake.duckdb") as store:
        land_whole(store, 5, salt="old")
    chance = random.Random(f"{SEED}/{trial}")
    return folder / "lake.duckdb", [chance.randint(1, 300) for _ in range(chance.randint(2, 5))]


def standing(store: DuckDBStore) -> Standing:
    """Asserts that the tables hold what the ledger says, and each row once."""
    assert store.verify() == []
    load = store.loads(partition_key=MAY)[0]
    stored = store.query("SELECT item_id FROM raw_hn_items WHERE load_id = ?", [load.load_id])
    assert sorted(stored) == [(item_id,) for item_id in range(load.rows)]
    assert (load.finished_at is None) == (load.status == "running")
    shown = store.query("SELECT payload ->> '$.of', count(*) FROM current_hn_items GROUP BY 1")
    return Standing(load.status, load.rows, {salt: rows for salt, rows in shown})  # noqa: C416 - dict() can't be typed


def assert_stands(database: Path, promised: Standing, *, sizes: list[int]) -> None:
    """The file stands as promised; then the next run makes it whole, and only adds to the load it finds unfinished."""
    is_unfinished = promised.status == "running"
    with DuckDBStore(database) as store:
        assert standing(store) == promised
        killed = store.loads(partition_key=MAY)[0]
        assert land_whole(store, sum(sizes), salt="new") == sum(sizes) - promised.rows * is_unfinished
        assert standing(store) == Standing("complete", sum(sizes), {"new": sum(sizes)})
        assert (store.loads(partition_key=MAY)[0].load_id == killed.load_id) == is_unfinished


# --- commits and "complete" ------------------------------------------------------------------------------------------


def promised_at(point: str, step: str, *, sizes: list[int], batch: int) -> Standing:
    is_committed = point != "before commit"
    if step == "open":
        return Standing("running", 0, {"old": 5}) if is_committed else Standing("complete", 5, {"old": 5})
    if step == "batch":
        return Standing("running", sum(sizes[: batch + is_committed]), {"old": 5})
    if is_committed:
        return Standing("complete", sum(sizes), {"new": sum(sizes)})
    return Standing("running", sum(sizes[:-1]), {"old": 5})


def kill_at(point: str, step: str, *, folder: Path, trial: int) -> None:
    database, sizes = begun(folder, trial=trial)
    batch = trial % (len(sizes) - 1)
    ended = land(database, sizes, step=f"batch {batch}" if step == "batch" else step, point=point)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert_stands(database, promised_at(point, step, sizes=sizes, batch=batch), sizes=sizes)


@pytest.mark.parametrize("point", ["before commit", "after commit"])
@pytest.mark.parametrize("step", ["open", "batch", "complete"])
def test_file_stands_as_the_point_promises_when_killed_there(tmp_path: Path, step: str, point: str) -> None:
    kill_at(point, step, folder=tmp_path / "one", trial=1)


@pytest.mark.long
@pytest.mark.parametrize("point", ["before commit", "after commit", "before detach", "after detach"])
@pytest.mark.parametrize("step", ["open", "batch", "complete"])
def test_file_stands_as_the_point_promises_when_killed_there_often(tmp_path: Path, step: str, point: str) -> None:
    for trial in range(TRIALS):
        kill_at(point, step, folder=tmp_path / str(trial), trial=trial)
    print(f"SIGKILL {point} of {step}: {TRIALS} trials, 0 failures")


# --- checkpoints -----------------------------------------------------------------------------------------------------


@pytest.fixture
def strace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is missing (apt-get install strace): no way to kill inside a checkpoint")


def killed_in_a_checkpoint(folder: Path, *, trial: int, call: str, nth: int) -> bool:
    """Whether there was an n-th such call; all that was committed by then is there, and no more."""
    database, sizes = begun(folder, trial=trial)
    files = (f"-P{database}", f"-P{database}.wal")
    killing = ("strace", "-f", "-qq", f"-o{folder / 'trace'}", *files, f"-einject={call}:signal=SIGKILL:when={nth}")
    ended = land(database, sizes, before=killing)
    if ended.returncode == 0:
        return False
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    commits = ended.stdout.count("commit")
    if commits == 1 + len(sizes):
        promised = Standing("complete", sum(sizes), {"new": sum(sizes)})
    else:
        promised = Standing("running", sum(sizes[: commits - 1]), {"old": 5})
    assert_stands(database, promised, sizes=sizes)
    return True


# To the file itself DuckDB writes in checkpoints only, and at their end it removes the log.
@pytest.mark.parametrize("call", ["pwrite64", "unlink"])
@pytest.mark.usefixtures("strace")
def test_all_that_was_committed_is_there_when_killed_in_a_checkpoint(tmp_path: Path, call: str) -> None:
    assert killed_in_a_checkpoint(tmp_path / "one", trial=2, call=call, nth=2)


@pytest.mark.long
@pytest.mark.parametrize(("call", "most"), [("pwrite64", 2 * TRIALS), ("unlink", 3)])
@pytest.mark.usefixtures("strace")
def test_all_that_was_committed_is_there_when_killed_anywhere_in_checkpoints(
    tmp_path: Path, call: str, most: int
) -> None:
    hits = [
        killed_in_a_checkpoint(tmp_path / str(trial), trial=trial, call=call, nth=1 + trial % most)
        for trial in range(2 * TRIALS)
    ]
    assert sum(hits) >= TRIALS
    print(f"SIGKILL at {call} in a checkpoint: {sum(hits)} trials, 0 failures")
