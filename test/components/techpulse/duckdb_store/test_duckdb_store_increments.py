"""Tables whose loads are increments: what is current, what is left out as unchanged, and the Parquet of one load."""

import hashlib
from pathlib import Path
from typing import Literal
from uuid import UUID

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, RawRecord

PAGES = BronzeTable("raw_bulletin_pages", key="page_id", holds="increments")
CURRENT = "SELECT page_id, payload FROM current_bulletin_pages ORDER BY page_id"


def page(key: int, text: str) -> RawRecord:
    return RawRecord(key, f'{{"id":{key},"text":"{text}"}}')


def gone(key: int) -> RawRecord:
    payload = f'{{"id":{key},"is_tombstone":true}}'
    return RawRecord(key, payload, tombstone=payload)


def landed(store: DuckDBStore, *records: RawRecord, completes: bool = True) -> UUID:
    load = store.open_load("bulletin", "pages", table=PAGES)
    store.insert_items(load.load_id, records)
    if completes:
        store.complete_load(load.load_id, FetchCounters(listed=len(records)))
    else:
        store.fail_load(load.load_id, kind="Cut", text="the site went away")
    return load.load_id


def test_the_newest_row_of_each_key_is_current_when_complete_loads_hold_it(store: DuckDBStore) -> None:
    landed(store, page(1, "a"), page(2, "b"))
    landed(store, page(2, "c"))
    landed(store, page(1, "never"), completes=False)

    assert store.query(CURRENT) == [(1, page(1, "a").payload), (2, page(2, "c").payload)]


def test_a_tombstone_hides_its_key_until_the_key_comes_back(store: DuckDBStore) -> None:
    landed(store, page(1, "a"), page(2, "b"))
    landed(store, gone(1))
    assert store.query(CURRENT) == [(2, page(2, "b").payload)]

    landed(store, page(1, "a"))
    assert store.query(CURRENT) == [(1, page(1, "a").payload), (2, page(2, "b").payload)]


def test_a_record_is_counted_and_not_stored_again_when_it_is_current_already(store: DuckDBStore) -> None:
    landed(store, page(1, "a"), page(2, "b"))
    landed(store, page(1, "a"), page(2, "B"), page(3, "c"))

    newest = store.loads()[0]
    assert (newest.rows, newest.unchanged) == (2, 1)
    assert store.query("SELECT count(*) FROM raw_bulletin_pages") == [(4,)]


def test_a_record_is_stored_again_when_it_turns_back_to_what_it_was_before(store: DuckDBStore) -> None:
    for text in "aba":
        landed(store, page(1, text))
    assert [load.rows for load in store.loads()] == [1, 1, 1]


def test_a_record_is_stored_again_when_only_a_failed_load_holds_it(store: DuckDBStore) -> None:
    landed(store, page(1, "a"), completes=False)
    landed(store, page(1, "a"))
    assert store.query(CURRENT) == [(1, page(1, "a").payload)]


def test_a_fresh_load_begins_when_the_one_before_was_not_finished(store: DuckDBStore) -> None:
    first = store.open_load("bulletin", "pages", table=PAGES)
    second = store.open_load("bulletin", "pages", table=PAGES)
    assert first.load_id != second.load_id
    assert [load.status for load in store.loads()] == ["running", "abandoned"]


def test_other_endpoints_are_not_compared_when_their_keys_are_the_same(store: DuckDBStore) -> None:
    landed(store, page(1, "a"))
    load = store.open_load("bulletin", "news", table=PAGES)
    assert store.insert_items(load.load_id, [page(1, "a")]) == 1


Load = tuple[bool, dict[int, str]]
LOADS = st.lists(st.tuples(st.booleans(), st.dictionaries(st.integers(1, 4), st.sampled_from("ab†"))), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=LOADS)
def test_current_rows_are_what_a_dictionary_would_hold_after_any_history(history: list[Load], tmp_path: Path) -> None:
    expected: dict[int, str] = {}
    with DuckDBStore(tmp_path / f"{hashlib.md5(repr(history).encode()).hexdigest()}.duckdb") as store:
        landed(store)
        for completes, found in history:
            records = [gone(key) if text == "†" else page(key, text) for key, text in found.items()]
            landed(store, *records, completes=completes)
            expected |= found if completes else {}
        living = [(key, page(key, text).payload) for key, text in sorted(expected.items()) if text != "†"]
        assert store.query(CURRENT) == living


@pytest.mark.parametrize("compression", ["zstd", "snappy"])
def test_parquet_holds_the_loads_rows_by_id_when_it_is_written(
    store: DuckDBStore, tmp_path: Path, compression: Literal["zstd", "snappy"]
) -> None:
    landed(store, page(1, "older"))
    load_id = landed(store, page(3, "it's ünïque"), page(2, "b"))
    file = tmp_path / "it's.parquet"

    store.write_parquet(load_id, file, table=PAGES, compression=compression)

    read = duckdb.read_parquet(str(file))
    assert dict(zip(read.columns, map(str, read.types), strict=True)) == {
        "id": "BIGINT",
        "dl_inserted_at": "TIMESTAMP WITH TIME ZONE",
        "payload": "VARCHAR",
        "dl_hash": "VARCHAR",
    }
    payloads = [page(2, "b").payload, page(3, "it's ünïque").payload]
    hashes = [hashlib.sha256(payload.encode()).hexdigest() for payload in payloads]
    assert read.project("id, payload, dl_hash").fetchall() == list(zip([2, 3], payloads, hashes, strict=True))
    codecs = duckdb.sql(
        f"SELECT DISTINCT compression FROM parquet_metadata('{str(file).replace(chr(39), 2 * chr(39))}')"
    )
    assert codecs.fetchall() == [(compression.upper(),)]
