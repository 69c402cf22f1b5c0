"""Whose a load is: taken up or begun afresh, lost to a later run, settled once, and never running backwards in time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, RawRecord, StoreError

MAY = "2024-05-01"
RECORDS = [RawRecord(key, "{}") for key in range(5)]


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def is_lease_lost(error: StoreError) -> bool:
    return error.is_lease_lost


@pytest.mark.parametrize("ending", ["crash", "fail", "abandon"])
def test_a_load_is_taken_up_when_its_run_ended_early(
    ending: str, store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    first = store.open_load("hn", MAY, table=items)
    store.insert_items(first.load_id, RECORDS[:3], fetched=FetchCounters(requests=3, bytes=30, retries=1))
    if ending == "fail":
        store.fail_load(first.load_id, kind="timeout", text="no answer \ud800", fetched=FetchCounters(3, 30, 1))
        assert store.loads()[0].error_text == "no answer \\ud800"
    if ending == "abandon":
        store.abandon_load(first.load_id)
    successor = DuckDBStore(database, code_version="2")

    second = successor.open_load("hn", MAY, table=items)

    assert (second.load_id, second.epoch, second.status, second.rows) == (first.load_id, 2, "running", 3)
    assert (second.error_kind, second.finished_at, second.code_version) == (None, None, "2")
    assert successor.insert_items(first.load_id, RECORDS, fetched=FetchCounters(2, 20, 0)) == 2
    facts = successor.complete_load(first.load_id, FetchCounters(2, 20, 0), watermark="w")
    assert (facts.rows, facts.requests, facts.bytes, facts.retries, facts.watermark) == (5, 5, 50, 1, "w")


def test_a_fresh_load_begins_when_the_unfinished_one_is_too_old(
    database: Path, items: BronzeTable, clock: Clock
) -> None:
    store = DuckDBStore(database, clock=clock)
    old = store.open_load("hn", MAY, table=items)
    clock.now += timedelta(hours=6, seconds=1)

    fresh = store.open_load("hn", MAY, table=items)

    assert fresh.load_id != old.load_id
    assert [(load.status, load.epoch) for load in store.loads()] == [("running", 2), ("abandoned", 1)]


def test_the_earlier_run_stops_when_a_later_one_has_the_partition(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    earlier = store.open_load("hn", MAY, table=items)
    later = DuckDBStore(database)
    taken = later.open_load("hn", MAY, table=items)

    with pytest.raises(StoreError, match="lease lost", check=is_lease_lost):
        store.insert_items(earlier.load_id, RECORDS)
    with pytest.raises(StoreError, match="lease lost", check=is_lease_lost):
        store.complete_load(earlier.load_id)
    store.fail_load(earlier.load_id, kind="x", text="quiet")
    store.abandon_load(earlier.load_id)

    assert store.loads() == [taken]
    assert later.insert_items(taken.load_id, RECORDS) == 5


def test_partitions_and_sources_do_not_disturb_each_other_when_open_together(
    store: DuckDBStore, items: BronzeTable
) -> None:
    opened = [store.open_load(source, key, table=items) for source in ("hn", "lobsters") for key in (MAY, "2024-06-01")]

    assert [store.insert_items(load.load_id, RECORDS) for load in opened] == [5, 5, 5, 5]

    assert {load.epoch for load in opened} == {1}
    assert [load.load_id for load in store.loads(source="hn", partition_key=MAY)] == [opened[0].load_id]
    assert len(store.loads(source="lobsters")) == 2
    assert len(store.loads(limit=3)) == 3


def test_completing_twice_is_one_completion_when_the_first_answer_was_lost(
    store: DuckDBStore, items: BronzeTable
) -> None:
    load = store.open_load("hn", MAY, table=items)

    done = store.complete_load(load.load_id)

    assert store.complete_load(load.load_id) == done
    store.fail_load(load.load_id, kind="late", text="after the fact")
    assert store.loads() == [done]
    with pytest.raises(StoreError, match="is complete", check=is_lease_lost):
        store.insert_items(load.load_id, RECORDS)


def test_misuse_is_told_when_this_store_did_not_open_the_load(store: DuckDBStore) -> None:
    with pytest.raises(StoreError, match="call open_load first") as told:
        store.insert_items(uuid4(), RECORDS)
    assert not told.value.may_pass


def lose_a_row(database: Path) -> None:
    with duckdb.connect(database) as thief:
        thief.execute("DELETE FROM raw_hn_items WHERE item_id = 3")


def test_a_load_is_begun_afresh_when_rows_of_it_are_lost(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    broken = store.open_load("hn", MAY, table=items)
    store.insert_items(broken.load_id, RECORDS)
    lose_a_row(database)
    assert [load.load_id for load in store.verify()] == [broken.load_id]

    fresh = store.open_load("hn", MAY, table=items)

    assert fresh.load_id != broken.load_id
    newest, oldest = store.loads()
    assert (newest.rows, oldest.status, oldest.error_kind) == (0, "failed", "ledger_mismatch")
    assert store.verify() == []


def test_a_load_is_never_called_complete_when_rows_of_it_are_lost(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    load = store.open_load("hn", MAY, table=items)
    store.insert_items(load.load_id, RECORDS)
    lose_a_row(database)

    with pytest.raises(StoreError, match="run the partition again") as told:
        store.complete_load(load.load_id)

    assert told.value.may_pass
    assert (store.loads()[0].status, store.query("SELECT * FROM current_hn_items")) == ("failed", [])


def test_times_never_run_backwards_when_the_clock_is_set_back(database: Path, items: BronzeTable, clock: Clock) -> None:
    store = DuckDBStore(database, clock=clock)
    begun = store.open_load("hn", MAY, table=items)
    clock.now -= timedelta(hours=1)
    store.insert_items(begun.load_id, RECORDS)
    done = store.complete_load(begun.load_id)

    again = store.open_load("hn", MAY, table=items)

    assert begun.started_at == done.updated_at == done.finished_at == again.started_at
    assert [load.epoch for load in store.loads()] == [2, 1]
    early = store.query("SELECT count(*) FROM raw_hn_items JOIN loads USING (load_id) WHERE ingested_at < started_at")
    assert early == [(0,)]
