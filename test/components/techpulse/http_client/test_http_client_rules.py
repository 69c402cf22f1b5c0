"""The pure rules of trying again: which answers may pass, what `Retry-After` says, how long we wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tenacity import AsyncRetrying, Future, RetryCallState

from techpulse.http_client import BadPayloadError, FetchError, HttpPolicy, PermanentFetchError, TransientFetchError
from techpulse.http_client.retries import is_passing_status, may_pass, retry_after_seconds, wait_seconds

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def waited(policy: HttpPolicy, attempt: int, *, error: Exception) -> float:
    state = RetryCallState(AsyncRetrying(), None, (), {})
    state.attempt_number = attempt
    state.outcome = Future.construct(attempt, error, has_exception=True)
    return wait_seconds(policy, state)


@given(status=st.integers(100, 599))
def test_a_status_passes_when_it_is_408_425_429_or_5xx(status: int) -> None:
    assert is_passing_status(status) == (status in {408, 425, 429} or status // 100 == 5)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TransientFetchError("reset"), True),
        (BadPayloadError("no JSON", body=b""), True),
        (PermanentFetchError("gone", status=404), False),
        (FetchError("unknown"), False),
        (ValueError("a defect"), False),
    ],
)
def test_only_what_may_pass_is_tried_again_when_an_attempt_fails(error: Exception, expected: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert may_pass(error) is expected


@given(seconds=st.integers(min_value=0))
def test_the_wish_is_its_seconds_when_retry_after_is_a_number(seconds: int) -> None:
    assert retry_after_seconds({"retry-after": f" {seconds} "}, now=NOW) == float(seconds)


@given(ahead=st.timedeltas(timedelta(days=-3650), timedelta(days=3650)))
def test_the_wish_is_the_time_until_then_but_never_negative_when_retry_after_is_a_date(ahead: timedelta) -> None:
    until = (NOW + ahead).replace(microsecond=0)
    wish = retry_after_seconds({"retry-after": format_datetime(until, usegmt=True)}, now=NOW)
    assert wish == max(0.0, (until - NOW).total_seconds())


@pytest.mark.parametrize("wish", ["", "soon", "-5", "1.5", "²", "Sat, 99 Nov 2026 12:00:00 GMT", "inf"])
def test_there_is_no_wish_when_retry_after_is_neither_number_nor_date(wish: str) -> None:
    assert retry_after_seconds({"retry-after": wish}, now=NOW) is None


def test_there_is_no_wish_when_retry_after_is_absent() -> None:
    assert retry_after_seconds({}, now=NOW) is None


@given(wish=st.text() | st.from_regex(r"\w{3}, \d+ (Jan|Dec) \d+ \d+:\d+:\d+ ([+-]\d+|GMT|-0000)", fullmatch=True))
@example(wish="9" * 400)
@example(wish="Mon, 01 Jan 99999999999999999999 00:00:00 GMT")
@example(wish="Mon, 01 Jan 0001 00:00:00 +9999")
@example(wish="Mon, 01 Jan 2026 00:00:00 +99999999999999999999")
@example(wish="Sat, 21 Nov 2026 12:00:00 -0000")
def test_a_wish_is_never_negative_and_never_an_error_when_retry_after_is_anything(wish: str) -> None:
    seconds = retry_after_seconds({"retry-after": wish}, now=NOW)
    assert seconds is None or seconds >= 0


@given(attempt=st.integers(1, 20), backoff=st.floats(0.001, 10), cap=st.floats(0.001, 100))
def test_our_wait_stays_below_the_doubling_bound_and_its_cap_when_the_server_wishes_nothing(
    attempt: int, backoff: float, cap: float
) -> None:
    policy = HttpPolicy(backoff_seconds=backoff, backoff_cap_seconds=cap)
    assert 0 <= waited(policy, attempt, error=TransientFetchError("503")) <= min(cap, backoff * 2 ** (attempt - 1))


def test_our_waits_fill_the_whole_range_when_many_are_drawn() -> None:
    policy = HttpPolicy(backoff_seconds=1.0, backoff_cap_seconds=4.0)
    waits = [waited(policy, 5, error=BadPayloadError("html", body=b"")) for _ in range(2_000)]
    assert min(waits) < 0.4
    assert max(waits) > 3.6


@given(wish=st.floats(0, 1e9), cap=st.floats(0, 1e4))
def test_the_wait_is_the_servers_wish_up_to_the_cap_when_it_has_one(wish: float, cap: float) -> None:
    policy = HttpPolicy(retry_after_cap_seconds=cap)
    assert waited(policy, 1, error=TransientFetchError("429", retry_after_seconds=wish)) == min(wish, cap)
