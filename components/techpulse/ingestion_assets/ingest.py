"""One thread into Bronze, from its first request to its last commit. No Dagster here.

Belongs here: which load a thread lands in, and what a resumed one still lacks. Does not: when it runs.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from datetime import timedelta

from techpulse.asset_kit import land
from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, LoadFacts, RawRecord
from techpulse.hn_client import HackerNewsClient, HNItem
from techpulse.http_client import FetchCounts
from techpulse.ingestion_assets.records import raw_record

SOURCE = "hacker_news"
HN_ITEMS = BronzeTable("raw_hn_items", key="item_id")

_NEVER = timedelta(-1)  # not even a load touched this instant

logger = logging.getLogger(__name__)


def ingest_thread(client: HackerNewsClient, store: DuckDBStore, *, partition_key: str, thread_id: int) -> LoadFacts:
    """The complete load of a month's whole thread: every item a row, a tombstone, or in quarantine.

    Takes up the partition's load where an earlier run was killed, and fetches only what it lacks. Running it again
    makes a new load that replaces the month's current rows.

    Raises:
        FetchError, StoreError: the load is then `failed`, its rows kept for the next run.
    """
    load = _open(store, partition_key, thread_id=thread_id)
    counts = FetchCounts()
    records = _records(client, store, load=load, thread_id=thread_id, counts=counts)

    def fetched() -> FetchCounters:
        return FetchCounters(requests=counts.requests, bytes=counts.bytes, retries=counts.retries)

    return land(store, load, records=records, fetched=fetched)


def _open(store: DuckDBStore, partition_key: str, *, thread_id: int) -> LoadFacts:
    load = store.open_load(SOURCE, partition_key, table=HN_ITEMS)
    if load.rows and thread_id not in store.landed(load.load_id):
        return store.open_load(SOURCE, partition_key, table=HN_ITEMS, resume_within=_NEVER)
    return load


def _records(
    client: HackerNewsClient, store: DuckDBStore, *, load: LoadFacts, thread_id: int, counts: FetchCounts
) -> Iterator[RawRecord]:
    landed = store.landed(load.load_id, "kids") if load.rows else {}
    stored = {int(item_id): ids for item_id, kids in landed.items() if (ids := _ids(kids)) is not None}
    for found in client.walk_thread(thread_id, stored=stored, counts=counts):
        if found.id == thread_id and isinstance(found, HNItem):
            expected = 1 + (found.descendants or 0)
            logger.info("thread %d: about %d items", thread_id, expected, extra={"expected": expected})
        yield raw_record(found)


def _ids(kids: str | None) -> Sequence[int] | None:
    """The ids; None where they are none: of two fields of one name, DuckDB reads the first, our parser the last."""
    listed = json.loads(kids) if kids else []
    is_sound = isinstance(listed, list) and all(type(kid) is int for kid in listed)
    return listed if is_sound else None
