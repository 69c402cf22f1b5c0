"""When a fault strikes and how long an answer takes: a plan that depends on nothing but its seed.

Here: rates, permanent faults, latency and the draw between them. It knows nothing of what is served.
Not here: what a kind of fault does (`fault_kinds`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from techpulse.answer_server.fault_kinds import FAULT_KINDS


@dataclass(frozen=True, kw_only=True)
class Faults:
    """A plan of faults and latency; by default none, at once.

    Whether the n-th request of a path is hit depends on `seed`, the path and n alone, so a repeated run meets the
    same faults and a retry draws anew.

    Attributes:
        latency_seconds: wait before every answer.
        jitter_seconds: up to this much more, drawn evenly.
        rates: share of the requests, 0 to 1, that each kind of fault hits; together at most 1.
        always: kind of fault by whole path (`/v0/item/1.json`, `/pages?page=2`), for every request of it.
        seed: chooses the requests that are hit.

    Raises:
        ValueError: unknown kind (the message lists the known ones), a rate outside 0 to 1, a negative time.
    """

    latency_seconds: float = 0.0
    jitter_seconds: float = 0.0
    rates: Mapping[str, float] = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0

    def __post_init__(self) -> None:
        for kind in (*self.rates, *self.always.values()):
            if kind not in FAULT_KINDS:
                raise ValueError(f"unknown fault {kind!r}; known are {', '.join(FAULT_KINDS)}")
        if any(not 0 <= rate <= 1 for rate in self.rates.values()) or sum(self.rates.values()) > 1:
            raise ValueError(f"fault rates {dict(self.rates)} must lie between 0 and 1, together at most 1")
        if not (0 <= self.latency_seconds < float("inf") and 0 <= self.jitter_seconds < float("inf")):
            raise ValueError("latency and jitter must be a finite number of seconds, not negative")

    def kind(self, path: str, nth: int) -> str | None:
        """The kind of fault that hits the `nth` request of `path`, or None."""
        if kind := self.always.get(path):
            return kind
        if not self.rates:
            return None
        drawn = self._draw("fault", path, nth=nth)
        for name, rate in sorted(self.rates.items()):
            drawn -= rate
            if drawn < 0:
                return name
        return None

    def delay_seconds(self, path: str, nth: int) -> float:
        """Seconds from the `nth` request of `path` to its answer."""
        if not self.jitter_seconds:
            return self.latency_seconds
        return self.latency_seconds + self.jitter_seconds * self._draw("delay", path, nth=nth)

    def _draw(self, purpose: str, path: str, *, nth: int) -> float:
        digest = blake2b(f"{self.seed} {purpose} {nth} {path}".encode(), digest_size=8).digest()
        return int.from_bytes(digest) / 2**64
