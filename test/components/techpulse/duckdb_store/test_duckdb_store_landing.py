"""What the tables hold after records were landed: every text as sent, once, or in quarantine with a reason."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, RawRecord, StoreError
from techpulse.duckdb_store.duckdb_file import DuckDBFile, Session
from techpulse.duckdb_store.errors import StoreDiskError


class FailingFile(DuckDBFile):
    """A target whose next `failures` writing sessions commit and raise all the same."""

    failures = 0

    @contextmanager
    def session(self, *, read_only: bool, patience_seconds: float | None = None) -> Iterator[Session]:
        with super().session(read_only=read_only, patience_seconds=patience_seconds) as session:
            yield session
        if self.failures and not read_only:
            self.failures -= 1
            raise StoreDiskError("the commit raised")


def living(*keys: int) -> list[RawRecord]:
    return [RawRecord(key, f'{{"id": {key},  "text": "caf\u00e9 \u2028"}}') for key in keys]


def test_payload_and_its_hash_are_byte_equal_when_a_record_is_stored(store: DuckDBStore, items: BronzeTable) -> None:
    load = store.open_load("hn", "2024-05-01", table=items)
    (record,) = living(1)

    store.insert_items(load.load_id, [record])

    expected = hashlib.sha256(record.payload.encode()).hexdigest()
    assert store.query("SELECT item_id, payload, payload_sha256 FROM raw_hn_items") == [(1, record.payload, expected)]


def test_nothing_is_stored_twice_when_a_flush_is_repeated(store: DuckDBStore, items: BronzeTable) -> None:
    load = store.open_load("hn", "2024-05-01", table=items)
    batch = [*living(1, 2, 2), RawRecord(3, "{}", quarantine_reason="no id"), RawRecord(3, "[]", quarantine_reason="?")]
    fetched = FetchCounters(requests=4, bytes=900, retries=1)

    counts = [store.insert_items(load.load_id, batch, fetched=fetched) for _ in range(3)]

    (facts,) = store.loads()
    assert counts == [2, 0, 0]
    assert (facts.rows, facts.quarantined, facts.requests, facts.bytes, facts.retries) == (2, 1, 4, 900, 1)
    assert store.query("SELECT count(*) FROM raw_hn_items") == [(2,)]
    assert store.query("SELECT count(*) FROM quarantine") == [(1,)]


def test_records_count_once_when_the_commit_raised_and_had_committed(database: Path, items: BronzeTable) -> None:
    store = DuckDBStore(database)
    target = FailingFile(database, lock_deadline_seconds=5.0)
    store._target = target
    load = store.open_load("hn", "2024-05-01", table=items)

    target.failures = 1
    assert store.insert_items(load.load_id, living(1, 2), fetched=FetchCounters(requests=2)) == 2
    target.failures = 1
    assert store.complete_load(load.load_id).rows == 2
    target.failures = 2
    with pytest.raises(StoreDiskError):
        store.open_load("hn", "2024-06-01", table=items)

    (facts,) = store.loads(partition_key="2024-05-01")
    assert (facts.status, facts.rows, facts.requests) == ("complete", 2, 2)
    assert store.verify() == []


def test_the_same_key_is_stored_again_when_the_load_is_another(store: DuckDBStore, items: BronzeTable) -> None:
    for _ in range(2):
        load = store.open_load("hn", "2024-05-01", table=items)
        assert store.insert_items(load.load_id, living(1, 2)) == 2
        store.complete_load(load.load_id)

    assert store.query("SELECT count(*) FROM raw_hn_items") == [(4,)]
    assert store.query("SELECT count(*) FROM current_hn_items") == [(2,)]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (RawRecord(1, "<html>busy</html>"), "payload is not JSON"),
        (RawRecord(1, ""), "payload is not JSON"),
        (RawRecord(1, '{"a": "\0"}'), "payload is not JSON"),
        (RawRecord(1, '{"a": "\\ud800"}'), "payload is not JSON"),
        (RawRecord(1, '{"a": "\ud800"}'), "text with a lone surrogate"),
        (RawRecord(2**63, "{}"), "key is not a BIGINT"),
        (RawRecord("one", "{}"), "key is not a BIGINT"),
        (RawRecord(1, "{}", tombstone="{"), "tombstone is not JSON"),
        (RawRecord(1, "{}", quarantine_reason="negative time"), "negative time"),
    ],
)
def test_the_rest_of_the_batch_lands_when_a_record_is_quarantined(
    record: RawRecord, reason: str, store: DuckDBStore, items: BronzeTable
) -> None:
    load = store.open_load("hn", "2024-05-01", table=items)

    assert store.insert_items(load.load_id, [*living(7), record, *living(8)]) == 2

    (bad,) = store.quarantined(load.load_id)
    payload = record.payload.replace("\ud800", "\\ud800")
    assert bad == RawRecord(str(record.key), payload, quarantine_reason=reason)
    assert store.complete_load(load.load_id).quarantined == 1


@pytest.mark.parametrize(
    "payload", ['{"a": "\\u0000"}', '{"a":"\U0001f600\u2028\x7f"}', " [1,  2] ", "[" * 9999 + "]" * 9999]
)
def test_odd_json_is_stored_as_sent_when_duckdb_takes_it(payload: str, store: DuckDBStore, items: BronzeTable) -> None:
    load = store.open_load("hn", "2024-05-01", table=items)

    store.insert_items(load.load_id, [RawRecord(1, payload)])

    assert store.query("SELECT payload::VARCHAR FROM raw_hn_items") == [(payload,)]


def test_tombstones_are_rows_of_their_own_kind_when_items_are_gone(store: DuckDBStore, items: BronzeTable) -> None:
    load = store.open_load("hn", "2024-05-01", table=items)
    gone = RawRecord(2, "null", tombstone='{"id": 2, "deleted": true}')

    store.insert_items(load.load_id, [*living(1), gone])

    facts = store.complete_load(load.load_id)
    assert (facts.rows, facts.tombstones) == (2, 1)
    current = "SELECT item_id, is_tombstone, tombstone FROM current_hn_items ORDER BY item_id"
    assert store.query(current) == [(1, False, None), (2, True, gone.tombstone)]


def test_landed_tells_keys_and_one_field_when_a_load_is_resumed(store: DuckDBStore, items: BronzeTable) -> None:
    load = store.open_load("hn", "2024-05-01", table=items)
    store.insert_items(load.load_id, [RawRecord(1, '{"kids": [2, 3], "a/b": 1}'), RawRecord(2, "[]")])

    assert store.landed(load.load_id) == {1: None, 2: None}
    assert store.landed(load.load_id, "kids") == {1: "[2,3]", 2: None}
    assert store.landed(load.load_id, "a/b") == {1: "1", 2: None}


def test_text_keys_are_kept_when_the_table_says_so(store: DuckDBStore) -> None:
    bills = BronzeTable("raw_bills", key="bill_key", key_type="VARCHAR")
    load = store.open_load("openparliament", "45-1", table=bills)

    store.insert_items(load.load_id, [RawRecord("C-2", "{}"), RawRecord("C-02", "{}")])

    store.complete_load(load.load_id)
    assert store.query("SELECT bill_key FROM current_bills ORDER BY 1") == [("C-02",), ("C-2",)]


@pytest.mark.parametrize("name", ["hn_items", "raw_x; DROP TABLE loads", 'raw_"', "raw_Ä", "RAW_X", "raw_x\n"])
def test_a_table_is_refused_when_its_name_is_no_plain_identifier(name: str) -> None:
    with pytest.raises(StoreError, match="cannot be called"):
        BronzeTable(name, key="item_id")


def test_a_key_column_is_refused_when_the_store_has_one_of_that_name() -> None:
    with pytest.raises(StoreError, match="choose another"):
        BronzeTable("raw_x", key="payload")


def test_a_raw_table_is_refused_when_its_columns_differ(store: DuckDBStore, items: BronzeTable) -> None:
    store.open_load("hn", "2024-05-01", table=items)

    with pytest.raises(StoreError, match="raw_hn_items has columns"):
        store.open_load("hn", "2024-05-01", table=BronzeTable(items.name, key="page_id"))


def test_current_rows_are_those_of_the_newest_complete_load_when_others_are_unfinished(
    store: DuckDBStore, items: BronzeTable
) -> None:
    for keys, is_done in [((1, 2), True), ((1, 2, 3), True), ((9,), False)]:
        load = store.open_load("hn", "2024-05-01", table=items, resume_within=timedelta(0))
        store.insert_items(load.load_id, living(*keys))
        if is_done:
            store.complete_load(load.load_id)

    assert store.query("SELECT item_id FROM current_hn_items ORDER BY 1") == [(1,), (2,), (3,)]
