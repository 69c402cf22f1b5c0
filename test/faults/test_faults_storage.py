"""A disk that fails, fills up or loses what it held: nothing lost, nothing doubled, never wrong rows without a word."""

import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from techpulse.duckdb_store import DuckDBStore, StoreError

SEED = 20
WRITES, SYNCS = "write,pwrite64", "fsync,fdatasync,ftruncate"
KILLED_BY_DUCKDB = -6  # a rollback that fails ends the process: for us a kill like any other

# Lands 40 records of May and 120 of June in batches of 40.
LANDING = """
import os, sys
from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord, StoreError

def land(path, salt, partitions=("2024-05-01", "2024-06-01"), *, is_resumed=True):
    store = DuckDBStore(path, lock_deadline_seconds=20)
    for partition in partitions:
        load = store.open_load("hn", partition, table=BronzeTable("raw_hn_items", key="item_id"))
        landed = store.landed(load.load_id) if is_resumed else ()
        for first in range(0, 40 if partition == "2024-05-01" else 120, 40):
            keys = [key for key in range(first, first + 40) if key not in landed]
            store.insert_items(load.load_id, [RawRecord(key, '{"id":%d,"of":"%s"}' % (key, salt)) for key in keys])
        store.complete_load(load.load_id)
"""
RUN = f"""{LANDING}
try:
    land(sys.argv[1], "ours")
except StoreError as error:
    sys.exit(str(error))
"""
# An engine that does not fold the log into the file when it lets go leaves what a kill right after a commit leaves.
KILLED_RUN = f"""{LANDING}
import duckdb
start = duckdb.connect
def start_careless(*given, **named):
    engine = start(*given, **named)
    engine.execute("PRAGMA disable_checkpoint_on_shutdown")
    return engine
path, salt = sys.argv[1:]
land(path, salt, ["2024-05-01"])
duckdb.connect = start_careless
land(path, salt, ["2024-06-01"], is_resumed=False)
os._exit(9)
"""
RIGHT = {"2024-05-01": set(range(40)), "2024-06-01": set(range(120))}


