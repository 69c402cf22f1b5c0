"""One polite GET for every source: timeouts, retries, limits, and errors sorted by remedy.

Belongs here: how TechPulse talks HTTP. Does not: what any one source's addresses or answers mean.
"""

from techpulse.http_client.client import HttpClient
from techpulse.http_client.errors import (
    BadPayloadError,
    FetchError,
    PermanentFetchError,
    TransientFetchError,
)
from techpulse.http_client.records import FetchCounts, HttpPolicy

__all__ = [
    "BadPayloadError",
    "FetchCounts",
    "FetchError",
    "HttpClient",
    "HttpPolicy",
    "PermanentFetchError",
    "TransientFetchError",
]
