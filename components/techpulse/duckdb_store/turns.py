"""One thread at a time, and whether another one waits."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Turns:
    """A lock that knows how many wait for it."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0

    @property
    def are_wanted(self) -> bool:
        """Whether some thread waits for its turn now; whoever waits gets it, or calls its `otherwise`."""
        return self._waiting > 0

    @contextmanager
    def mine(self, *, otherwise: Callable[[], None]) -> Iterator[None]:
        """Alone from here on. A wait that is broken off (Ctrl-C) ends with `otherwise`, in a turn of its own."""
        self._count(1)
        try:
            self._turn.acquire()
        except BaseException:
            self._count(-1)
            with self._turn:
                otherwise()
            raise
        try:
            self._count(-1)
            yield
        finally:
            self._turn.release()

    def _count(self, change: int) -> None:
        with self._counting:
            self._waiting += change
