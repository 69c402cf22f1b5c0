"""The calls of both APIs: what is in a session, what was introduced since, which sessions there are, and details.

Belongs here: addresses and the order of calls. Does not: parsing, or what a bill is made of.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from types import TracebackType
from typing import ClassVar, Literal, Self

from techpulse.http_client import FetchCounts, HttpClient, HttpPolicy
from techpulse.parliament_client.records import BillDetail, BillKey, Introduced, ListedBill, MalformedBill


class ParliamentClient:
    """A synchronous client of OpenParliament and LEGISinfo, each asked at its own pace.

    A context manager; outside of it every call raises an error that says so. What a call costs is added to its
    `counts` as it happens.

    Raises (all calls):
        FetchError: the API could not be read, in the kinds of `http_client`.
    """

    OPENPARLIAMENT_URL: ClassVar[str] = "https://api.openparliament.ca"
    LEGISINFO_URL: ClassVar[str] = "https://www.parl.ca/legisinfo/en"
    OPENPARLIAMENT_POLICY: ClassVar[HttpPolicy] = HttpPolicy(max_connections=2, requests_per_second=2.0)
    LEGISINFO_POLICY: ClassVar[HttpPolicy] = HttpPolicy(max_connections=4)

    def __init__(
        self,
        openparliament_url: str = OPENPARLIAMENT_URL,
        legisinfo_url: str = LEGISINFO_URL,
        *,
        openparliament_policy: HttpPolicy = OPENPARLIAMENT_POLICY,
        legisinfo_policy: HttpPolicy = LEGISINFO_POLICY,
        legisinfo_form: Literal["json", "xml"] = "json",
    ) -> None:
        self._openparliament_url = openparliament_url
        self._legisinfo_url = legisinfo_url
        self._openparliament = HttpClient(openparliament_policy)
        self._legisinfo = HttpClient(legisinfo_policy)
        self._form = legisinfo_form

    def __enter__(self) -> Self:
        self._openparliament.__enter__()
        self._legisinfo.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._legisinfo.__exit__(kind, error, trace)
        self._openparliament.__exit__(kind, error, trace)

    def introduced(
        self, since: date | None = None, *, session: str | None = None, counts: FetchCounts | None = None
    ) -> list[Introduced | MalformedBill]:
        """Every bill that OpenParliament lists, of one session or of all, introduced on `since` or later."""
        raise NotImplementedError

    def sessions(self, *, counts: FetchCounts | None = None) -> list[str]:
        """Every session that OpenParliament knows, ascending, from 37-1 on."""
        raise NotImplementedError

    def sessions_after(self, newest: str, *, counts: FetchCounts | None = None) -> list[str]:
        """The sessions beyond `newest` that OpenParliament knows, ascending; two or three requests if there are none."""
        raise NotImplementedError

    def listed(self, session: str, *, counts: FetchCounts | None = None) -> list[ListedBill | MalformedBill]:
        """LEGISinfo's list of a session, in its order; empty where LEGISinfo answers an empty list."""
        raise NotImplementedError

    def details(self, keys: Sequence[BillKey], *, counts: FetchCounts | None = None) -> Iterator[BillDetail]:
        """What both APIs answer about each bill, as it arrives: two details a bill, one from each API."""
        raise NotImplementedError
