"""From a requested path to what is sent for it: the answer, or the fault that strikes, and the counts of both.

Here: the only place where answers, faults and counting meet.
Not here: which answer belongs to a path (passed in), sockets (`connection`), threads (`server`).
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from techpulse.answer_server.answers import Answer, Delivery, deliver
from techpulse.answer_server.fault_kinds import FAULT_KINDS
from techpulse.answer_server.faults import Faults


class Exchange(NamedTuple):
    """What one request gets, and after how many seconds."""

    delivery: Delivery
    delay_seconds: float


class Responder:
    """Decides every exchange; used by one event loop, its counts may be read from any thread.

    `faults` may be replaced at any time and holds from the next request on.
    """

    def __init__(self, answer: Callable[[str], Answer], *, faults: Faults) -> None:
        self.faults = faults
        self.requests: Counter[str] = Counter()
        self.request_count = 0
        self.max_in_flight = 0
        self._answer = answer
        self._head = b""
        self._in_flight = 0
        self._flights: Counter[str] = Counter()

    def begin(self, path: str, *, head: bytes, is_last: bool) -> Exchange:
        """The exchange for one more request of `path`; it is in flight until `end`."""
        self._head = head
        self.request_count += 1
        self.requests[path] += 1
        self._in_flight += 1
        self._flights[path] += 1
        self.max_in_flight = max(self.max_in_flight, self._in_flight)
        nth, faults = self.requests[path], self.faults
        kind = faults.kind(path, nth)
        answer = self._answer(path)
        delivery = FAULT_KINDS[kind](answer, datetime.now(UTC)) if kind else deliver(answer, is_last=is_last)
        return Exchange(delivery, faults.delay_seconds(path, nth))

    def end(self, path: str) -> None:
        """Count one exchange for `path` out of flight."""
        self._in_flight -= 1
        self._flights[path] -= 1
        if not self._flights[path]:
            del self._flights[path]

    def header(self, name: str) -> str:
        """A header of the request that is being answered, or an empty text; told right within the event loop only."""
        # Read when asked for: most answers depend on the path alone.
        lines = (line.partition(b":") for line in self._head.split(b"\r\n")[1:])
        values = (value for found, _, value in lines if found.strip().lower() == name.lower().encode("latin-1"))
        return next(values, b"").strip().decode("latin-1")

    def in_flight(self, prefix: str) -> int:
        """Requests in flight whose path begins with `prefix`; told right within the event loop only."""
        return sum(count for path, count in self._flights.items() if path.startswith(prefix))
