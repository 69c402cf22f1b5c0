"""Many fetches at once: a frontier of keys, as many in flight as there are slots, results handed to another thread.

Belongs here: the order of requests, and how far they may run ahead of the thread that consumes them.
Does not: HTTP, or what a key or a result means.
"""

import asyncio
import queue
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

from techpulse.http_client.errors import CLOSED_EARLY, ClientNotOpenError
from techpulse.http_client.slots import Slots

Key = TypeVar("Key")
Answer = TypeVar("Answer")
Result = TypeVar("Result")

MOST_AHEAD_ITEMS = 4_096
MOST_AHEAD_BYTES = 8 * 1024 * 1024
_GATHERED_SECONDS = 0.01  # waking the consumer for every single result costs as much as parsing it


class Overlap(Generic[Key, Answer, Result]):
    """Results of many fetches, each as it arrives, with as many under way as `slots` has for it.

    `on_loop` has a step done on the event loop, or raises ClientNotOpenError. `fetch` runs there and gives an answer
    and its size in bytes. `settle`, there too, turns an answer into a result (None: nothing to hand on) and further
    keys, which go to the FRONT of the frontier: replies form the long chains, and first-in-first-out would leave them
    to the end. The consumer's pauses don't stop the fetching until 4,096 results or 8 MiB are waiting for it.
    """

    def __init__(
        self,
        on_loop: Callable[[Callable[[], None]], None],
        *,
        fetch: Callable[[Key], Coroutine[None, None, tuple[Answer, int]]],
        settle: Callable[[Key, Answer], tuple[Result | None, Iterable[Key]]],
        slots: Slots,
    ) -> None:
        self._on_loop = on_loop
        self._fetch = fetch
        self._settle = settle
        self._slots = slots
        self._frontier: deque[Key] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._gathered: list[tuple[Result | None, int]] = []
        self._arrived: queue.SimpleQueue[list[tuple[Result | None, int]] | BaseException | None] = queue.SimpleQueue()
        self._handed_items = self._handed_bytes = 0  # written on the loop only
        self._taken_items = self._taken_bytes = 0  # written by the consumer only
        self._is_held_back = False

    def run(self, keys: Iterable[Key]) -> Iterator[Result]:
        """Every result, in order of arrival, until no key is left; what is under way is cancelled on leaving early.

        Raises:
            ClientNotOpenError: the client was closed before the end.
        """
        self._frontier.extend(keys)
        try:
            self._on_loop(self._begin)
            while (arrived := self._arrived.get()) is not None:
                if isinstance(arrived, BaseException):
                    raise arrived
                for result, size in arrived:
                    self._take(size)
                    if result is not None:
                        yield result
        finally:
            with suppress(ClientNotOpenError):
                self._on_loop(self._cancel)

    @property
    def waiting(self) -> int:
        """Keys in the frontier; none while the consumer is too far behind."""
        return 0 if self._is_held_back else len(self._frontier)

    def start_more(self) -> None:
        """Starts a worker for each key that gets a slot, until the consumer is too far behind."""
        while self._may_go_on() and self._slots.take():
            task = asyncio.create_task(self._work(self._frontier.popleft()))
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def end(self) -> None:
        """Fetches nothing more: the client closes, and says so to the consumer."""
        self._frontier.clear()
        self._hand_on()
        self._arrived.put(ClientNotOpenError(CLOSED_EARLY))

    def _take(self, size: int) -> None:
        self._taken_items += 1
        self._taken_bytes += size
        if self._is_held_back and not self._is_far_ahead():
            self._is_held_back = False
            self._on_loop(self.start_more)

    def _is_far_ahead(self) -> bool:
        return (
            self._handed_items - self._taken_items >= MOST_AHEAD_ITEMS
            or self._handed_bytes - self._taken_bytes >= MOST_AHEAD_BYTES
        )

    def _begin(self) -> None:
        self._slots.join(self)
        self._end_if_done()

    def _may_go_on(self) -> bool:
        if not self._frontier:
            return False
        self._is_held_back = True  # said before looking, or the consumer's last take could fall in between
        if self._is_far_ahead():
            return False
        self._is_held_back = False
        return True

    async def _work(self, key: Key) -> None:
        """Key after key on one slot: the next request leaves before the other answers of a burst are looked at."""
        await self._one(key)
        while self._may_go_on() and self._slots.may_be_kept(self):
            await self._one(self._frontier.popleft())

    async def _one(self, key: Key) -> None:
        answer, size = await self._fetch(key)
        result, further = self._settle(key, answer)
        self._handed_items += 1
        self._handed_bytes += size
        if not self._gathered:
            asyncio.get_running_loop().call_later(_GATHERED_SECONDS, self._hand_on)
        self._gathered.append((result, size))
        if further := list(further):
            self._frontier.extendleft(reversed(further))
            self.start_more()

    def _hand_on(self) -> None:
        if self._gathered:
            self._arrived.put(self._gathered)
            self._gathered = []

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if error := ClientNotOpenError(CLOSED_EARLY) if task.cancelled() else task.exception():
            self._hand_on()
            self._arrived.put(error)
        self._slots.give_back()
        self._end_if_done()

    def _end_if_done(self) -> None:
        if not self._frontier and not self._tasks:
            self._slots.leave(self)
            self._hand_on()
            self._arrived.put(None)

    def _cancel(self) -> None:
        self._frontier.clear()
        self._slots.leave(self)
        for task in self._tasks:
            task.cancel()
