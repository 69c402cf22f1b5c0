"""The single calls and lists, against a server in the real API's shape."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from techpulse.hn_client import HackerNewsClient, HNItem, HNUser, MalformedItem, MissingItem
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator, generate_history
from techpulse.http_client import BadPayloadError, FetchError, HttpPolicy, TransientFetchError

QUICK = HttpPolicy(backoff_seconds=0.001)
STORY = b'{"by":"ann","id":1,"score":9,"time":100,"title":"Ask HN: Why?","type":"story","url":""}'
JOB = b'{"by":"bob","id":2,"time":200,"title":"A job","type":"job"}'
ITEMS = {1: STORY, 2: JOB, 3: b'{"id":3,"by":7,"kids":[4]}', 5: b"{broken"}


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(HackerNewsDump(ITEMS)) as serving:
        yield serving


@pytest.fixture
def client(simulator: HackerNewsSimulator) -> Iterator[HackerNewsClient]:
    simulator.faults = Faults()
    with HackerNewsClient(simulator.base_url + "/", policy=QUICK) as opened:
        yield opened


def test_an_item_is_typed_and_keeps_its_bytes_when_it_exists(client: HackerNewsClient) -> None:
    item = client.get_item(1)
    assert item is not None
    assert (item.id, item.by, item.url, item.raw) == (1, "ann", "", STORY)


def test_there_is_no_item_when_its_id_is_unknown(client: HackerNewsClient) -> None:
    assert client.get_item(404) is None


@pytest.mark.parametrize(("item_id", "requests"), [(3, 1), (5, 5)])
def test_the_error_keeps_the_payload_when_the_answer_is_no_item(
    client: HackerNewsClient, item_id: int, requests: int
) -> None:
    with pytest.raises(BadPayloadError, match=f"item {item_id}") as caught:
        client.get_item(item_id)
    assert (caught.value.body, client.counts.requests) == (ITEMS[item_id], requests)


def test_a_user_is_typed_when_there_is_one_and_none_otherwise(client: HackerNewsClient) -> None:
    user = client.get_user("ann")
    assert isinstance(user, HNUser)
    assert (user.id, user.submitted) == ("ann", (1,))
    assert client.get_user("nobody") is None


def test_lists_and_greatest_id_are_the_apis_own_when_asked_for(client: HackerNewsClient) -> None:
    assert client.get_max_item() == 5
    assert [client.get_stories(ranking) for ranking in ("top", "new", "best", "ask", "show", "job")] == [
        (1,), (1,), (1,), (1,), (), (2,),
    ]  # fmt: skip


def test_every_id_has_its_outcome_when_many_are_asked_for(
    simulator: HackerNewsSimulator, client: HackerNewsClient
) -> None:
    simulator.faults = Faults(always={"/v0/item/2.json": "403", "/v0/item/6.json": "503"})
    found = {outcome.id: outcome for outcome in client.get_items([1, 2, 3, 4, 5, 6])}
    kinds = [HNItem, MissingItem, MalformedItem, MissingItem, MalformedItem, MissingItem]
    assert [type(found[item_id]) for item_id in range(1, 7)] == kinds
    assert found[4] == MissingItem(4, "the API answers null")
    assert isinstance(found[2], MissingItem)
    assert "HTTP 403 Forbidden" in found[2].reason
    assert isinstance(found[5], MalformedItem)
    assert found[5].payload == "{broken"


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.get_item(1),
        lambda client: client.get_items([1]),
        lambda client: client.get_user("ann"),
        lambda client: client.get_max_item(),
        lambda client: client.get_stories("top"),
        lambda client: client.find_thread(date(2020, 1, 1)),
        lambda client: list(client.walk_thread(1)),
    ],
)
def test_the_error_says_to_use_with_when_the_client_is_not_open(call: Callable[[HackerNewsClient], object]) -> None:
    with pytest.raises(FetchError, match="use it inside `with … as client:`"):
        call(HackerNewsClient())


def test_the_error_may_pass_when_the_read_timeout_ends_a_stall() -> None:
    with (
        HackerNewsSimulator(HackerNewsDump({}), faults=Faults(always={"/v0/item/1.json": "stall"})) as simulator,
        HackerNewsClient(simulator.base_url, read_timeout=0.1, policy=HttpPolicy(attempts=1)) as client,
        pytest.raises(TransientFetchError, match=r"nothing came for 0\.1 s"),
    ):
        client.get_item(1)


def test_the_counts_are_those_of_the_requests_when_items_were_read() -> None:
    items = generate_history("2026-10", comments=50).items
    with HackerNewsSimulator(HackerNewsDump(items)) as simulator, HackerNewsClient(simulator.base_url) as client:
        assert {outcome.id for outcome in client.get_items(items)} == items.keys()
        assert client.counts.requests == simulator.request_count == len(items)
        assert client.counts.bytes == sum(map(len, items.values()))
