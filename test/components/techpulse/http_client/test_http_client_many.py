"""Many GETs at once: their order, their number, how far they run ahead of the consumer, and how they end."""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from http.server import BaseHTTPRequestHandler
from itertools import islice, pairwise
from threading import Event

import pytest

from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator
from techpulse.http_client import FetchError, HttpClient, HttpPolicy, PermanentFetchError
from techpulse.http_client.overlap import MOST_AHEAD_BYTES, MOST_AHEAD_ITEMS
from techpulse.http_client.records import Reply

Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], str]
Settled = tuple[int | None, Iterable[int]]
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(HackerNewsDump({})) as serving:
        yield serving


def key_of(key: int, _: Reply) -> int:
    return key


def handed_on(_: int, answer: int | FetchError) -> Settled:
    return (None if isinstance(answer, FetchError) else answer), ()


def fetched(
    client: HttpClient,
    simulator: HackerNewsSimulator,
    keys: Iterable[int],
    *,
    settle: Callable[[int, int | FetchError], Settled] = handed_on,
) -> Iterator[int]:
    return client.get_each(keys, lambda key: f"{simulator.base_url}/item/{key}.json", read=key_of, settle=settle)


def is_still(simulator: HackerNewsSimulator) -> bool:
    """Whether requests cease to come, after those already on their way."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        before = simulator.request_count
        time.sleep(0.2)
        if simulator.request_count == before:
            return True
    return False


def test_every_key_gives_its_result_once_when_all_answer(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults()
    with HttpClient() as client:
        assert sorted(fetched(client, simulator, range(300))) == list(range(300))
        assert (client.counts.requests, client.counts.bytes) == (300, 300 * len(b"null"))


def test_nothing_is_fetched_and_nothing_waited_for_when_there_are_no_keys(simulator: HackerNewsSimulator) -> None:
    with HttpClient() as client:
        assert list(fetched(client, simulator, [])) == []
        assert client.counts.requests == 0


@pytest.mark.parametrize("most", [1, 3, 20])
def test_as_many_requests_as_there_are_connections_are_in_flight_when_there_is_enough_to_fetch(most: int) -> None:
    with (
        HackerNewsSimulator(HackerNewsDump({}), faults=Faults(latency_seconds=0.05)) as simulator,
        HttpClient(HttpPolicy(max_connections=most)) as client,
    ):
        assert len(list(fetched(client, simulator, range(4 * most)))) == 4 * most
        assert simulator.max_in_flight == most


def test_further_keys_come_before_the_older_ones_when_an_answer_names_them(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults()
    further = {1: [11, 12], 11: [111]}
    with HttpClient(HttpPolicy(max_connections=1)) as client:
        found = fetched(client, simulator, [1, 2, 3], settle=lambda key, _: (key, further.get(key, ())))
        assert list(found) == [1, 11, 111, 12, 2, 3]


def test_results_arrive_while_others_are_under_way_when_one_is_slow(serve: Serve) -> None:
    may_answer = Event()

    def respond(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/0":
            may_answer.wait(30)
        handler.send_error(404)

    origin = serve(respond)
    with HttpClient() as client:
        found = client.get_each(range(5), lambda key: f"{origin}/{key}", read=key_of, settle=lambda key, _: (key, ()))
        early = set(islice(found, 4))
        may_answer.set()
        assert (early, list(found)) == ({1, 2, 3, 4}, [0])


def test_the_error_is_what_settle_sees_when_a_key_can_not_be_had(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(always={"/v0/item/2.json": "403"})
    errors: dict[int, FetchError] = {}

    def settle(key: int, answer: int | FetchError) -> Settled:
        if isinstance(answer, FetchError):
            errors[key] = answer
        return handed_on(key, answer)

    with HttpClient() as client:
        assert sorted(fetched(client, simulator, [1, 2, 3], settle=settle)) == [1, 3]
    assert [(key, type(error)) for key, error in errors.items()] == [(2, PermanentFetchError)]


@pytest.mark.parametrize("is_late", [False, True])
def test_the_consumer_gets_the_error_and_nothing_is_logged_when_settle_raises(
    simulator: HackerNewsSimulator, caplog: pytest.LogCaptureFixture, *, is_late: bool
) -> None:
    def further_keys() -> Iterator[int]:
        raise ZeroDivisionError
        yield 1

    def settle(key: int, _: int | FetchError) -> Settled:
        return (key, further_keys()) if is_late else (key, list(further_keys()))

    simulator.faults = Faults()
    with caplog.at_level(logging.WARNING), HttpClient() as client, pytest.raises(ZeroDivisionError):
        list(fetched(client, simulator, range(100), settle=settle))
    assert caplog.messages == []
    assert is_still(simulator)


def test_requests_cease_when_the_consumer_leaves_early() -> None:
    with (
        HackerNewsSimulator(HackerNewsDump({}), faults=Faults(latency_seconds=0.01)) as simulator,
        HttpClient() as client,
    ):
        for _ in fetched(client, simulator, range(10**6)):
            break
        assert is_still(simulator)
        assert simulator.request_count < 10_000
        assert list(fetched(client, simulator, [7])) == [7]


def test_fetching_pauses_at_most_a_bounded_number_ahead_and_then_goes_on_when_the_consumer_is_slow() -> None:
    keys = range(MOST_AHEAD_ITEMS + 1_000)
    with HackerNewsSimulator(HackerNewsDump({})) as simulator, HttpClient() as client:
        found = fetched(client, simulator, keys)
        first = next(found)
        deadline = time.monotonic() + 30
        while simulator.request_count < MOST_AHEAD_ITEMS and time.monotonic() < deadline:
            time.sleep(0.05)
        assert is_still(simulator)
        assert MOST_AHEAD_ITEMS <= simulator.request_count <= MOST_AHEAD_ITEMS + 1 + HttpPolicy().max_connections
        assert sorted([first, *found]) == list(keys)


def test_fetching_pauses_at_a_bounded_size_ahead_and_then_goes_on_when_bodies_are_large() -> None:
    large = {key: bytes(4 * MEBIBYTE) for key in range(30)}
    with (
        HackerNewsSimulator(HackerNewsDump(large)) as simulator,
        HttpClient(HttpPolicy(max_connections=2)) as client,
    ):
        found = fetched(client, simulator, large)
        first = next(found)
        assert is_still(simulator)
        assert simulator.request_count * 4 * MEBIBYTE <= MOST_AHEAD_BYTES + (1 + 2) * 4 * MEBIBYTE
        assert sorted([first, *found]) == list(large)


def test_fetching_goes_on_when_each_body_alone_is_more_than_may_lie_ahead() -> None:
    large = {key: bytes(MOST_AHEAD_BYTES + 1) for key in range(4)}
    policy = HttpPolicy(max_connections=1, max_response_bytes=2 * MOST_AHEAD_BYTES)
    with HackerNewsSimulator(HackerNewsDump(large)) as simulator, HttpClient(policy) as client:
        assert sorted(fetched(client, simulator, large)) == list(large)


def test_starts_are_spaced_evenly_when_a_pace_is_set(serve: Serve) -> None:
    starts: list[float] = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        starts.append(time.monotonic())
        handler.send_error(404)

    origin = serve(respond)
    begun = time.monotonic()
    with HttpClient(HttpPolicy(requests_per_second=20)) as client:
        list(client.get_each(range(11), lambda key: f"{origin}/{key}", read=key_of, settle=lambda key, _: (key, ())))
    assert time.monotonic() - begun >= 0.5
    gaps = sorted(later - earlier for earlier, later in pairwise(sorted(starts)))
    assert gaps[len(gaps) // 2] > 0.02  # 0.05 but for the noise of a busy machine


def test_retries_keep_the_pace_too_when_a_pace_is_set(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(always={"/v0/item/1.json": "503"})
    begun = time.monotonic()
    with HttpClient(HttpPolicy(requests_per_second=20, backoff_seconds=0)) as client:
        assert list(fetched(client, simulator, [1])) == []
    assert time.monotonic() - begun >= 0.2
