"""One site into Bronze: its pages as they were sent, where they are new; believed only if they hold what is usual.

Belongs here: the order of asking, parsing and landing. Does not: Dagster, what is made of records (`editions.py`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from techpulse.asset_kit import land
from techpulse.conference_assets.pages import current_pages, parsing
from techpulse.conference_assets.tables import RAW_PAGES, SOURCE, raw_page, tombstone
from techpulse.conference_client import ConferenceClient, ConferenceRecord, Page, Source, UnknownPageError, parse_page
from techpulse.duckdb_store import DuckDBStore, FetchCounters, LoadFacts, RawRecord
from techpulse.http_client import FetchCounts, FetchError

_USUAL = timedelta(days=28)
_USUAL_SHARE = 0.5


class SuspectPagesError(FetchError):
    """A site's pages can't be what they should be. Remedy: look at the site; what was known of it stays."""


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """A complete load of one site, the records that its current pages hold, and how many it usually has."""

    source: Source
    load: LoadFacts
    records: tuple[ConferenceRecord, ...]
    malformed: int
    usual: float | None


@dataclass(slots=True)
class _Reading:
    """What has been read so far of a site."""

    records: list[ConferenceRecord] = field(default_factory=list)
    malformed: int = 0
    pages: int = 0
    counts: FetchCounts = field(default_factory=FetchCounts)


def ingest_site(client: ConferenceClient, store: DuckDBStore, *, source: Source, now: datetime) -> SiteSummary:
    """The complete load of a site's pages; its watermark is the number of records that they hold.

    Raises:
        FetchError, StoreError: the load is then `failed`, and the pages of the load before stay the current ones.
        SuspectPagesError: a page is not built as the site's pages are, or holds less than half of what is usual.
    """
    load = store.open_load(SOURCE, source, table=RAW_PAGES)
    usual = usual_count(store, source, now=now)
    reading = _Reading()
    complete = land(
        store,
        load,
        records=_records(client, store, source=source, reading=reading, usual=usual),
        fetched=lambda: FetchCounters(
            reading.counts.requests, reading.counts.bytes, reading.counts.retries, listed=reading.pages
        ),
        watermark=lambda: str(len(reading.records)),
    )
    return SiteSummary(source, complete, tuple(reading.records), reading.malformed, usual)


def usual_count(store: DuckDBStore, source: Source, *, now: datetime) -> float | None:
    """The median number of records in the site's complete loads of the last four weeks; None without any."""
    counts = [count for at, count in _counts(store, source) if at >= now - _USUAL]
    return median(counts) if counts else None


def newest_count(store: DuckDBStore, source: Source) -> int | None:
    """The number of records in the site's newest complete load; None without any."""
    return next((count for _, count in _counts(store, source)), None)


def _counts(store: DuckDBStore, source: Source) -> list[tuple[datetime, int]]:
    """When each complete load began, and how many records it had, newest first."""
    loads = store.loads(source=SOURCE, partition_key=source)
    return [(load.started_at, int(load.watermark)) for load in loads if load.status == "complete" and load.watermark]


def _records(
    client: ConferenceClient, store: DuckDBStore, *, source: Source, reading: _Reading, usual: float | None
) -> Iterator[RawRecord]:
    """Raw records of the pages that are new or changed, then tombstones of those that are gone.

    They are yielded only once all pages have been read and believed: a load that fails half-way stores none.
    """
    before = {page.url: page for page in current_pages(store, source)}
    known = {url: page.validator for url, page in before.items() if page.validator}
    found: list[RawRecord] = []
    seen: set[str] = set()
    for answer in client.pages(source, known=known, counts=reading.counts):
        seen.add(answer.url)
        page = answer if isinstance(answer, Page) else before[answer.url]
        _read(page, reading)
        if isinstance(answer, Page):
            found.append(raw_page(answer))
    reading.pages = len(seen)
    _require_usual(source, reading, usual=usual)
    yield from found
    yield from (tombstone(url) for url in before.keys() - seen)


def _read(page: Page, reading: _Reading) -> None:
    try:
        with parsing(page):
            found = parse_page(page)
    except UnknownPageError as error:
        raise SuspectPagesError(f"{error}; what was known stays: look at the page, and mend its parser") from error
    reading.records += found.records
    reading.malformed += len(found.malformed)


def _require_usual(source: Source, reading: _Reading, *, usual: float | None) -> None:
    count = len(reading.records)
    if not count or (usual is not None and count < usual * _USUAL_SHARE):
        said = f"{source}: {count} conferences on {reading.pages} pages"
        expected = "there must be some" if usual is None else f"{usual:.0f} are usual"
        raise SuspectPagesError(f"{said}, and {expected}; what was known stays: look at the site")
