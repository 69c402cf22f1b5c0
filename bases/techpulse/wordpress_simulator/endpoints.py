"""The addresses of the REST API and their answers for a site.

Here: routes, paging and its headers, single records, error objects.
Not here: HTTP, faults and latency (`answer_server`), reading parameters (`parameters`), content (`site`).
"""

from collections.abc import Callable, Sequence
from urllib.parse import unquote, urlencode

from techpulse.answer_server import Answer
from techpulse.wordpress_simulator import errors
from techpulse.wordpress_simulator.collection import Record
from techpulse.wordpress_simulator.errors import WordPressError
from techpulse.wordpress_simulator.parameters import Listing, RefusedError, pairs_of, read_listing, read_names
from techpulse.wordpress_simulator.rendering import render
from techpulse.wordpress_simulator.site import WordPressSite

API_PATH = "/wp-json/wp/v2"

_JSON_TYPE = "application/json; charset=UTF-8"
_HEADERS = (
    ("X-Robots-Tag", "noindex"),
    ("X-Content-Type-Options", "nosniff"),
    ("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link"),
    ("Allow", "GET"),
)
_NOT_FOUND_PAGE = b"<!DOCTYPE html><html><head><title>Page not found</title></head><body></body></html>"


class Endpoints:
    """Answers targets as the REST API of WordPress does; `base_url` tells where the API is served."""

    def __init__(self, site: WordPressSite, *, base_url: Callable[[], str], is_old_core: bool) -> None:
        self._site = site
        self._base_url = base_url
        self._is_old_core = is_old_core

    def answer(self, target: str) -> Answer:
        """The answer to a path with its query."""
        path, _, query = target.partition("?")
        path = unquote(path).rstrip("/")
        if path != "/wp-json" and not path.startswith("/wp-json/"):
            return Answer(404, _NOT_FOUND_PAGE, content_type="text/html; charset=UTF-8")
        match path.removeprefix(API_PATH).split("/"):
            case ["", endpoint] if endpoint in self._site.endpoints:
                return self._listing(endpoint, query)
            case ["", endpoint, key] if endpoint in self._site.endpoints and key.isascii() and key.isdecimal():
                return self._single(endpoint, key, query=query)
        return self._refusal(errors.NO_ROUTE)

    def _listing(self, endpoint: str, query: str) -> Answer:
        try:
            listing = read_listing(query, self._site.zone, is_old_core=self._is_old_core)
        except RefusedError as refused:
            return self._refusal(refused.error)
        records = self._site.select(endpoint, listing.selection)
        pages = -(-len(records) // listing.per_page)
        if listing.page > pages > 0:
            return self._refusal(errors.PAGE_PAST_THE_END)
        headers = [("X-WP-Total", str(len(records))), ("X-WP-TotalPages", str(pages))]
        links = self._links(endpoint, query, listing=listing, pages=pages)
        return self._answer(_body(records, listing), headers=headers, links=links)

    def _links(self, endpoint: str, query: str, *, listing: Listing, pages: int) -> list[str]:
        """The neighbours of a page, with all that was asked for."""
        neighbours = {}
        if listing.page > 1:
            neighbours["prev"] = min(listing.page - 1, pages)
        if listing.page < pages:
            neighbours["next"] = listing.page + 1
        start, end = _around_the_page_number(query) if neighbours else ("", "")
        url = f"{self._base_url()}{endpoint}?{start}"
        return [f'<{url}{page}{end}>; rel="{relation}"' for relation, page in neighbours.items()]

    def _single(self, endpoint: str, key: str, *, query: str) -> Answer:
        # No id is longer; an endless number would cost PHP nothing, and Python much.
        record = self._site.find(endpoint, int(key)) if len(key) <= len(str(2**63)) else None
        if record is None:
            return self._refusal(errors.NO_RECORD)
        return self._answer(record.body_of(read_names(query)))

    def _refusal(self, error: WordPressError) -> Answer:
        return self._answer(render(error.content()), status=error.status)

    def _answer(
        self, body: bytes, *, status: int = 200, headers: Sequence[tuple[str, str]] = (), links: Sequence[str] = ()
    ) -> Answer:
        # WordPress names its API in the same header, unless a page's neighbours take the place.
        api = f'<{self._base_url().removesuffix("wp/v2/")}>; rel="https://api.w.org/"'
        link = ("Link", ", ".join(links) or api)
        return Answer(status, body, content_type=_JSON_TYPE, headers=(*_HEADERS, *headers, link))


def _body(records: Sequence[Record], listing: Listing) -> bytes:
    start = (listing.page - 1) * listing.per_page if listing.offset is None else listing.offset
    page = records[start : start + listing.per_page]
    # One join, for these are the many bytes.
    parts = [part for record in page for part in (b",", record.body_of(listing.names))]
    return b"".join([b"[", *parts[1:], b"]"])


def _around_the_page_number(query: str) -> tuple[str, str]:
    """The query before and after the number of the page, which stands in its place, or last where it was not named."""
    pairs = pairs_of(query)
    names = [name for name, _ in pairs]
    place = names.index("page") if "page" in names else len(pairs)
    before, after = urlencode(pairs[:place]), urlencode([pair for pair in pairs[place:] if pair[0] != "page"])
    return f"{before}{'&' * bool(before)}page=", f"{'&' * bool(after)}{after}"
