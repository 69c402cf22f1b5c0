"""How each kind of fault ends: what is tried again, how often, and what the caller is told."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator
from techpulse.http_client import (
    BadPayloadError,
    FetchCounts,
    HttpClient,
    HttpPolicy,
    PermanentFetchError,
    TransientFetchError,
)
from techpulse.http_client.records import Reply

ITEM = b'{"by":"ann","id":1,"text":"hello","time":100,"type":"story"}'
PATH = "/v0/item/1.json"
QUICK = HttpPolicy(backoff_seconds=0.01, read_timeout_seconds=5, total_timeout_seconds=10)


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(HackerNewsDump({1: ITEM})) as serving:
        yield serving


def read_json(reply: Reply) -> object:
    try:
        return json.loads(reply.body)
    except ValueError as error:
        raise BadPayloadError("the answer is not JSON", body=reply.body) from error


def seed_that_faults_first_only(kind: str) -> int:
    """The seed of a plan in which the first request is hit and the second one is not."""
    plans = ((seed, Faults(rates={kind: 0.5}, seed=seed)) for seed in range(100))
    return next(seed for seed, plan in plans if plan.kind(PATH, 1) and not plan.kind(PATH, 2))


@pytest.fixture
def faulty_once(request: pytest.FixtureRequest) -> Iterator[HackerNewsSimulator]:
    plan = Faults(rates={request.param: 0.5}, seed=seed_that_faults_first_only(request.param))
    with HackerNewsSimulator(HackerNewsDump({1: ITEM}), faults=plan) as serving:
        yield serving


TRANSIENT = ["429", "500", "502", "503", "reset", "reset-mid", "short"]
UNREADABLE = ["empty", "html", "not-json", "truncated"]


@pytest.mark.parametrize("faulty_once", [*TRANSIENT, *UNREADABLE], indirect=True)
def test_the_answer_arrives_after_one_retry_when_a_fault_strikes_once(faulty_once: HackerNewsSimulator) -> None:
    with HttpClient(QUICK) as client:
        assert client.get(f"{faulty_once.base_url}/item/1.json", read_json) == json.loads(ITEM)
        assert (client.counts.requests, client.counts.retries) == (2, 1)


@pytest.mark.parametrize(
    ("faulty_once", "least_wait_seconds"), [("429-seconds", 1.0), ("429-date", 0.9)], indirect=["faulty_once"]
)
def test_the_servers_wish_is_waited_for_when_it_answers_429(
    faulty_once: HackerNewsSimulator, least_wait_seconds: float
) -> None:
    begun = time.monotonic()
    with HttpClient(QUICK) as client:
        client.get(f"{faulty_once.base_url}/item/1.json", read_json)
    assert time.monotonic() - begun >= least_wait_seconds


@pytest.mark.parametrize("kind", ["429-seconds", "429-date"])
def test_the_wait_is_cut_to_the_cap_when_the_server_wishes_a_longer_one(
    simulator: HackerNewsSimulator, kind: str
) -> None:
    simulator.faults = Faults(always={PATH: kind})
    begun = time.monotonic()
    with HttpClient(replace(QUICK, retry_after_cap_seconds=0.01)) as client, pytest.raises(TransientFetchError):
        client.get(f"{simulator.base_url}/item/1.json", read_json)
    assert time.monotonic() - begun < 3.5  # four waits of a second each without the cap


@pytest.mark.parametrize("kind", TRANSIENT)
def test_the_error_is_transient_after_five_attempts_when_a_fault_stays(
    simulator: HackerNewsSimulator, kind: str
) -> None:
    simulator.faults = Faults(always={PATH: kind})
    before = simulator.request_count
    with HttpClient(QUICK) as client:
        with pytest.raises(TransientFetchError, match=r"GET http://127\.0\.0\.1:\d+/v0/item/1\.json: "):
            client.get(f"{simulator.base_url}/item/1.json", read_json)
        assert client.counts == FetchCounts(requests=5, retries=4, bytes=0)
    assert simulator.request_count - before == 5


@pytest.mark.parametrize("kind", UNREADABLE)
def test_the_error_keeps_the_body_after_five_attempts_when_it_never_is_json(
    simulator: HackerNewsSimulator, kind: str
) -> None:
    simulator.faults = Faults(always={PATH: kind})
    with HttpClient(QUICK) as client:
        with pytest.raises(BadPayloadError) as caught:
            client.get(f"{simulator.base_url}/item/1.json", read_json)
        assert (client.counts.requests, client.counts.retries) == (5, 4)
        assert client.counts.bytes == 5 * len(caught.value.body)


@pytest.mark.parametrize("status", [401, 403])
def test_the_error_is_permanent_after_one_request_when_the_status_is_no_passing_one(
    simulator: HackerNewsSimulator, status: int
) -> None:
    simulator.faults = Faults(always={PATH: str(status)})
    with HttpClient(QUICK) as client:
        with pytest.raises(PermanentFetchError, match=f"HTTP {status}") as caught:
            client.get(f"{simulator.base_url}/item/1.json", read_json)
        assert (caught.value.status, client.counts.requests) == (status, 1)


def test_the_error_names_status_404_after_one_request_when_the_address_is_unknown(
    simulator: HackerNewsSimulator,
) -> None:
    with HttpClient(QUICK) as client:
        with pytest.raises(PermanentFetchError, match=r"/v0/nowhere: HTTP 404 Not Found; check the address$") as caught:
            client.get(f"{simulator.base_url}/nowhere", read_json)
        assert (caught.value.status, client.counts) == (404, FetchCounts(requests=1))


def test_an_error_of_the_reader_is_not_tried_again_when_it_is_no_bad_payload(simulator: HackerNewsSimulator) -> None:
    def read(_: Reply) -> None:
        raise ZeroDivisionError

    simulator.faults = Faults()
    with HttpClient(QUICK) as client:
        with pytest.raises(ZeroDivisionError):
            client.get(f"{simulator.base_url}/item/1.json", read)
        assert client.counts == FetchCounts(requests=1, bytes=len(ITEM))


def test_the_headers_come_with_the_body_whatever_their_case() -> None:
    with HackerNewsSimulator(HackerNewsDump({1: ITEM})) as simulator, HttpClient(QUICK) as client:
        kind = client.get(f"{simulator.base_url}/item/1.json", lambda reply: reply.headers.get("CONTENT-type"))
    assert kind == "application/json; charset=utf-8"


def test_a_refusal_carries_how_its_answer_begins(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(always={"/v0/item/1.json": "403"})
    with HttpClient(QUICK) as client, pytest.raises(PermanentFetchError) as refused:
        client.get(f"{simulator.base_url}/item/1.json", read_json)
    assert (refused.value.status, refused.value.body) == (403, b'{"error":"injected fault"}')
