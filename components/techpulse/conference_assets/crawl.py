"""All chosen sites at once, each in a thread with a client of its own: one that fails stops no other.

Belongs here: threads, and what came of each site. Does not: reading one (`ingest.py`).
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime
from typing import NamedTuple

from techpulse.conference_assets.ingest import SiteSummary, ingest_site
from techpulse.conference_client import ConferenceClient, Source
from techpulse.duckdb_store import DuckDBStore, StoreError
from techpulse.http_client import FetchError


class CrawlError(FetchError):
    """Sites could not be read. Remedy: look at each; the others are stored, and of these what was known before."""

    def __init__(self, message: str, *, may_pass: bool) -> None:
        super().__init__(message)
        self.may_pass = may_pass


class Crawled(NamedTuple):
    """What came of each site: its summary, or why it failed."""

    sites: Sequence[SiteSummary]
    failures: Sequence[tuple[Source, FetchError | StoreError]]


def crawl(
    client: Callable[[], AbstractContextManager[ConferenceClient]],
    store: DuckDBStore,
    *,
    sources: Sequence[Source],
    now: datetime,
) -> Crawled:
    """Every source read into Bronze, or the reason why it could not be; in the order given."""

    def read(source: Source) -> SiteSummary | FetchError | StoreError:
        try:
            with client() as opened:
                return ingest_site(opened, store, source=source, now=now)
        except (FetchError, StoreError) as error:
            return error

    with ThreadPoolExecutor(max_workers=max(1, len(sources)), thread_name_prefix="conferences") as threads:
        found = list(zip(sources, threads.map(read, sources), strict=True))
    return Crawled(
        [summary for _, summary in found if isinstance(summary, SiteSummary)],
        [(source, error) for source, error in found if not isinstance(error, SiteSummary)],
    )


def require_all(crawled: Crawled) -> None:
    """Nothing, where no site failed.

    Raises:
        CrawlError: some did; it names each with its reason.
    """
    if crawled.failures:
        told = " | ".join(f"{source}: {error}" for source, error in crawled.failures)
        raise CrawlError(told, may_pass=all(error.may_pass for _, error in crawled.failures))