def run(script: str, *arguments: object, before: tuple[str, ...] = ()) -> "subprocess.CompletedProcess[str]":
    command = [*before, sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def judged(database: Path) -> str:
    """`right`, `named` by `verify`, or `refused`; fails where current rows are wrong and nobody says so."""
    store = DuckDBStore(database)
    try:
        named = {load.load_id for load in store.verify()}
        rows = store.query("SELECT load_id, partition_key, item_id, payload ->> '$.of' FROM current_hn_items")
    except StoreError as error:
        return "refused" if "\n" not in str(error) else f"refused in many lines: {error}"
    trusted = [row[1:] for row in rows if row[0] not in named]
    for partition in {str(row[0]) for row in trusted}:
        keys = [row[1:] for row in trusted if row[0] == partition]
        assert sorted(keys) == [(key, "ours") for key in sorted(RIGHT[partition])], partition
    return "named" if named else "right"


def assert_whole(database: Path) -> None:
    store = DuckDBStore(database)
    found = Counter(store.query("SELECT partition_key, item_id, payload ->> '$.of' FROM current_hn_items"))
    assert found == Counter((partition, key, "ours") for partition, keys in RIGHT.items() for key in keys)
    assert store.query("SELECT load_id FROM raw_hn_items GROUP BY load_id, item_id HAVING count(*) > 1") == []
    assert store.verify() == []


# --- the n-th call fails ---------------------------------------------------------------------------------------------


def failing_call(folder: Path, *, calls: str, error: str, nth: int) -> int:
    """How many calls failed; the run ended with one line or none, and the next run made everything whole."""
    folder.mkdir()
    database, trace = folder / "lake.duckdb", folder / "trace"
    files = [f"-P{database}{suffix}" for suffix in ("", ".wal", ".new", ".new.wal", ".lock")]
    inject = (f"-etrace={calls}", f"-einject={calls}:error={error}:when={nth}")
    ended = run(RUN, database, before=("strace", "-f", "-qq", "--seccomp-bpf", f"-o{trace}", *files, *inject))
    assert ended.returncode in {0, 1, KILLED_BY_DUCKDB}, ended.stderr
    assert ended.returncode != 1 or ended.stderr.count("\n") == 1, ended.stderr
    if database.exists():
        assert judged(database) in {"right", "refused"}  # refused: not even its tables are there yet
    assert run(RUN, database).stderr == ""
    assert_whole(database)
    return trace.read_text().count("(INJECTED)")


@pytest.fixture
def strace() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is missing (apt-get install strace): no way to make a single write fail")


@pytest.mark.usefixtures("strace")
# The second truncation is of the lock, after a commit of rows that so raises although it holds.
@pytest.mark.parametrize(("calls", "nth"), [(WRITES, 2), ("ftruncate", 2)])
def test_nothing_is_lost_or_doubled_when_one_write_or_sync_fails(tmp_path: Path, calls: str, nth: int) -> None:
    assert failing_call(tmp_path / "one", calls=calls, error="EIO", nth=nth) > 0


@pytest.mark.long
@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("calls", [WRITES, SYNCS])
def test_nothing_is_lost_or_doubled_when_any_one_write_or_sync_fails(tmp_path: Path, calls: str, error: str) -> None:
    def injected(nth: int) -> int:
        return failing_call(tmp_path / str(nth), calls=calls, error=error, nth=nth)

    with ThreadPoolExecutor(2) as pool:
        failed = list(pool.map(injected, range(1, 41)))
    assert sum(failed) > 10  # else it struck too little to tell
    print(f"{calls} fails with {error}: 40 trials, {sum(failed)} calls failed, 0 failures")


# --- files that were damaged -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `ours.duckdb` and `theirs.duckdb`, each with the log that a killed run left."""
    folder = tmp_path_factory.mktemp("left")
    for name in ("ours", "theirs"):
        assert run(KILLED_RUN, folder / f"{name}.duckdb", name).returncode == 9
        assert (folder / f"{name}.duckdb.wal").stat().st_size > 10_000
    return folder


def damage_to_the_log(left: Path, database: Path, *, trial: int) -> str:
    """The kind of damage done to the log beside a fresh copy of `ours`."""
    chance = random.Random(f"{SEED}/log/{trial}")
    kind = ("cut", "flipped", "foreign")[trial % 3]
    log = bytearray((left / "ours.duckdb.wal").read_bytes())
    if kind == "cut":
        del log[chance.randrange(len(log)) :]
    elif kind == "flipped":
        for _ in range(chance.randint(1, 8)):
            log[chance.randrange(len(log))] ^= chance.randint(1, 255)
    else:
        log = bytearray((left / "theirs.duckdb.wal").read_bytes())
        del log[chance.randrange(len(log) // 2, len(log) + 1) :]
    shutil.copy(left / "ours.duckdb", database)
    database.with_name(database.name + ".wal").write_bytes(log)
    return kind


def damaged_log(left: Path, folder: Path, *, trial: int) -> str:
    """What was damaged and how it was told; running again made everything whole."""
    folder.mkdir()
    database = folder / "lake.duckdb"
    log = database.with_name(database.name + ".wal")
    kind = damage_to_the_log(left, database, trial=trial)
    verdict = judged(database)
    assert verdict in {"right", "named", "refused"}
    again = run(RUN, database)
    if verdict == "refused" and again.returncode:  # a writer may drop a cut tail that a reader refuses
        assert f"move {log} away" in again.stderr
        log.rename(folder / "away")
        again = run(RUN, database)
    assert again.stderr in {"", *re.findall(r"load .* is broken: .*\n", again.stderr)}
    assert_whole(database)
    return f"{kind} {verdict}"


@pytest.mark.parametrize("trial", range(3))
def test_damaged_log_is_told_and_healed_by_running_again(tmp_path: Path, left_behind: Path, trial: int) -> None:
    damaged_log(left_behind, tmp_path / "one", trial=trial)


@pytest.mark.long
def test_damaged_log_is_told_and_healed_by_running_again_when_damaged_anywhere(
    tmp_path: Path, left_behind: Path
) -> None:
    told = Counter(damaged_log(left_behind, tmp_path / str(trial), trial=trial) for trial in range(60))
    print(f"log cut, flipped or foreign: 60 trials, {dict(told)}, 0 failures")


def damaged_file(whole: Path, folder: Path, *, trial: int) -> str:
    """What was damaged and how it was told; a refused file stays as it is, an accepted one is right."""
    folder.mkdir()
    database = folder / "lake.duckdb"
    chance = random.Random(f"{SEED}/file/{trial}")
    content = bytearray(whole.read_bytes())
    kind = ("cut", "header", "body")[trial % 3]
    if kind == "cut":
        del content[chance.randrange(len(content)) :]
    else:
        begin, end = (0, 3 * 4096) if kind == "header" else (3 * 4096, len(content))
        for _ in range(200):
            content[chance.randrange(begin, end)] ^= chance.randint(1, 255)
    database.write_bytes(content)
    verdict = judged(database)
    again = run(RUN, database)
    if again.returncode == 0:
        assert_whole(database)
        return f"{kind} {verdict}, then whole"
    assert again.returncode == 1, again.stderr
    assert again.stderr.count("\n") == 1, again.stderr
    assert str(database) in again.stderr
    assert database.read_bytes() == content
    return f"{kind} {verdict}, left as it was"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    database = tmp_path_factory.mktemp("whole") / "whole.duckdb"
    assert run(RUN, database).returncode == 0
    return database


def test_damaged_file_is_refused_and_left_as_it_is(tmp_path: Path, whole: Path) -> None:
    for trial in range(2):
        damaged_file(whole, tmp_path / str(trial), trial=trial)


@pytest.mark.long
def test_damaged_file_is_refused_and_left_as_it_is_when_damaged_anywhere(tmp_path: Path, whole: Path) -> None:
    told = Counter(damaged_file(whole, tmp_path / str(trial), trial=trial) for trial in range(60))
    print(f"file cut or flipped: 60 trials, {dict(told)}, 0 failures")


# --- a disk without room ---------------------------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with 8 MiB of room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here: run as root")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def full_disk(disk: Path, *, trial: int) -> bool:
    """Whether the run failed for want of room; it said so in one line, and with room again the next run is whole."""
    lake, ballast = disk / "lake", disk / "ballast"
    shutil.rmtree(lake, ignore_errors=True)
    ballast.write_bytes(bytes(8 * 2**20 - random.Random(f"{SEED}/disk/{trial}").randrange(2**20)))
    database = lake / "lake.duckdb"
    ended = run(RUN, database)
    assert ended.returncode in {0, 1, KILLED_BY_DUCKDB}, ended.stderr
    assert ended.returncode != 1 or ended.stderr.count("\n") == 1, ended.stderr
    ballast.unlink()
    if database.exists():
        judged(database)
    again = run(RUN, database)
    assert again.stderr == ""
    assert_whole(database)
    return ended.returncode != 0


def test_disk_is_used_again_when_it_was_full(small_disk: Path) -> None:
    for trial in range(2):
        full_disk(small_disk, trial=trial)


@pytest.mark.long
def test_disk_is_used_again_when_it_was_full_at_any_byte(small_disk: Path) -> None:
    failed = sum(full_disk(small_disk, trial=trial) for trial in range(50))
    assert failed > 10
    print(f"disk full: 50 trials, {failed} runs failed for it, 0 failures")


def test_one_line_says_so_when_the_folder_can_only_be_read(small_disk: Path) -> None:
    database = small_disk / "lake.duckdb"
    assert run(RUN, database).returncode == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    refused = run(RUN, database)
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert str(database) in refused.stderr
    assert_whole(database)


def test_run_is_stopped_and_the_next_is_whole_when_the_folder_was_removed(tmp_path: Path) -> None:
    database = tmp_path / "lake" / "lake.duckdb"
    removing = (
        LANDING
        + "import shutil\nstore = DuckDBStore(sys.argv[1])\n"
        + (
            'load = store.open_load("hn", "2024-05-01", table=BronzeTable("raw_hn_items", key="item_id"))\n'
            "shutil.rmtree(os.path.dirname(sys.argv[1]))\n"
            "try:\n    store.insert_items(load.load_id, [RawRecord(1, '{}')])\n"
            "except StoreError as error:\n    sys.exit(str(error))\n"
        )
    )
    stopped = run(removing, database)
    assert (stopped.returncode, stopped.stderr.count("\n")) == (1, 1), stopped.stderr
    assert "run the partition again" in stopped.stderr
    assert run(RUN, database).stderr == ""
    assert_whole(database)
