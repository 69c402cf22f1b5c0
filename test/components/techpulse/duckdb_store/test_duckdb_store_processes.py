"""Several processes on one file: all get their turn, a stranger is waited for, and a killed writer loses nothing."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord, StoreError

WRITER = """
import sys
from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, RawRecord
path, partition, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = DuckDBStore(path)
load = store.open_load("hn", partition, table=BronzeTable("raw_hn_items", key="item_id"))
landed = store.landed(load.load_id)
missing = [key for key in range(size) if key not in landed]
print("open", flush=True)
for first in range(0, len(missing), 40):
    batch = missing[first:first + 40]
    store.insert_items(load.load_id, [RawRecord(key, '{"id": %d}' % key) for key in batch])
print(store.complete_load(load.load_id, FetchCounters(requests=len(missing))).requests)
"""
STRANGER = """
import sys, time, duckdb
connection = duckdb.connect(sys.argv[1])
print("open", flush=True)
time.sleep(float(sys.argv[2]))
"""


def start(script: str, *arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_until_open(process: "subprocess.Popen[str]") -> None:
    assert process.stdout
    assert process.stdout.readline() == "open\n"


def test_all_complete_and_reading_never_fails_when_five_writers_share_the_file(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.complete_load(store.open_load("hn", "first", table=items).load_id)
    writers = [start(WRITER, database, f"2024-0{month}-01", 200) for month in range(1, 6)]

    polls = 0
    while any(writer.poll() is None for writer in writers):
        store.query("SELECT count(*) FROM current_hn_items")
        polls += 1
        time.sleep(0.05)

    assert [(writer.returncode, *writer.communicate()) for writer in writers] == [(0, "open\n200\n", "")] * 5
    assert polls > 3
    assert store.query("SELECT DISTINCT count(*) OVER (PARTITION BY partition_key) FROM current_hn_items") == [(200,)]
    assert store.verify() == []


def test_all_are_stored_when_threads_of_one_process_share_the_store(store: DuckDBStore, items: BronzeTable) -> None:
    def write(partition: str) -> None:
        load = store.open_load("hn", partition, table=items)
        for key in range(5):
            store.insert_items(load.load_id, [RawRecord(key, "{}")])
            store.loads(partition_key=partition)
        store.complete_load(load.load_id)

    threads = [threading.Thread(target=write, args=(f"2024-0{month}-01",)) for month in range(1, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.query("SELECT count(*) FROM current_hn_items") == [(20,)]
    assert store.verify() == []


def test_the_load_ends_whole_when_its_writer_is_killed_at_any_moment(store: DuckDBStore, database: Path) -> None:
    moments = random.Random(7)
    for _ in range(5):
        writer = start(WRITER, database, "2024-05-01", 400)
        wait_until_open(writer)
        time.sleep(moments.uniform(0.0, 0.4))
        writer.send_signal(signal.SIGKILL)
        writer.communicate()
        assert store.verify() == []
        (load,) = store.loads()
        assert store.query("SELECT count(*) FROM current_hn_items") == [(load.rows * (load.status == "complete"),)]
        if load.status == "complete":
            break

    writer = start(WRITER, database, "2024-05-01", 400)
    out, errors = writer.communicate()

    newest = store.loads()[0]
    assert (errors, newest.rows, newest.status) == ("", 400, "complete")
    assert store.query("SELECT count(DISTINCT item_id), count(*) FROM current_hn_items") == [(400, 400)]
    assert out.startswith("open")


def test_a_writer_waits_when_a_stranger_holds_the_file_for_a_while(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    stranger = start(STRANGER, database, 0.7)
    wait_until_open(stranger)

    begun = time.monotonic()
    assert store.open_load("hn", "2024-05-01", table=items).epoch == 2
    assert store.loads()
    assert time.monotonic() - begun > 0.3
    stranger.communicate()


def test_the_error_names_file_and_process_when_a_stranger_does_not_let_go(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    impatient = DuckDBStore(database, lock_deadline_seconds=0.3)
    stranger = start(STRANGER, database, 60)
    wait_until_open(stranger)

    for use in (impatient.loads, lambda: impatient.open_load("hn", "2024-05-01", table=items)):
        with pytest.raises(StoreError, match=f"{database} stayed locked.*{stranger.pid}") as told:
            use()
        assert told.value.may_pass
    stranger.kill()
    stranger.communicate()


def test_the_error_names_our_process_when_one_of_ours_does_not_let_go(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    impatient = DuckDBStore(database, lock_deadline_seconds=0.2)

    with store._target.session(read_only=False), pytest.raises(StoreError, match=f"by process {os.getpid()}"):
        impatient.open_load("hn", "2024-05-01", table=items)

    assert impatient.open_load("hn", "2024-05-01", table=items).epoch == 2


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted in /proc")
def test_one_thread_and_one_file_stand_in_the_queue_when_it_is_waited_for_in_vain_again_and_again(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    impatient = DuckDBStore(database, lock_deadline_seconds=0.01)
    with store._target.session(read_only=False):
        before = len([*Path("/proc/self/fd").iterdir()])
        for _ in range(20):
            with pytest.raises(StoreError):
                impatient.loads()
        waiting = [thread for thread in threading.enumerate() if thread.name == "file-lock"]
        assert (len(waiting), len([*Path("/proc/self/fd").iterdir()]) - before) == (1, 1)
    waiting[0].join(20)
    assert len(DuckDBStore(database).loads()) == 1


def test_reading_works_when_the_folder_holds_no_lock_file(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    lock = database.with_name(database.name + ".lock")
    lock.unlink()

    assert len(store.loads()) == 1
    assert not lock.exists()


def test_a_session_is_free_again_when_its_body_raises(store: DuckDBStore, items: BronzeTable, database: Path) -> None:
    with pytest.raises(ZeroDivisionError), store._target.session(read_only=False):
        1 / 0  # noqa: B018 - raises

    store.open_load("hn", "2024-05-01", table=items)
    with duckdb.connect(database) as other:
        assert other.execute("SELECT count(*) FROM loads").fetchall() == [(1,)]


def test_another_process_gets_its_turns_when_threads_of_ours_never_cease_to_want_theirs(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    is_over = threading.Event()

    def write(partition: str) -> None:
        load = store.open_load("hn", partition, table=items)
        key = 0
        while not is_over.is_set():
            store.insert_items(load.load_id, [RawRecord(key, "{}")])
            key += 1

    threads = [threading.Thread(target=write, args=(f"2024-0{month}-01",)) for month in range(1, 5)]
    for thread in threads:
        thread.start()
    other = start(WRITER, database, "2024-05-01", 200)
    try:
        out, errors = other.communicate(timeout=60)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()

    assert (other.returncode, out, errors) == (0, "open\n200\n", "")
    assert store.verify() == []


def test_the_file_is_free_when_a_thread_that_waited_for_it_was_interrupted(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    is_inside, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with store._target.session(read_only=False):
            is_inside.set()
            may_go.wait(20)

    def interrupt(*_: object) -> None:
        threading.Timer(0.2, may_go.set).start()  # ends while the interrupted one still unwinds, or soon after
        raise KeyboardInterrupt

    holder = threading.Thread(target=hold)
    holder.start()
    is_inside.wait(20)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        with pytest.raises(KeyboardInterrupt):
            store.loads()
    finally:
        signal.signal(signal.SIGALRM, before)
    holder.join()

    with duckdb.connect(database) as other:
        assert other.execute("SELECT count(*) FROM loads").fetchall() == [(1,)]
