"""Several iterators that each wait for something of their own, read at once: none holds back another.

Belongs here: threads and their end. Does not: what the iterators give.
"""

import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from queue import SimpleQueue
from typing import Generic, TypeVar

Result = TypeVar("Result")

_MOST_AHEAD = 64


class Together(Generic[Result]):
    """The results of several iterators as they come, with each iterator in a thread of its own.

    They run ahead of the reader by 64 results. An error of one is raised here, after what came before it.
    """

    def __init__(self, iterators: Sequence[Generator[Result, None, None]]) -> None:
        self._iterators = iterators
        self._arrived: SimpleQueue[tuple[Result] | BaseException | None] = SimpleQueue()
        self._room = threading.Semaphore(_MOST_AHEAD)
        self._is_left = False

    def results(self) -> Iterator[Result]:
        """Every result; when the reader leaves early, each iterator is left after its next one."""
        for iterator in self._iterators:
            threading.Thread(target=self._read, args=(iterator,), name="parliament", daemon=True).start()
        running = len(self._iterators)
        try:
            while running:
                arrived = self._arrived.get()
                if isinstance(arrived, BaseException):
                    raise arrived
                if arrived is None:
                    running -= 1
                else:
                    self._room.release()
                    yield arrived[0]
        finally:
            self._is_left = True
            self._room.release(len(self._iterators))

    def _read(self, iterator: Generator[Result, None, None]) -> None:
        try:
            with closing(iterator):
                for result in iterator:
                    self._room.acquire()
                    if self._is_left:
                        break
                    self._arrived.put((result,))
        except BaseException as error:  # noqa: BLE001 - handed to the thread that reads
            self._arrived.put(error)
        else:
            self._arrived.put(None)
