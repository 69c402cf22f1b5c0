"""One site, asked politely: its robots.txt first, then page by page at the slower of its pace and ours.

Belongs here: the order and the conditions of requests. Does not: which pages there are (`client.py`), HTTP itself.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from techpulse.conference_client.records import Page, Source, Unchanged
from techpulse.conference_client.robots import Robots, read_robots, robots_url
from techpulse.http_client import FetchCounts, HttpClient, HttpPolicy, PermanentFetchError

_NO_RULES = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_STRONG, _WEAK = '"', "W/"  # how an ETag begins; a date never does


class Site:
    """The pages of one source; what robots.txt says is asked once of each origin, and holds until `opened` closes."""

    def __init__(
        self, source: Source, policy: HttpPolicy, *, opened: ExitStack | None, now: Callable[[], datetime]
    ) -> None:
        self._source = source
        self._policy = policy
        self._opened = opened
        self._now = now
        self._http = self._entered(policy)
        self._robots: dict[str, Robots] = {}

    def page(self, url: str, *, validator: str | None = None, counts: FetchCounts | None = None) -> Page | Unchanged:
        """The page at `url`; with the `validator` of an earlier one perhaps only that it is unchanged.

        Raises:
            FetchError: in the kinds of `http_client`; robots.txt forbids it, or can't be fetched.
        """
        self._ask_leave(url, counts=counts)
        return self.document(url, validator=validator, counts=counts)

    def document(
        self, url: str, *, validator: str | None = None, counts: FetchCounts | None = None
    ) -> Page | Unchanged:
        """As `page`, of what is published for programs: robots.txt, which is for crawlers, isn't asked.

        Raises:
            FetchError: in the kinds of `http_client`.
        """
        asked_at = self._now()
        headers = _condition(validator) if validator else None
        reply = self._http.get(url, lambda reply: reply, headers=headers, counts=counts)
        if reply.status == HTTPStatus.NOT_MODIFIED:
            return Unchanged(self._source, url, asked_at)
        validator = _said(reply.headers, "etag") or _said(reply.headers, "last-modified")
        return Page(self._source, url, reply.body, _said(reply.headers, "content-type"), asked_at, validator)

    def _ask_leave(self, url: str, *, counts: FetchCounts | None) -> None:
        place = robots_url(url)
        if place not in self._robots:
            self._robots[place] = self._fetch_robots(place, counts=counts)
            self._slow_down(self._robots[place].delay_seconds)
        if not self._robots[place].allows(url):
            raise PermanentFetchError(f"GET {url}: {place} forbids it; take it from the addresses of {self._source}")

    def _fetch_robots(self, place: str, *, counts: FetchCounts | None) -> Robots:
        try:
            return self._http.get(place, lambda reply: read_robots(reply.body), counts=counts)
        except PermanentFetchError as error:
            if error.status in _NO_RULES:
                return Robots()
            raise

    def _slow_down(self, delay_seconds: float) -> None:
        pace = self._policy.requests_per_second
        if delay_seconds and (pace is None or delay_seconds > 1 / pace):
            self._policy = replace(self._policy, requests_per_second=1 / delay_seconds)
            self._http = self._entered(self._policy)

    def _entered(self, policy: HttpPolicy) -> HttpClient:
        http = HttpClient(policy)
        return self._opened.enter_context(http) if self._opened else http  # unopened, it says so when asked


def _said(headers: Mapping[str, str], name: str) -> str | None:
    """A header as text; None where there is none, or one that could be neither read for sure nor sent back."""
    try:
        text = headers.get(name)
    except ValueError:
        return None  # so the library says that it isn't ASCII
    return text if text and text.isascii() and text.isprintable() else None


def _condition(validator: str) -> dict[str, str]:
    is_tag = validator.startswith((_STRONG, _WEAK))
    return {"If-None-Match" if is_tag else "If-Modified-Since": validator}
