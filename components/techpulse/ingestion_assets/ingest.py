"""One thread into Bronze, from its first request to its last commit. No Dagster here.

Belongs here: which load a thread lands in, and what a resumed one still lacks. Does not: when it runs.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from techpulse.asset_kit import land
from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, LoadFacts, RawRecord
from techpulse.hn_client import HackerNewsClient, HNItem, MalformedItem, MissingItem
from techpulse.http_client import FetchCounts
from techpulse.ingestion_assets.ahead import begun
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
    counts = FetchCounts()
    is_first = not store.database_path.exists()  # then there is nothing to take up, and the file takes time to be made
    ahead = begun(client.walk_thread(thread_id, counts=counts)) if is_first else None
    load = _open(store, partition_key, thread_id=thread_id)
    if ahead is None or load.rows:
        ahead = client.walk_thread(thread_id, stored=_stored(store, load), counts=counts)

    def fetched() -> FetchCounters:
        return FetchCounters(requests=counts.requests, bytes=counts.bytes, retries=counts.retries)

    return land(store, load, records=_records(ahead, thread_id=thread_id), fetched=fetched)


def _open(store: DuckDBStore, partition_key: str, *, thread_id: int) -> LoadFacts:
    load = store.open_load(SOURCE, partition_key, table=HN_ITEMS)
    if load.rows and thread_id not in store.landed(load.load_id):
        return store.open_load(SOURCE, partition_key, table=HN_ITEMS, resume_within=_NEVER)
    return load


def _stored(store: DuckDBStore, load: LoadFacts) -> dict[int, Sequence[int]]:
    landed = store.landed(load.load_id, "kids") if load.rows else {}
    return {int(item_id): ids for item_id, kids in landed.items() if (ids := _ids(kids)) is not None}


def _records(found: Iterable[HNItem | MalformedItem | MissingItem], *, thread_id: int) -> Iterator[RawRecord]:
    for item in found:
        if item.id == thread_id and isinstance(item, HNItem):
            expected = 1 + (item.descendants or 0)
            logger.info("thread %d: about %d items", thread_id, expected, extra={"expected": expected})
        yield raw_record(item)


def _ids(kids: str | None) -> Sequence[int] | None:
    """The ids; None where they are none: of two fields of one name, DuckDB reads the first, our parser the last."""
    listed = json.loads(kids) if kids else []
    is_sound = isinstance(listed, list) and all(type(kid) is int for kid in listed)
    return listed if is_sound else None
