"""The hiring thread of each month is found, in few requests, among all that the account ever submitted."""

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from random import Random
from statistics import mean
from typing import Protocol

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.hn_client import HackerNewsClient, HNItem
from techpulse.hn_client.threads import THREADS_BY_OTHERS, ThreadFinder, month_of_title
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator
from techpulse.http_client import FetchError, HttpPolicy

logger = logging.getLogger(__name__)

MOST_REQUESTS = 25
QUICK = HttpPolicy(backoff_seconds=0.001, attempts=2)


class ThreadIndex(Protocol):
    @property
    def stories(self) -> Mapping[int, dict[str, object]]: ...
    @property
    def kinds(self) -> Mapping[int, str]: ...
    @property
    def threads(self) -> Mapping[date, int]: ...


class Account:
    """What the account submitted, without HTTP; counts what is asked of it."""

    def __init__(self, items: Mapping[int, HNItem | None]) -> None:
        self.items = items
        self.requests = 1  # the list itself

    def fetch(self, ids: Sequence[int]) -> Mapping[int, HNItem | None]:
        self.requests += len(ids)
        return {item_id: self.items[item_id] for item_id in ids}

    def finder(self) -> ThreadFinder:
        return ThreadFinder(self.items, self.fetch)


def account_of(index: ThreadIndex, *, others: Mapping[int, HNItem | None]) -> Account:
    own = (story for story in index.stories.values() if story["by"] == "whoishiring")
    return Account({**{item.id: item for item in map(parsed, own)}, **others})


def parsed(record: dict[str, object]) -> HNItem:
    return HNItem.model_validate_json(json.dumps(record))


def own_months(index: ThreadIndex) -> list[date]:
    return [month for month in index.threads if month not in THREADS_BY_OTHERS]


def comments_between(index: ThreadIndex, *, number: int, seed: int) -> dict[int, HNItem | None]:
    """The account's comments, scattered over its years, each with a time that befits its id."""
    random, ids = Random(seed), sorted(index.stories)
    comments: dict[int, HNItem | None] = {}
    while len(comments) < number:
        place = random.randrange(len(ids) - 1)
        before, after = index.stories[ids[place]], index.stories[ids[place + 1]]
        share, gap = random.random(), ids[place + 1] - ids[place]
        item_id = ids[place] + round(share * gap)
        time = round(int(str(before["time"])) * (1 - share) + int(str(after["time"])) * share)
        if item_id not in index.stories:
            comments[item_id] = parsed({"by": "whoishiring", "id": item_id, "time": time, "type": "comment"})
    return comments


@pytest.fixture(scope="module")
def simulator(index: ThreadIndex) -> Iterator[HackerNewsSimulator]:
    items = {item_id: json.dumps(story).encode() for item_id, story in index.stories.items()}
    with HackerNewsSimulator(HackerNewsDump(items)) as serving:
        yield serving


def test_every_months_thread_is_found_in_few_requests_when_a_fresh_client_looks(
    simulator: HackerNewsSimulator, index: ThreadIndex
) -> None:
    found: dict[date, int | None] = {}
    requests: list[int] = []
    for month in index.threads:
        with HackerNewsClient(simulator.base_url) as client:
            found[month] = client.find_thread(month)
            requests.append(client.counts.requests)
    logger.info("requests a month: at most %d, on average %.1f", max(requests), mean(requests))
    assert found == index.threads
    assert max(requests) <= MOST_REQUESTS


def test_later_months_cost_fewer_requests_when_one_client_looks_for_several(
    simulator: HackerNewsSimulator, index: ThreadIndex
) -> None:
    months = own_months(index)
    with HackerNewsClient(simulator.base_url) as client:
        costs = []
        for month in (months[60], months[61], months[60]):
            before = client.counts.requests
            assert client.find_thread(month) == index.threads[month]
            costs.append(client.counts.requests - before)
    assert costs[0] > costs[1] > costs[2] == 0


@pytest.mark.parametrize("number", [100, 400, 800])
def test_every_months_thread_is_found_in_few_requests_when_comments_lie_between(
    index: ThreadIndex, number: int
) -> None:
    requests = []
    comments = comments_between(index, number=number, seed=number)
    for month in own_months(index):
        account = account_of(index, others=comments)
        assert account.finder().find(month) == index.threads[month]
        requests.append(account.requests)
    logger.info("requests a month: at most %d, on average %.1f", max(requests), mean(requests))
    assert max(requests) <= MOST_REQUESTS


