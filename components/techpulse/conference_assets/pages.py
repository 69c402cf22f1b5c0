"""The pages that are current in Bronze, and all conferences that they hold: the source of everything downstream.

Belongs here: reading Bronze back. Does not: landing in it (`ingest.py`).
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from techpulse.conference_assets.tables import SITES, SOURCE
from techpulse.conference_client import ConferenceRecord, Page, Source, UnknownPageError, parse_page
from techpulse.duckdb_store import DuckDBStore

_CURRENT = """
SELECT url, payload::VARCHAR, epoch_us(ingested_at) FROM current_conference_pages WHERE partition_key = ? ORDER BY url
"""
_VERSION = """
SELECT coalesce(sum(epoch), 0) FROM (
    SELECT max(epoch) AS epoch FROM loads WHERE source = 'conferences' AND status = 'complete' GROUP BY partition_key
)
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def current_pages(store: DuckDBStore, source: Source) -> list[Page]:
    """The site's pages, by address."""
    return [
        _stored(source, str(url), payload=str(payload), fetched_at=_EPOCH + timedelta(microseconds=int(str(at))))
        for url, payload, at in store.query(_CURRENT, [source])
    ]


def current_records(store: DuckDBStore) -> tuple[list[ConferenceRecord], list[UnknownPageError]]:
    """Every conference on every current page of every site, and the pages that today's parser does not know."""
    records: list[ConferenceRecord] = []
    unknown = []
    for source in SITES:
        for page in current_pages(store, source):
            try:
                with parsing(page):
                    records += parse_page(page).records
            except UnknownPageError as error:
                unknown.append(error)
    return records, unknown


@contextmanager
def parsing(page: Page) -> Iterator[None]:
    """Parse the page within.

    Raises:
        UnknownPageError: its parser does not know it, or breaks on it: neither is another site's trouble.
    """
    try:
        yield
    except UnknownPageError:
        raise
    except Exception as error:
        found = f"what its parser breaks on ({type(error).__name__}: {error})"
        raise UnknownPageError(page.source, url=page.url, expected="a page that can be read", found=found) from error


def read_at(store: DuckDBStore) -> dict[Source, datetime]:
    """When each site was last read completely (aware UTC); without those that never were."""
    newest: dict[Source, datetime] = {}
    for load in store.loads(source=SOURCE):
        site = next((each for each in SITES if each == load.partition_key), None)
        if site and load.status == "complete":
            newest[site] = max(newest.get(site, load.updated_at), load.updated_at)
    return newest


def version(store: DuckDBStore) -> int:
    """A number that rises with each complete load of any site."""
    [(total,)] = store.query(_VERSION)
    return int(str(total))


def _stored(source: Source, url: str, *, payload: str, fetched_at: datetime) -> Page:
    content = json.loads(payload)
    body = b64decode(content["base64"]) if "base64" in content else content["text"].encode("utf-8")
    return Page(source, url, body, content["content_type"], fetched_at, validator=content["validator"])
