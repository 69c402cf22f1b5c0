"""Whole threads over HTTP: every item once, also when the source is slow, ill, or the walk was interrupted."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from techpulse.hn_client import HackerNewsClient, HNItem, MalformedItem, MissingItem
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator, generate_history, read_dump
from techpulse.http_client import FetchError, HttpPolicy, TransientFetchError

QUICK = HttpPolicy(backoff_seconds=0.001, attempts=3)
RECORDED = Path(__file__).parents[4].parent / "shared" / "data" / "hackernews" / "firebase_form"
HISTORY = generate_history("2024-05", comments=300, seed=4)
THREAD = max(HISTORY.items, key=lambda item_id: len(json.loads(HISTORY.items[item_id]).get("kids", ())))
COMMENTS = sorted(item_id for item_id in HISTORY.items if "parent" in json.loads(HISTORY.items[item_id]))


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(HISTORY) as serving:
        yield serving


@pytest.fixture
def client(simulator: HackerNewsSimulator) -> Iterator[HackerNewsClient]:
    simulator.faults = Faults()
    with HackerNewsClient(simulator.base_url, policy=QUICK) as opened:
        yield opened


def path_of(item_id: int) -> str:
    return f"/v0/item/{item_id}.json"


def test_every_item_comes_once_with_its_bytes_when_a_thread_is_walked(client: HackerNewsClient) -> None:
    found = [item for item in client.walk_thread(THREAD) if isinstance(item, HNItem)]
    assert len(found) == client.counts.requests == 301
    assert {item.id: item.raw for item in found} == {key: HISTORY.items[key] for key in (THREAD, *COMMENTS)}


def test_the_items_are_the_same_when_a_tenth_of_the_requests_fails(
    simulator: HackerNewsSimulator, client: HackerNewsClient
) -> None:
    kinds = ("429", "500", "503", "reset", "reset-mid", "short", "truncated", "html", "empty", "null")
    simulator.faults = Faults(rates=dict.fromkeys(kinds, 0.01), seed=3)
    found = {item.id for item in client.walk_thread(THREAD) if isinstance(item, HNItem)}
    assert found == {THREAD, *COMMENTS}
    assert client.counts.retries > 5


@pytest.mark.parametrize("already", [1, 2, 150, 300, 301])
def test_only_the_rest_is_asked_for_when_a_walk_is_taken_up(
    simulator: HackerNewsSimulator, client: HackerNewsClient, already: int
) -> None:
    landed = [item for item in islice(client.walk_thread(THREAD), already) if isinstance(item, HNItem)]
    stored = {item.id: item.kids for item in landed}
    with HackerNewsClient(simulator.base_url) as later:
        rest = [item.id for item in later.walk_thread(THREAD, stored=stored)]
        assert later.counts.requests == len(rest) == 301 - already
    assert sorted([*stored, *rest]) == sorted({THREAD, *COMMENTS})


def test_the_tenth_that_fails_for_ever_is_missing_and_the_rest_comes_when_the_source_is_poorly(
    simulator: HackerNewsSimulator, client: HackerNewsClient
) -> None:
    gone = [key for key in COMMENTS if "kids" not in json.loads(HISTORY.items[key])][:40]
    kinds = ("null", "401", "403", "500")
    simulator.faults = Faults(always={path_of(key): kinds[place % 4] for place, key in enumerate(gone)})
    before = simulator.requests
    found = list(client.walk_thread(THREAD))
    asked = simulator.requests - before
    assert {item.id for item in found[-40:] if isinstance(item, MissingItem)} == set(gone)
    assert {item.id for item in found[:-40] if isinstance(item, HNItem)} == {THREAD, *COMMENTS} - set(gone)
    assert [asked[path_of(key)] for key in gone[:4]] == [2, 2, 2, 2 * QUICK.attempts]


def test_the_payload_is_set_aside_when_an_answer_never_is_json(
    simulator: HackerNewsSimulator, client: HackerNewsClient
) -> None:
    simulator.faults = Faults(always={path_of(COMMENTS[-1]): "not-json"})
    *_, last = client.walk_thread(THREAD)
    assert isinstance(last, MalformedItem)
    assert (last.id, last.payload) == (COMMENTS[-1], "this is not JSON")


@pytest.mark.parametrize("kind", ["null", "503", "401", "html"])
def test_the_error_is_raised_and_nothing_comes_when_the_root_can_not_be_had(
    simulator: HackerNewsSimulator, client: HackerNewsClient, kind: str
) -> None:
    simulator.faults = Faults(always={path_of(THREAD): kind})
    with pytest.raises(FetchError) as caught:
        next(client.walk_thread(THREAD))
    assert caught.value.may_pass == (kind != "401")


def test_the_error_may_pass_when_more_than_a_fifth_is_missing(
    simulator: HackerNewsSimulator, client: HackerNewsClient
) -> None:
    simulator.faults = Faults(always={path_of(key): "null" for key in COMMENTS[-100:]})
    with pytest.raises(
        TransientFetchError, match="more than a fifth: Hacker News is ill, or has changed; try again later"
    ):
        list(client.walk_thread(THREAD))


def test_a_long_chain_of_replies_is_walked_to_its_end_when_each_is_known_by_the_last() -> None:
    chain = {key: json.dumps({"id": key, "kids": [key + 1]}).encode() for key in range(1, 1_000)}
    with (
        HackerNewsSimulator(HackerNewsDump(chain | {1_000: b'{"id":1000}'})) as simulator,
        HackerNewsClient(simulator.base_url) as client,
    ):
        assert [item.id for item in client.walk_thread(1)] == list(range(1, 1_001))


def test_every_recorded_item_comes_once_with_its_bytes_when_a_real_thread_is_walked() -> None:
    path = RECORDED / "2024-09_41425910.from_html.ndjson.gz"
    if not path.exists():
        pytest.skip(f"the recorded thread is not here: {path}")
    recorded = read_dump([path]).items
    with HackerNewsSimulator(HackerNewsDump(recorded)) as simulator, HackerNewsClient(simulator.base_url) as client:
        found = list(client.walk_thread(41425910))
    assert len(found) == len(recorded)
    assert {item.id: item.raw for item in found if isinstance(item, HNItem)} == recorded
