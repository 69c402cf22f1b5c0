"""The calls of the Hacker News API: single items, users and lists, many items at once, whole threads.

Belongs here: addresses and the order of calls. Does not: parsing (`parse.py`), what a walk keeps (`walk.py`).
Source of the addresses: github.com/HackerNews/API.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import TracebackType
from typing import Literal, Self

from techpulse.hn_client.parse import parse_id, parse_ids, parse_item, parse_user
from techpulse.hn_client.records import HNItem, HNUser, MalformedItem, MissingItem
from techpulse.hn_client.threads import ACCOUNT, THREADS_BY_OTHERS, ThreadFinder, best_thread, in_doubt
from techpulse.hn_client.walk import Answer, ThreadWalk, given_up
from techpulse.http_client import (
    BadPayloadError,
    FetchCounts,
    FetchError,
    HttpClient,
    HttpPolicy,
)

DEFAULT_BASE_URL = "https://hacker-news.firebaseio.com/v0"

Outcome = HNItem | MalformedItem | MissingItem
Settle = Callable[[int, Answer], tuple[Outcome | None, Iterable[int]]]
StoryList = Literal["top", "new", "best", "ask", "show", "job"]


class HackerNewsClient:
    """A synchronous client of the Hacker News API whose requests overlap behind its face.

    A context manager; outside of it every call raises an error that says so. `policy` holds the rest of its manners:
    connections, pace, retries, limits.

    Raises (all calls):
        FetchError: the source could not be read, in the kinds of `http_client`.
    """

    def __init__(
        self,
        base_url: str = DEFAULT_BASE_URL,
        connect_timeout: float = 10.0,
        *,
        read_timeout: float = 30.0,
        policy: HttpPolicy | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._http = HttpClient(
            replace(policy or HttpPolicy(), connect_timeout_seconds=connect_timeout, read_timeout_seconds=read_timeout)
        )
        self._finder: ThreadFinder | None = None
        self._finding = threading.Lock()

    def __enter__(self) -> Self:
        self._http.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.__exit__(kind, error, trace)

    @property
    def counts(self) -> FetchCounts:
        """Requests, retries and bytes that this client has cost Hacker News so far."""
        return self._http.counts

    def get_item(self, item_id: int) -> HNItem | None:
        """The item, or None where the API answers `null`: an unknown id, or one not to be had now.

        Raises:
            BadPayloadError: an answer came that is not a proper item.
        """
        answer = self._http.get(self._item_url(item_id), lambda reply: parse_item(item_id, reply.body))
        if isinstance(answer, MalformedItem):
            raise BadPayloadError(f"item {item_id}: {answer.reason}", body=answer.payload.encode())
        return answer

    def get_items(self, ids: Iterable[int]) -> Iterator[Outcome]:
        """The items of `ids`, each as it arrives; one that can't be had, or is not an item, says so in its place."""
        return self._ask(ids, lambda item_id, answer: (_outcome(item_id, answer), ()))

    def get_user(self, name: str) -> HNUser | None:
        """The user, or None where there is none of that name."""
        return self._http.get(f"{self._base_url}/user/{name}.json", lambda reply: parse_user(reply.body))

    def get_max_item(self) -> int:
        """The greatest item id in use now."""
        return self._http.get(f"{self._base_url}/maxitem.json", lambda reply: parse_id(reply.body))

    def get_stories(self, ranking: StoryList) -> tuple[int, ...]:
        """The ids of one of the six story lists, in its order: up to 500 of top, new, best; 200 of ask, show, job."""
        return self._http.get(f"{self._base_url}/{ranking}stories.json", lambda reply: parse_ids(reply.body))

    def find_thread(self, month: date) -> int | None:
        """The id of the "Who is hiring?" thread of the month that begins on `month`; None where there is none.

        Takes O(log n) requests of what the account submitted; later months of one client need fewer.
        """
        if month in THREADS_BY_OTHERS:
            thread = self.get_item(THREADS_BY_OTHERS[month])
            if thread is None:
                raise in_doubt(month)
            return best_thread([thread], month)
        with self._finding:
            if self._finder is None:
                account = self.get_user(ACCOUNT)
                self._finder = ThreadFinder(account.submitted if account else (), self._candidates)
            return self._finder.find(month)

    def walk_thread(
        self,
        thread_id: int,
        *,
        stored: Mapping[int, Sequence[int]] | None = None,
        counts: FetchCounts | None = None,
    ) -> Generator[Outcome]:
        """Every item of a thread, each once, as it arrives; replies are fetched before siblings, old ones before new.

        `stored` maps the items that are landed already to their kids: they are not fetched again. Ids that give
        nothing (null, 401, 403, an error that outlasts the retries) are asked once more at the end; what is still
        missing comes last, as MissingItem. What the walk costs is added to `counts` as it happens.

        Raises:
            TransientFetchError: the root, or more than a fifth of the thread, can't be had now.
            PermanentFetchError: the root is no item.
        """
        walk = ThreadWalk(thread_id, stored or {})
        yield from self._ask(walk.first_ids(), walk.settle, counts=counts)
        while again := walk.ask_again():
            yield from self._ask(again, walk.settle, counts=counts)
        yield from walk.leftovers()

    def _ask(self, ids: Iterable[int], settle: Settle, *, counts: FetchCounts | None = None) -> Iterator[Outcome]:
        return self._http.get_each(
            ids,
            self._item_url,
            read=lambda item_id, reply: parse_item(item_id, reply.body),
            settle=settle,
            counts=counts,
        )

    def _candidates(self, ids: Sequence[int]) -> Mapping[int, HNItem | None]:
        """The items of `ids`; None for those that can't be had. An error that may pass is raised."""
        found: dict[int, HNItem | None] = dict.fromkeys(ids)
        found.update((item.id, item) for item in self._ask(ids, _item_or_raise) if isinstance(item, HNItem))
        return found

    def _item_url(self, item_id: int) -> str:
        return f"{self._base_url}/item/{item_id}.json"


def _outcome(item_id: int, answer: Answer) -> Outcome:
    if isinstance(answer, HNItem | MalformedItem):
        return answer
    return given_up(item_id, answer)


def _item_or_raise(_: int, answer: Answer) -> tuple[Outcome | None, Iterable[int]]:
    if isinstance(answer, FetchError) and answer.may_pass:
        raise answer
    return (answer if isinstance(answer, HNItem) else None), ()
