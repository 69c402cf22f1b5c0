"""The calls of a WordPress site's REST API: the newest change of an endpoint, and the listing of all its records.

Belongs here: parameters and the order of calls. Does not: parsing (`parse.py`), when a listing is whole (`paging.py`).
Source of the parameters: developer.wordpress.org/rest-api/using-the-rest-api/pagination.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from techpulse.http_client import (
    BadPayloadError,
    FetchCounts,
    FetchError,
    HttpClient,
    HttpPolicy,
)
from techpulse.wordpress_client.addresses import Query, sent
from techpulse.wordpress_client.listing import Listing
from techpulse.wordpress_client.paging import WIDEST, Paging
from techpulse.wordpress_client.parse import Found, Page, explained, parse_page
from techpulse.wordpress_client.records import LiveRecord, MalformedRecord, Newest, WordPressRecord
from techpulse.wordpress_client.schemas import AnyRecord, Schema, schema_of

DEFAULT_BASE_URL = "https://www.bu.edu/academics/wp-json/wp/v2/"
DEFAULT_POLICY = HttpPolicy(
    max_connections=50,
    idle_connections=20,
    http2=True,
    connect_timeout_seconds=10.0,
    read_timeout_seconds=30.0,
    total_timeout_seconds=30.0,
    attempts=5,
    backoff_seconds=5.0,
    backoff_cap_seconds=60.0,
)

_SLIGHT = ("id", "modified_gmt")
_BY_ID = {"orderby": "id", "order": "asc"}
_NEWEST_FIRST = {"orderby": "modified", "order": "desc"}
# `modified_after` compares local times; no zone, and no change of the clocks, explains more than this.
_ZONES_APART = timedelta(days=1)
_MOST_LOOKED_THROUGH = 20  # pages that hold none but withheld or malformed records
_LOG = logging.getLogger(__name__)


class WordPressClient:
    """A synchronous client of one site whose requests overlap behind its face.

    A context manager; outside of it every call raises an error that says so. An `endpoint` is a name for messages;
    its `path`, by default the name itself, may carry parameters of its own: `pages?status=publish`.

    Raises (all calls):
        FetchError: the site could not be read, in the kinds of `http_client`; WordPress's own words are in it.
    """

    def __init__(self, base_url: str = DEFAULT_BASE_URL, *, policy: HttpPolicy = DEFAULT_POLICY) -> None:
        self._base_url = base_url
        self._http = HttpClient(policy)

    def __enter__(self) -> Self:
        self._http.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.__exit__(kind, error, trace)

    @property
    def counts(self) -> FetchCounts:
        """Requests, retries and bytes that this client has cost the site so far."""
        return self._http.counts

    def newest(self, endpoint: str, *, path: str | None = None) -> Newest:
        """When the endpoint was modified last, and how many records it has.

        One request; more where the newest records are withheld or malformed. The greatest of a hundred: the site sorts
        by local time, and in autumn's repeated hour the newest of them is not the newest.

        Raises:
            BadPayloadError: there are records, and none of the newest ones says when it was modified.
        """
        query = Query(self._base_url, path or endpoint, _NEWEST_FIRST, _SLIGHT)
        is_any = False
        for number in range(1, _MOST_LOOKED_THROUGH + 1):
            page = self._get(endpoint, query.url(number, width=WIDEST))
            moments = [record.modified_at for record in page.records if isinstance(record, WordPressRecord)]
            if moments:
                return Newest(max(moments), page.total)
            is_any = is_any or bool(page.records)
            is_last = number * WIDEST >= (page.total or len(page.records))
            if is_last and not is_any:
                return Newest(None, page.total)
            if is_last:
                break
        raise BadPayloadError(f"{endpoint}: no record says when it was modified; look at the newest ones", body=b"")

    def listing(
        self,
        endpoint: str,
        *,
        path: str | None = None,
        modified_after: datetime | None = None,
        fields: Sequence[str] = (),
        counts: FetchCounts | None = None,
    ) -> Listing[WordPressRecord | MalformedRecord]:
        """Every record of the endpoint, or all modified after a moment (aware), as they arrive; complete or an error.

        The first page is asked for first, all others at once after it; where they don't fit together they are read
        again, and records come again. `fields` limits the payloads, not what decides. What it costs is added to
        `counts` as it happens.

        Raises:
            TransientFetchError: content changed during each of three passes over the pages.
            ValueError: `modified_after` has no zone.
        """
        since = {} if modified_after is None else {"modified_after": sent(modified_after)}
        query = Query(self._base_url, path or endpoint, _BY_ID | since, fields)
        paging = Paging(endpoint)
        records = self._passes(paging, query, schema=schema_of(query.path), counts=counts)
        return Listing(_watched(records, endpoint, modified_after=modified_after), paging)

    def ids(self, endpoint: str, *, path: str | None = None, counts: FetchCounts | None = None) -> Listing[LiveRecord]:
        """Every record that the site shows now, by its id; complete or an error, as `listing`.

        Raises:
            BadPayloadError: a record has no id, so that nobody can tell which one is there.
        """
        query = Query(self._base_url, path or endpoint, _BY_ID, _SLIGHT)
        paging = Paging(endpoint)
        records = self._passes(paging, query, schema=AnyRecord, counts=counts)
        return Listing((_live(record, endpoint) for record in records), paging)

    def _get(self, endpoint: str, url: str) -> Page:
        try:
            return self._http.get(
                url, lambda reply: _page(endpoint, reply.body, headers=reply.headers, schema=AnyRecord)
            )
        except FetchError as error:
            raise explained(error)  # noqa: B904 - it names its cause itself

    def _passes(self, paging: Paging, query: Query, *, schema: Schema, counts: FetchCounts | None) -> Iterator[Found]:
        is_complete = False
        while not is_complete:
            for records in self._http.get_each(
                [1],
                lambda number: query.url(number, width=paging.width),
                read=lambda number, reply: _page(
                    f"{paging.name}, page {number}", reply.body, headers=reply.headers, schema=schema
                ),
                settle=paging.settle,
                counts=counts,
            ):
                yield from records
            is_complete = paging.is_complete()


def _page(name: str, body: bytes, *, headers: Mapping[str, str], schema: Schema) -> Page:
    try:
        return parse_page(body, headers, schema=schema)
    except BadPayloadError as error:
        raise BadPayloadError(f"{name}: {error}", body=error.body) from error


def _watched(records: Iterator[Found], name: str, *, modified_after: datetime | None) -> Iterator[Found]:
    """The same records; told once if the site gives such as were not asked for."""
    oldest = modified_after and modified_after - _ZONES_APART
    for record in records:
        if oldest and isinstance(record, WordPressRecord) and record.modified_at < oldest:
            _LOG.warning("Listing %s: the site takes no notice of `modified_after`, all of it is read", name)
            oldest = None
        yield record


def _live(record: Found, name: str) -> LiveRecord:
    if isinstance(record, WordPressRecord):
        return LiveRecord(record.id, record.modified_at)
    if isinstance(record.key, int):
        return LiveRecord(record.key, None)
    said = f"{name}: a record has no id ({record.reason}), so what is there can't be told; look at {record.key}"
    raise BadPayloadError(said, body=record.payload.encode())
