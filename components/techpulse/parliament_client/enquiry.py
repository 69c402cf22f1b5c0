"""The details of many bills from one API: an answer or a reason for each, and an end to asking an API that is ill.

Belongs here: what a failure means for the bills after it. Does not: HTTP, or what an answer holds.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence

from techpulse.http_client import FetchCounts, FetchError, HttpClient, PermanentFetchError
from techpulse.parliament_client.parse import parse_detail
from techpulse.parliament_client.records import BillDetail, BillKey, Origin

_NOT_FOUND = frozenset({404, 410})
_MOST_FAILURES = 5
_AT_ONCE = 16  # keys that are handed over before the first answer: no client here has more connections


class Enquiry:
    """Asks one API about bills; the results are each bill's detail, in order of arrival.

    A bill's failure is a detail with an error, and stops no other. But after five failures in a row the API counts as
    ill: the bills not yet asked about get an error without a request, or their time-outs would go on for hours.
    """

    def __init__(self, http: HttpClient, origin: Origin, *, url_of: Callable[[BillKey], str]) -> None:
        self._http = http
        self._origin = origin
        self._url_of = url_of
        self._waiting: deque[BillKey] = deque()
        self._failures = 0

    def details(self, keys: Sequence[BillKey], *, counts: FetchCounts) -> Generator[Sequence[BillDetail], None, None]:
        """Every bill's detail, each once.

        Raises:
            FetchError: the client was closed, or is not open.
        """
        self._waiting.extend(keys)
        yield from self._http.get_each(
            self._next(_AT_ONCE),
            self._url_of,
            read=lambda key, reply: parse_detail(reply.body, key, origin=self._origin),
            settle=self._settle,
            counts=counts,
        )

    def _settle(self, key: BillKey, answer: str | FetchError) -> tuple[Sequence[BillDetail], Iterable[BillKey]]:
        if isinstance(answer, str):
            self._failures = 0
            return [BillDetail(key, self._origin, answer)], self._next(1)
        if _is_missing(answer):
            self._failures = 0
            return [BillDetail(key, self._origin, None, str(answer), is_missing=True)], self._next(1)
        self._failures += 1
        failed = [BillDetail(key, self._origin, None, str(answer))]
        if self._failures < _MOST_FAILURES:
            return failed, self._next(1)
        said = f"not asked for, since {self._failures} answers in a row failed; the last one: {answer}"
        return failed + [BillDetail(other, self._origin, None, said) for other in self._next(len(self._waiting))], ()

    def _next(self, count: int) -> list[BillKey]:
        return [self._waiting.popleft() for _ in range(min(count, len(self._waiting)))]


def _is_missing(error: FetchError) -> bool:
    return isinstance(error, PermanentFetchError) and error.status in _NOT_FOUND
