"""OpenParliament: its addresses and their answers.

Here: the list of bills with its pages, single bills, refusals.
Not here: objects of bills (`bill_objects`), the query (`filters`), HTTP and faults (`answer_server`).
"""

import json
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlencode

from techpulse.answer_server import Answer
from techpulse.parliament_simulator.bill_objects import list_object, single_object
from techpulse.parliament_simulator.filters import BadRequestError, Listing, read_listing
from techpulse.parliament_simulator.parliament import Parliament

BILLS_PATH = "/bills"

_JSON_TYPE, _TEXT_TYPE, _HTML_TYPE = "application/json", "text/plain", "text/html; charset=utf-8"
_VERSION = ("API-Version", "v1")
_NOT_FOUND_PAGE = b"<!DOCTYPE html><html><head><title>Not found</title></head><body><h1>404</h1></body></html>"


class OpenParliament:
    """Answers targets as OpenParliament's API does; it is JSON, whatever is accepted."""

    def __init__(self, parliament: Parliament) -> None:
        self._parliament = parliament

    def answer(self, target: str) -> Answer:
        """The answer to a path with its query."""
        path, _, query = target.partition("?")
        if parse_qs(query).get("format", ["json"])[-1] not in {"json", "apibrowser"}:
            return Answer(406, b"This resource is not available in the requested format.", content_type=_TEXT_TYPE)
        match unquote(path).split("/"):
            case ["", "bills", ""]:
                return self._list(query)
            case ["", "bills", session, number, ""]:
                return self._single(session, number)
            case ["", "bills"] | ["", "bills", _, _]:
                place = f"{path}/{'?' if query else ''}{query}"
                return Answer(301, b"", content_type=_HTML_TYPE, headers=(("Location", place),))
        return _not_found()

    def _list(self, query: str) -> Answer:
        try:
            listing = read_listing(query)
        except BadRequestError as refused:
            return Answer(400, str(refused).encode(), content_type=_TEXT_TYPE, headers=(_VERSION,))
        found = sorted(filter(listing.holds, self._parliament.bills()), key=lambda bill: bill.place)
        page = found[listing.offset : listing.offset + listing.limit]
        pagination = _pagination(listing, count=len(found))
        return _json({"objects": [list_object(bill) for bill in page], "pagination": pagination})

    def _single(self, session: str, number: str) -> Answer:
        bill = self._parliament.find(session, number)
        return _json(single_object(bill)) if bill else _not_found()


def too_many_requests() -> Answer:
    """What is answered to one request too many at a time."""
    body = b"Too many requests at once. Please make your requests one after another."
    return Answer(429, body, content_type=_TEXT_TYPE, headers=(("Retry-After", "1"),))


def _pagination(listing: Listing, *, count: int) -> dict[str, int | str | None]:
    after, before = listing.offset + listing.limit, listing.offset - listing.limit
    return {
        "offset": listing.offset,
        "limit": listing.limit,
        "next_url": _page_url(listing, after) if after < count else None,
        "previous_url": _page_url(listing, max(before, 0)) if listing.offset > 0 else None,
    }


def _page_url(listing: Listing, offset: int) -> str:
    query = urlencode([*listing.kept, ("limit", listing.limit), ("offset", offset)])
    return f"{BILLS_PATH}/?{query}"


def _json(value: Mapping[str, object]) -> Answer:
    return Answer(200, json.dumps(value).encode("ascii"), content_type=_JSON_TYPE, headers=(_VERSION,))


def _not_found() -> Answer:
    return Answer(404, _NOT_FOUND_PAGE, content_type=_HTML_TYPE)
