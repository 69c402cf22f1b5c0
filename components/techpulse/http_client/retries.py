"""When to try a GET again, and how long to wait first.

Belongs here: pure rules over errors, headers and attempt numbers. Does not: the GET itself.
"""

import random
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import RetryCallState

from techpulse.http_client.errors import FetchError, TransientFetchError
from techpulse.http_client.records import HttpPolicy

_PASSING_STATUSES = frozenset({408, 425, 429})


def is_passing_status(status: int) -> bool:
    """Whether an HTTP status may be gone at the next try: 408, 425, 429 and every 5xx."""
    return status in _PASSING_STATUSES or 500 <= status <= 599  # noqa: PLR2004 - 5xx is the statuses' own name


def may_pass(error: BaseException) -> bool:
    """Whether trying again can help against this error."""
    return isinstance(error, FetchError) and error.may_pass


def retry_after_seconds(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """The seconds that `Retry-After` asks for, from its number or its HTTP date; None where it says nothing.

    Source: RFC 9110, section 10.2.3. A date in the past gives 0.
    """
    wish = headers.get("retry-after", "").strip()
    if wish.isascii() and wish.isdigit():
        return float(wish)
    try:
        moment = parsedate_to_datetime(wish)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def wait_seconds(policy: HttpPolicy, state: RetryCallState) -> float:
    """The wait before the next attempt: the server's wish, capped, else full jitter on a doubling bound."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, TransientFetchError) and error.retry_after_seconds is not None:
        return min(error.retry_after_seconds, policy.retry_after_cap_seconds)
    bound = min(policy.backoff_cap_seconds, policy.backoff_seconds * 2.0 ** (state.attempt_number - 1))
    return random.uniform(0.0, bound)  # noqa: S311 - jitter spreads load, it guards nothing
