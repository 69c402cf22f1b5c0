"""The connections that several streams of requests share: who may use the next free one.

Belongs here: counting and turns, on one event loop. Does not: requests themselves.
"""

from typing import Protocol


class Stream(Protocol):
    """What wants connections: how many keys wait for one, and a call that starts as many as it gets."""

    @property
    def waiting(self) -> int:
        """Keys that could be fetched now."""

    def start_more(self) -> None:
        """Takes what is free, as far as it can be used."""

    def end(self) -> None:
        """Starts nothing more, ever."""


class Slots:
    """As many requests at once as there are connections; a free one goes to the stream with the fewest keys waiting.

    That is the one that waits for answers rather than for connections: a look-up, or a thread at the end of its longest
    chain of replies. Those with many waiting use all that is left, so that no connection idles.
    """

    def __init__(self, number: int) -> None:
        self._free = number
        self._streams: list[Stream] = []

    def join(self, stream: Stream) -> None:
        """From now on `stream` is told whenever a connection is free."""
        self._streams.append(stream)
        stream.start_more()

    def leave(self, stream: Stream) -> None:
        """No longer; the connections it has are given back one by one, as ever."""
        if stream in self._streams:
            self._streams.remove(stream)

    def close(self) -> None:
        """Nobody gets a connection any more."""
        while self._streams:
            self._streams.pop().end()

    def take(self) -> bool:
        """Whether there was a free connection, which is now the caller's."""
        if not self._free:
            return False
        self._free -= 1
        return True

    def may_be_kept(self, stream: Stream) -> bool:
        """Whether a free connection of `stream` would come back to it."""
        return all(other.waiting >= stream.waiting for other in self._streams if other.waiting)

    def give_back(self) -> None:
        """Frees a connection and offers it around."""
        self._free += 1
        for stream in sorted(self._streams, key=lambda stream: stream.waiting):
            stream.start_more()
