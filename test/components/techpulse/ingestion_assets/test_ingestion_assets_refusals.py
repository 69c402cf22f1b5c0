"""What the assets and the ingest refuse: months to come, missing upstreams, another thread's leftovers."""

from pathlib import Path

import pytest
from dagster import Failure, build_asset_context

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.duckdb_store import DuckDBStore, RawRecord
from techpulse.hn_client import HackerNewsClient
from techpulse.hn_simulator import HackerNewsSimulator, generate_history
from techpulse.ingestion_assets import HackerNewsClientResource, ingest_thread
from techpulse.ingestion_assets.assets import raw_hn_items, who_is_hiring_thread_id
from techpulse.ingestion_assets.ingest import HN_ITEMS, SOURCE

NOWHERE = HackerNewsClientResource(base_url="http://127.0.0.1:9/v0")


def test_future_month_is_skipped_without_a_request_when_asked_for() -> None:
    context = build_asset_context(partition_key="2099-01-01")
    with pytest.raises(Failure) as caught:
        who_is_hiring_thread_id(context, hn_client=NOWHERE)
    assert not caught.value.allow_retries
    assert caught.value.metadata["skipped"].value is True
    assert caught.value.metadata["reason"].value == (
        "January 2099 has not begun yet; choose a month up to the current one"
    )


def test_items_are_skipped_without_a_request_when_there_is_no_thread_id(tmp_path: Path) -> None:
    context = build_asset_context(partition_key="2024-05-01")
    store = DuckDBStoreResource(database_path=str(tmp_path / "lake.duckdb"))
    with pytest.raises(Failure) as caught:
        raw_hn_items(context, None, hn_client=NOWHERE, duckdb=store)
    assert not caught.value.allow_retries
    assert caught.value.metadata["skipped"].value is True
    assert list(tmp_path.iterdir()) == []


def test_fresh_load_begins_when_the_unfinished_one_holds_another_thread(tmp_path: Path) -> None:
    dump = generate_history("2024-05..2024-06", seed=5, comments=30)
    dud, thread = sorted(item_id for item_id, body in dump.items.items() if b'"title":"Ask HN: Who is hiring?' in body)
    with HackerNewsSimulator(dump) as simulator, DuckDBStore(tmp_path / "lake.duckdb") as store:
        unfinished = store.open_load(SOURCE, "2024-06-01", table=HN_ITEMS)
        store.insert_items(unfinished.load_id, [RawRecord(dud, dump.items[dud].decode())])
        with HackerNewsClient(simulator.base_url) as client:
            done = ingest_thread(client, store, partition_key="2024-06-01", thread_id=thread)
        newest, oldest = store.loads()
    assert (newest.load_id, newest.status) == (done.load_id, "complete")
    assert (oldest.load_id, oldest.status) == (unfinished.load_id, "abandoned")
    assert f"/v0/item/{dud}.json" not in simulator.requests
