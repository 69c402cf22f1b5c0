"""The calls of both APIs: what is in a session, what was introduced since, which sessions there are, and details.

Belongs here: the order of calls, and when a list is complete. Does not: addresses, parsing, what a bill is made of.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from types import TracebackType
from typing import ClassVar, Self

from techpulse.http_client import BadPayloadError, FetchCounts, HttpClient, HttpPolicy
from techpulse.parliament_client.addresses import (
    Form,
    bills_url,
    legisinfo_url,
    list_url,
    next_page_url,
    openparliament_url,
)
from techpulse.parliament_client.enquiry import Enquiry
from techpulse.parliament_client.parse import Page, parse_listed, parse_page
from techpulse.parliament_client.records import BillDetail, BillKey, Introduced, ListedBill, MalformedBill
from techpulse.parliament_client.together import Together

_WIDEST = 500  # bills a page: the most that OpenParliament gives
_MOST_PAGES = 1_000
_OLDEST_PARLIAMENT = 37  # of 2001: the first whose sessions both APIs know
_FARTHEST_PARLIAMENT = 60  # of about 2080: where the search ends that has found nothing at all


class ParliamentClient:
    """A synchronous client of OpenParliament and LEGISinfo, each asked at its own pace.

    A context manager; outside of it every call raises an error that says so. What a call costs is added to its
    `counts` as it happens.

    Raises (all calls):
        FetchError: the API could not be read, in the kinds of `http_client`.
    """

    OPENPARLIAMENT_URL: ClassVar[str] = "https://api.openparliament.ca"
    LEGISINFO_URL: ClassVar[str] = "https://www.parl.ca/legisinfo/en"
    OPENPARLIAMENT_POLICY: ClassVar[HttpPolicy] = HttpPolicy(
        max_connections=2, requests_per_second=2.0, headers=(("API-Version", "v1"),)
    )
    LEGISINFO_POLICY: ClassVar[HttpPolicy] = HttpPolicy(max_connections=4)

    def __init__(
        self,
        openparliament_url: str = OPENPARLIAMENT_URL,
        legisinfo_url: str = LEGISINFO_URL,
        *,
        openparliament_policy: HttpPolicy = OPENPARLIAMENT_POLICY,
        legisinfo_policy: HttpPolicy = LEGISINFO_POLICY,
        legisinfo_form: Form = "json",
    ) -> None:
        accept = (("Accept", f"application/{legisinfo_form}"),)
        self._openparliament_url = openparliament_url
        self._legisinfo_url = legisinfo_url
        self._openparliament = HttpClient(openparliament_policy)
        self._legisinfo = HttpClient(replace(legisinfo_policy, headers=accept + legisinfo_policy.headers))
        self._form = legisinfo_form

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(self._openparliament)
            opened.enter_context(self._legisinfo)
            self._opened = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def listed(self, session: str, *, counts: FetchCounts | None = None) -> list[ListedBill | MalformedBill]:
        """LEGISinfo's list of a session, in its order and each bill once; empty where LEGISinfo answers an empty list.

        One request. Of a bill that stands there twice the record with the newest activity counts, of such the last; one
        that differs from it is malformed, as is a bill of another session.

        Raises:
            BadPayloadError: what came is no list, or all of it is of other sessions.
        """
        url = list_url(self._legisinfo_url, session, form=self._form)
        return list(self._legisinfo.get(url, lambda reply: parse_listed(reply.body, session), counts=counts))

    def introduced(
        self, since: date | None = None, *, session: str | None = None, counts: FetchCounts | None = None
    ) -> list[Introduced | MalformedBill]:
        """Every bill that OpenParliament lists, of one session or of all, introduced on `since` or later, each once.

        One request for each 500 bills. A bill without a day comes, whatever `since` is.

        Raises:
            BadPayloadError: the pages don't end: one comes again, or holds only bills that have come.
            PermanentFetchError: a page leads to another host.
        """
        first = bills_url(self._openparliament_url, limit=_WIDEST, since=since, session=session)
        found: dict[object, Introduced | MalformedBill] = {}
        for page in self._pages(first, counts=counts):
            new = {each if isinstance(each, MalformedBill) else each.key: each for each in page.bills}
            if page.bills and not new.keys() - found.keys():
                raise _endless("a page holds only bills that have come before")
            found |= {key: each for key, each in new.items() if key not in found}
        return [each for each in found.values() if _is_asked_for(each, since=since, session=session)]

    def sessions(self, *, counts: FetchCounts | None = None) -> list[str]:
        """Every session that OpenParliament knows, ascending, from 37-1 on; about 30 requests for one bill each.

        Raises:
            BadPayloadError: it answers with bills of other sessions than the one asked for.
        """
        return list(self._sessions_from(_OLDEST_PARLIAMENT, 1, counts=counts))

    def sessions_after(self, newest: str, *, counts: FetchCounts | None = None) -> list[str]:
        """The sessions beyond `newest` that OpenParliament knows, ascending; three requests where there are none.

        Raises:
            BadPayloadError: as `sessions`.
            ValueError: `newest` is not written as 45-1 is.
        """
        last = BillKey(newest, "C-1")
        return list(self._sessions_from(last.parliament, last.session_number + 1, counts=counts))

    def details(self, keys: Sequence[BillKey], *, counts: FetchCounts | None = None) -> Iterator[BillDetail]:
        """What both APIs answer about each bill, as it arrives: two details a bill, one from each API.

        Neither API waits for the other one. What fails after all tries is a detail with an error; after five in a row
        an API is not asked about the bills that are left, which get an error, too.

        Raises:
            FetchError: the client is not open, or was closed meanwhile; nothing else.
        """
        costs = [FetchCounts(), FetchCounts()]  # one for each API's thread: they add to it without a lock
        told = FetchCounts()
        form = self._form
        streams = [
            Enquiry(
                self._legisinfo, "legisinfo", url_of=lambda key: legisinfo_url(self._legisinfo_url, key, form=form)
            ).details(keys, counts=costs[0]),
            Enquiry(
                self._openparliament,
                "openparliament",
                url_of=lambda key: openparliament_url(self._openparliament_url, key),
            ).details(keys, counts=costs[1]),
        ]
        try:
            for details in Together(streams).results():
                _tell(costs, told, counts=counts)
                yield from details
        finally:
            _tell(costs, told, counts=counts)

    def _pages(self, url: str, *, counts: FetchCounts | None) -> Iterator[Page]:
        asked = set()
        while True:
            asked.add(url)
            page = self._openparliament.get(url, lambda reply: parse_page(reply.body), counts=counts)
            yield page
            if page.next_url is None:
                return
            url = next_page_url(url, page.next_url)
            if url in asked or len(asked) == _MOST_PAGES:
                raise _endless(f"after {len(asked)} pages the next one is one that was asked for before")

    def _sessions_from(self, parliament: int, session: int, *, counts: FetchCounts | None) -> Iterator[str]:
        """Those with bills; the end is where, after some that have, two parliaments in a row have none."""
        empty, is_begun = 0, session > 1
        while empty < 2 if is_begun else parliament <= _FARTHEST_PARLIAMENT:  # noqa: PLR2004 - one may have no bill
            while self._has_bills(f"{parliament}-{session}", counts=counts):
                yield f"{parliament}-{session}"
                session += 1
            empty = 0 if session > 1 else empty + 1
            is_begun = is_begun or session > 1
            parliament, session = parliament + 1, 1

    def _has_bills(self, session: str, *, counts: FetchCounts | None) -> bool:
        url = bills_url(self._openparliament_url, limit=1, session=session)
        page = self._openparliament.get(url, lambda reply: parse_page(reply.body), counts=counts)
        found = {each.key.session for each in page.bills if isinstance(each, Introduced)}
        if page.bills and session not in found:
            said = f"OpenParliament was asked for bills of {session} and lists others ({', '.join(sorted(found))})"
            raise BadPayloadError(f"{said}; check whether it still knows the parameter `session`", body=b"")
        return bool(page.bills)


def _is_asked_for(found: Introduced | MalformedBill, *, since: date | None, session: str | None) -> bool:
    """Whether a bill is one of those asked for: the API takes no notice of parameters that it doesn't know."""
    if isinstance(found, MalformedBill):
        return True
    is_late_enough = since is None or found.introduced_date is None or found.introduced_date >= since
    return is_late_enough and session in {None, found.key.session}


def _endless(reason: str) -> BadPayloadError:
    return BadPayloadError(f"OpenParliament's list of bills does not end: {reason}; try again later", body=b"")


def _tell(costs: Sequence[FetchCounts], told: FetchCounts, *, counts: FetchCounts | None) -> None:
    """Adds to `counts` what the APIs have cost since they were `told` last."""
    for name in ("requests", "retries", "bytes"):
        now = sum(getattr(cost, name) for cost in costs)
        if counts is not None:
            setattr(counts, name, getattr(counts, name) + now - getattr(told, name))
        setattr(told, name, now)
