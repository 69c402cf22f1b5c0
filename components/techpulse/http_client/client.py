"""The synchronous face over one event loop in a thread of its own: one GET, or many at once.

Belongs here: opening, closing, retrying, counting. Does not: what happens inside one attempt (`attempts.py`).
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from functools import cache, partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

import uvloop
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt

from techpulse.http_client.errors import CLOSED_EARLY, NOT_OPEN, ClientNotOpenError, FetchError
from techpulse.http_client.overlap import Overlap
from techpulse.http_client.pace import Pace
from techpulse.http_client.records import FetchCounts, HttpPolicy, Reply
from techpulse.http_client.retries import may_pass, wait_seconds
from techpulse.http_client.slots import Slots

if TYPE_CHECKING:
    from techpulse.http_client.attempts import Wire

Key = TypeVar("Key")
Answer = TypeVar("Answer")
Result = TypeVar("Result")


class HttpClient:
    """One polite GET for all: pooled connections, retries with full jitter, `Retry-After`, limits.

    A context manager; calls are synchronous and may come from several threads, while the requests overlap on one
    event loop behind them.
    """

    def __init__(self, policy: HttpPolicy | None = None) -> None:
        self._policy = policy or HttpPolicy()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = threading.Lock()  # what is begun under it stands in the loop's queue before its end does
        self._wire: Wire | None = None
        self._pace = Pace(self._policy.requests_per_second)
        self._counts = FetchCounts()

    def __enter__(self) -> Self:
        self._loop = uvloop.new_event_loop()
        self._slots = Slots(self._policy.max_connections)
        self._thread = threading.Thread(target=self._loop.run_forever, name="http-client", daemon=True)
        self._thread.start()
        self._wire = self._call(self._open())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._closing:
            if self._loop is None or self._wire is None:
                return
            loop, wire = self._loop, self._wire
            self._loop = self._wire = None
        try:
            asyncio.run_coroutine_threadsafe(_end(wire, self._slots), loop).result()
        finally:
            loop.call_soon_threadsafe(loop.stop)
            self._thread.join()
            loop.close()

    @property
    def counts(self) -> FetchCounts:
        """Requests, retries and bytes since this client was made; safe to read while fetching goes on."""
        return replace(self._counts)

    def get(
        self,
        url: str,
        read: Callable[[Reply], Answer],
        *,
        headers: Mapping[str, str] | None = None,
        counts: FetchCounts | None = None,
    ) -> Answer:
        """What `read` makes of the reply of `url`; one for which it raises BadPayloadError is asked for again.

        `headers` go with this request over those of the policy. With `If-None-Match` or `If-Modified-Since` among them
        a 304 is a reply, too; without them it is an error. What it costs is added to `counts` as it happens.

        Raises:
            FetchError: in its kinds, after at most `policy.attempts` tries.
        """
        own = FetchCounts() if counts is None else counts
        answer, _ = self._call(self._fetch(url, read, headers=headers or {}, counts=own))
        return answer

    def get_each(
        self,
        keys: Iterable[Key],
        url_of: Callable[[Key], str],
        *,
        read: Callable[[Key, Reply], Answer],
        settle: Callable[[Key, Answer | FetchError], tuple[Result | None, Iterable[Key]]],
        counts: FetchCounts | None = None,
    ) -> Iterator[Result]:
        """The results of many GETs, each as it arrives; all that go on at once share `policy.max_connections`.

        `settle` sees each answer, or the error that was left after all tries, and says what to hand on (None:
        nothing) and which keys to fetch next, newest first. Both `read` and `settle` run on the client's own thread.
        What these GETs cost is added to `counts` as it happens.
        """
        own = FetchCounts() if counts is None else counts

        async def fetch(key: Key) -> tuple[Answer | FetchError, int]:
            try:
                return await self._fetch(url_of(key), partial(read, key), headers={}, counts=own)
            except ClientNotOpenError:
                raise
            except FetchError as error:
                return error, len(getattr(error, "body", b""))

        self._opened()
        return Overlap(self._on_loop, fetch=fetch, settle=settle, slots=self._slots).run(keys)

    async def _open(self) -> "Wire":
        return _wire_type()(self._policy)

    async def _fetch(
        self, url: str, read: Callable[[Reply], Answer], *, headers: Mapping[str, str], counts: FetchCounts
    ) -> tuple[Answer, int]:
        attempt = partial(self._attempt, url, read, headers=headers, counts=counts)
        try:
            return await attempt()
        except FetchError as error:
            return await self._fetch_again(attempt, counts, failed=error)

    async def _fetch_again(
        self,
        attempt: Callable[[], Coroutine[None, None, tuple[Answer, int]]],
        counts: FetchCounts,
        *,
        failed: FetchError,
    ) -> tuple[Answer, int]:
        """Tenacity from the first failure on: most requests never fail, and it costs a tenth of one."""
        failures = [failed]

        async def told() -> tuple[Answer, int]:
            if failures:
                raise failures.pop()
            return await attempt()

        def count(_: RetryCallState) -> None:
            counts.retries += 1
            self._counts.retries += 1

        retrying = AsyncRetrying(
            stop=stop_after_attempt(self._policy.attempts),
            wait=partial(wait_seconds, self._policy),
            retry=retry_if_exception(may_pass),
            before_sleep=count,
            reraise=True,
        )
        return await retrying(told)

    async def _attempt(
        self, url: str, read: Callable[[Reply], Answer], *, headers: Mapping[str, str], counts: FetchCounts
    ) -> tuple[Answer, int]:
        wire = self._opened()
        await self._pace.turn()
        for each in (counts, self._counts):
            each.requests += 1
        reply = await wire.get(url, headers)
        size = len(reply.body)
        for each in (counts, self._counts):
            each.bytes += size
        return read(reply), size

    def _opened(self) -> "Wire":
        if self._wire is None:
            raise ClientNotOpenError(NOT_OPEN)
        return self._wire

    def _on_loop(self, step: Callable[[], None]) -> None:
        with self._closing:
            if self._loop is None:
                raise ClientNotOpenError(CLOSED_EARLY)
            self._loop.call_soon_threadsafe(step)

    def _call(self, work: Coroutine[None, None, Answer]) -> Answer:
        with self._closing:
            if self._loop is None:
                work.close()
                raise ClientNotOpenError(NOT_OPEN)
            future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except CancelledError as error:
            raise ClientNotOpenError(CLOSED_EARLY) from error


@cache
def _wire_type() -> "type[Wire]":
    """The wire's class, loaded at the first use by a thread that stays.

    pyreqwest's allocator, mimalloc 3, takes the thread that loads it for the process's main one, and crashes the
    process in its next thread once that one has ended (github.com/microsoft/mimalloc/issues/1287).
    """
    loaded: Future[type[Wire]] = Future()

    def load_and_stay() -> None:
        try:
            from techpulse.http_client.attempts import Wire  # noqa: PLC0415 - see above
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits for it
            loaded.set_exception(error)
        else:
            loaded.set_result(Wire)
            threading.Event().wait()

    threading.Thread(target=load_and_stay, name="http-library", daemon=True).start()
    return loaded.result()


async def _end(wire: "Wire", slots: Slots) -> None:
    """Cancels what is still under way, so that nobody waits for it for ever, then closes the connections."""
    slots.close()
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        for task in others:
            task.cancel()
        await asyncio.wait(others)
    await wire.close()
