"""The values that cross this brick's face: how to behave, and what it cost.

Belongs here: frozen records with their defaults. Does not: anything that acts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpPolicy:
    """How a client behaves towards one source.

    `max_connections` is also the number of requests in flight. `requests_per_second` spaces out the starts
    of requests; None sets no pace. `total_timeout_seconds` bounds one attempt from the first byte sent to the
    last received, since a read timeout alone lets a dripping server hold on for ever. A wait that the server
    asks for (`Retry-After`) is honoured up to `retry_after_cap_seconds`; our own waits are drawn evenly from 0
    to `backoff_seconds` × 2ⁿ, at most `backoff_cap_seconds`. `idle_connections` are kept for later requests; None
    keeps them all. `http2` offers HTTP/2 to a server that speaks TLS; many requests then share one connection.
    `headers` go with every request, over `Accept: application/json`. `contact_email`, for a server that asks for one,
    stands behind `contact_url` in the User-Agent.
    """

    connect_timeout_seconds: float = 10.0
    read_timeout_seconds: float = 30.0
    total_timeout_seconds: float = 60.0
    max_connections: int = 20
    idle_connections: int | None = None
    http2: bool = False
    requests_per_second: float | None = None
    attempts: int = 5
    backoff_seconds: float = 0.5
    backoff_cap_seconds: float = 10.0
    retry_after_cap_seconds: float = 60.0
    max_response_bytes: int = 16 * MEBIBYTE
    headers: tuple[tuple[str, str], ...] = ()
    contact_url: str = "https://github.com/techpulse-lake/techpulse"
    contact_email: str | None = None


class Reply(NamedTuple):
    """The answer to one GET that went well; `headers` are looked up in any case.

    The status is 200; or 304, with an empty body, where the request asked for the page only if it has changed.
    """

    body: bytes
    headers: Mapping[str, str]
    status: int = 200


@dataclass(slots=True)
class FetchCounts:
    """What fetching has cost the source so far: requests sent (retries among them), retries, body bytes read.

    The one record here that changes: whoever hands it to a fetch can read it while that goes on.
    """

    requests: int = 0
    retries: int = 0
    bytes: int = 0