@pytest.mark.parametrize("seed", range(3))
def test_every_months_thread_is_found_in_few_requests_when_some_of_the_other_ids_answer_null(
    index: ThreadIndex, seed: int
) -> None:
    random = Random(seed)
    siblings = sorted(set(index.stories) - set(index.threads.values()))
    silent = dict.fromkeys(random.sample(siblings, len(siblings) // 3))
    for month in own_months(index):
        account = account_of(index, others=silent)
        assert account.finder().find(month) == index.threads[month]
        assert account.requests <= MOST_REQUESTS


@pytest.mark.parametrize("flag", ["dead", "deleted"])
def test_the_living_thread_is_found_when_a_dead_false_start_has_more_comments(index: ThreadIndex, flag: str) -> None:
    month = date(2019, 9, 1)
    false_start = index.stories[20867123] | {"id": 20859469, "time": 1567432800, "descendants": 2_000, flag: True}
    account = account_of(index, others={20859469: parsed(false_start)})
    assert account.finder().find(month) == 20867123


def test_the_thread_with_more_comments_is_found_when_both_live(index: ThreadIndex) -> None:
    month = date(2019, 9, 1)
    false_start = index.stories[20867123] | {"id": 20859469, "time": 1567432800, "descendants": 3}
    account = account_of(index, others={20859469: parsed(false_start)})
    assert account.finder().find(month) == 20867123


@pytest.mark.parametrize(("month", "thread_id"), THREADS_BY_OTHERS.items())
def test_the_thread_is_found_in_one_request_when_another_account_posted_it(month: date, thread_id: int) -> None:
    story = {"id": thread_id, "type": "story", "title": f"Ask HN: Who is hiring? ({month:%B %Y})", "by": "other"}
    with (
        HackerNewsSimulator(HackerNewsDump({thread_id: json.dumps(story).encode()})) as serving,
        HackerNewsClient(serving.base_url) as client,
    ):
        assert client.find_thread(month) == thread_id
        assert client.counts.requests == 1


@pytest.mark.parametrize("month", [date(2007, 2, 1), date(2011, 3, 1), date(2026, 10, 1), date(2099, 1, 1)])
def test_there_is_no_thread_when_the_month_has_none(simulator: HackerNewsSimulator, month: date) -> None:
    with HackerNewsClient(simulator.base_url) as client:
        assert client.find_thread(month) is None
        assert client.counts.requests <= MOST_REQUESTS


def test_there_is_no_thread_when_the_months_own_was_never_posted_amid_others(index: ThreadIndex) -> None:
    for month in own_months(index)[10::25]:
        account = account_of(index, others={})
        account.items = {key: item for key, item in account.items.items() if key != index.threads[month]}
        assert account.finder().find(month) is None


def test_there_is_no_thread_when_the_account_is_unknown_or_has_submitted_nothing() -> None:
    with HackerNewsSimulator(HackerNewsDump({})) as serving, HackerNewsClient(serving.base_url) as client:
        assert client.find_thread(date(2020, 1, 1)) is None
    assert ThreadFinder([], lambda _: {}).find(date(2020, 1, 1)) is None


@pytest.mark.parametrize("kind", ["503", "reset", "html"])
@pytest.mark.parametrize("path", ["/v0/user/whoishiring.json", "/v0/item/{thread_id}.json"])
def test_the_error_is_raised_instead_of_nothing_found_when_it_may_pass(
    simulator: HackerNewsSimulator, index: ThreadIndex, kind: str, path: str
) -> None:
    month = date(2019, 9, 1)
    simulator.faults = Faults(always={path.format(thread_id=index.threads[month]): kind})
    with HackerNewsClient(simulator.base_url, policy=QUICK) as client, pytest.raises(FetchError) as caught:
        client.find_thread(month)
    simulator.faults = Faults()
    assert caught.value.may_pass


@pytest.mark.parametrize("kind", ["null", "401", "403"])
@pytest.mark.parametrize("month", [date(2011, 7, 1), date(2019, 9, 1)])
def test_the_month_is_in_doubt_and_not_without_a_thread_when_its_thread_is_not_to_be_had(
    simulator: HackerNewsSimulator, index: ThreadIndex, month: date, kind: str
) -> None:
    thread_id = THREADS_BY_OTHERS.get(month) or index.threads[month]
    simulator.faults = Faults(always={f"/v0/item/{thread_id}.json": kind})
    with HackerNewsClient(simulator.base_url, policy=QUICK) as client, pytest.raises(FetchError):
        client.find_thread(month)
    simulator.faults = Faults()


def test_a_title_names_its_month_when_it_is_a_hiring_threads_and_none_otherwise(index: ThreadIndex) -> None:
    named = {
        item_id: month
        for item_id, story in index.stories.items()
        if (month := month_of_title(str(story["title"]))) is not None
    }
    assert {index.kinds[item_id] for item_id in named} == {"hiring"}
    assert sum(kind == "hiring" for kind in index.kinds.values()) == len(named)
    assert {month: item_id for item_id, month in named.items()}.keys() == index.threads.keys()


@pytest.mark.parametrize(
    ("title", "month"),
    [
        ("Ask HN: Who is Hiring? (April 2011)", date(2011, 4, 1)),
        ("Ask HN: Who Is Hiring? (October 2012) ", date(2012, 10, 1)),
        ("Ask HN: Who is hiring? (December 2012) ", date(2012, 12, 1)),
        ("Ask HN: Who is hiring? (September 2026)", date(2026, 9, 1)),
        (" Ask HN: Freelancer? Seeking freelancer? (February 2012)", None),
        ("Ask HN: Who wants to be hired? (May 2020)", None),
        ("Ask HN: Who is meeting up? (December 2012)", None),
        ("Ask HN: Who is hiring right now?", None),
        ("Ask HN: Should we agree that this account will submit all Who is Hiring posts?", None),
        ("Show HN: Who is hiring refugees? Or, hacking visas to help refugees", None),
        ("Ask HN: Who is hiring? (Smarch 2020)", None),
        ("Ask HN: Who is hiring? (May 0000)", None),
        ("Ask HN: Who is hiring? (May 2020) [closed]", None),
        ("", None),
    ],
)
def test_a_title_names_a_month_or_none_when_it_is_one_of_the_known_ones(title: str, month: date | None) -> None:
    assert month_of_title(title) == month


@given(title=st.text() | st.from_regex(r"(Ask HN: )?Who is hiring\? \(\w+ \d{4}\)"))
def test_a_title_never_is_an_error_when_it_is_anything(title: str) -> None:
    month = month_of_title(title)
    assert month is None or month.day == 1
