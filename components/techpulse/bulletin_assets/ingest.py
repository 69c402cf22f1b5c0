"""One endpoint into Bronze: what changed since the baseline, or what is gone. No Dagster here.

Belongs here: the order of newest, listing and landing, and what a watermark may say. Does not: when it runs.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from techpulse.asset_kit import land
from techpulse.bulletin_assets.baseline import Baseline
from techpulse.bulletin_assets.endpoints import SOURCE, Endpoint
from techpulse.duckdb_store import DuckDBStore, FetchCounters, LoadFacts, RawRecord
from techpulse.http_client import FetchCounts, FetchError
from techpulse.wordpress_client import MalformedRecord, WordPressClient, WordPressRecord

_FEWEST_DELETED = 20
_PER_REQUEST = 100
_COUNT = "SELECT count(*) FROM {view} WHERE partition_key = ?"
_VERSIONS = "SELECT id, payload ->> '$.modified_gmt' FROM {view} WHERE partition_key = ?"


class SuspectListingError(FetchError):
    """The site lists far fewer records than it had. Remedy: look at the site, or allow it."""


def watermark(store: DuckDBStore, endpoint: Endpoint) -> datetime | None:
    """How far the endpoint has been read: aware UTC, by the site's clock; None before the first complete load."""
    if not store.database_path.exists():
        return None
    loads = store.loads(source=SOURCE, partition_key=endpoint.key)
    marks = (load.watermark for load in loads if load.status == "complete" and load.watermark)
    mark = next(marks, None)
    return datetime.fromisoformat(mark) if mark else None


@dataclass(frozen=True, slots=True)
class Ingested:
    """A complete load, how many rows are current after it, and how many records the site had in all when it began.

    `site_total` is None where the site doesn't say.
    """

    load: LoadFacts
    current_rows: int
    site_total: int | None


def ingest_endpoint(client: WordPressClient, store: DuckDBStore, *, endpoint: Endpoint, baseline: Baseline) -> Ingested:
    """The complete load of what was modified after the baseline: rows for what is new or changed.

    Its watermark is the newest `modified_gmt` that the site had before the listing began: what is edited while the
    listing goes on is later than that, and read again by the next load. Where the baseline leaves a gap, it stays the
    one known before, so that the next load reads what lies in the gap.

    Raises:
        FetchError, StoreError: the load is then `failed`.
    """
    newest = client.newest(endpoint.key, path=endpoint.path)
    load = store.open_load(SOURCE, endpoint.key, table=endpoint.table)
    mark = newest.modified_at if baseline.is_gapless else watermark(store, endpoint)
    counts = FetchCounts()
    listing = client.listing(endpoint.key, path=endpoint.path, modified_after=baseline.modified_after, counts=counts)
    complete = land(
        store,
        load,
        records=(_raw(record) for record in listing),
        fetched=lambda: FetchCounters(counts.requests, counts.bytes, counts.retries, listed=listing.count),
        watermark=mark.isoformat() if mark else None,
    )
    [(current_rows,)] = store.query(_COUNT.format(view=endpoint.table.current_view), [endpoint.key])
    return Ingested(complete, int(str(current_rows)), newest.total)


def sweep_endpoint(
    client: WordPressClient, store: DuckDBStore, *, endpoint: Endpoint, most_deleted_share: float
) -> LoadFacts:
    """The complete load of what no increment shows: a tombstone for each record that the site lists no more.

    What the site lists and Bronze lacks, or has with another `modified_gmt`, is fetched and landed with it. Its
    watermark is the one known before: a fresh machine, which knows its export alone, must not begin any later.

    Raises:
        FetchError, StoreError: the load is then `failed`.
        SuspectListingError: more than `most_deleted_share` of the known records would be marked as deleted. Twenty may
            go in any case, but not all that there are.
    """
    load = store.open_load(SOURCE, endpoint.key, table=endpoint.table)  # no other load may end while ids are compared
    known = watermark(store, endpoint)
    counts = FetchCounts()
    return land(
        store,
        load,
        records=_corrections(client, store, endpoint=endpoint, most_deleted_share=most_deleted_share, counts=counts),
        fetched=lambda: FetchCounters(counts.requests, counts.bytes, counts.retries),
        watermark=known.isoformat() if known else None,
    )


def _corrections(
    client: WordPressClient,
    store: DuckDBStore,
    *,
    endpoint: Endpoint,
    most_deleted_share: float,
    counts: FetchCounts,
) -> Iterator[RawRecord]:
    current = _current_versions(store, endpoint)
    listed = {live.id: live.modified_at for live in client.ids(endpoint.key, path=endpoint.path, counts=counts)}
    gone = sorted(current.keys() - listed.keys())
    tolerated = max(_FEWEST_DELETED, most_deleted_share * len(current)) if listed else most_deleted_share * len(current)
    if len(gone) > tolerated:
        raise SuspectListingError(
            f"{endpoint.key}: the site lists {len(listed):,} records and lacks {len(gone):,} of the {len(current):,} "
            "known ones; nothing was marked as deleted: check the site, or launch with a larger most_deleted_share"
        )
    yield from (_tombstone(key) for key in gone)
    stale = sorted(key for key, modified_at in listed.items() if current.get(key) != modified_at)
    for begin in range(0, len(stale), _PER_REQUEST):
        some = ",".join(map(str, stale[begin : begin + _PER_REQUEST]))
        yield from map(_raw, client.listing(endpoint.key, path=_with(endpoint.path, f"include={some}"), counts=counts))


def _current_versions(store: DuckDBStore, endpoint: Endpoint) -> dict[int, datetime | None]:
    """When each current record was modified, by its id."""
    rows = store.query(_VERSIONS.format(view=endpoint.table.current_view), [endpoint.key])
    return {int(str(key)): _moment(modified) for key, modified in rows}


def _moment(modified_gmt: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(modified_gmt)).replace(tzinfo=UTC)
    except ValueError:
        return None


def _with(path: str, parameter: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{parameter}"


def _raw(record: WordPressRecord | MalformedRecord) -> RawRecord:
    if isinstance(record, MalformedRecord):
        return RawRecord(record.key, record.payload, quarantine_reason=record.reason)
    return RawRecord(record.id, record.payload)


def _tombstone(key: int) -> RawRecord:
    record = json.dumps({"id": key, "is_tombstone": True, "reason": "the site lists it no more"})
    return RawRecord(key, record, tombstone=record)
