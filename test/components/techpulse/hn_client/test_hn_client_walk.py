"""The state of one walk, without I/O: each id at most once, whatever `kids` hold, and nothing lost."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.hn_client import HNItem, MalformedItem, MissingItem
from techpulse.hn_client.parse import parse_item
from techpulse.hn_client.walk import Answer, ThreadWalk
from techpulse.http_client import BadPayloadError, FetchError, PermanentFetchError, TransientFetchError

ROOT = 1
Outcome = HNItem | MalformedItem | MissingItem
Kids = Mapping[int, Sequence[int]]
GONE = PermanentFetchError("HTTP 403", status=403)
ILL = TransientFetchError("HTTP 503")


def answer_of(item_id: int, **fields: object) -> Answer:
    return parse_item(item_id, json.dumps({"id": item_id, "type": "comment"} | fields).encode())


def thread(kids: Kids) -> dict[int, Answer]:
    """The answers of a thread given as kids by id; who is listed twice has the first that lists it as parent."""
    parents = {kid: item_id for item_id, listed in reversed([*kids.items()]) for kid in listed}
    return {
        item_id: answer_of(
            item_id, kids=list(kids.get(item_id, ())), **({"parent": parents[item_id]} if item_id != ROOT else {})
        )
        for item_id in {*kids, *parents}
    }


def walked(
    answers: Mapping[int, Answer] | Callable[[int, int], Answer], *, stored: Kids | None = None
) -> tuple[list[Outcome], list[int]]:
    """What a walk lands, and the ids it asks for, each in order; the newest ids are asked for first."""
    asked: list[int] = []
    landed: list[Outcome] = []
    walk = ThreadWalk(ROOT, stored or {})

    def ask(ids: Iterable[int]) -> Iterator[Outcome]:
        frontier = deque(ids)
        while frontier:
            item_id = frontier.popleft()
            asked.append(item_id)
            answer = answers(item_id, asked.count(item_id)) if callable(answers) else answers.get(item_id)
            found, further = walk.settle(item_id, answer)
            frontier.extendleft(reversed(list(further)))
            if found is not None:
                yield found

    landed += ask(walk.first_ids())
    while again := walk.ask_again():
        landed += ask(again)
    return landed + walk.leftovers(), asked


def ids_of(found: Sequence[Outcome]) -> list[int]:
    return [outcome.id for outcome in found]


@st.composite
def trees(draw: st.DrawFn) -> dict[int, list[int]]:
    kids: dict[int, list[int]] = {ROOT: []}
    for item_id in range(2, draw(st.integers(2, 40))):
        kids[draw(st.sampled_from(sorted(kids)))].append(item_id)
        kids[item_id] = []
    return kids


@given(kids=trees())
def test_every_item_comes_once_when_the_thread_is_a_tree(kids: dict[int, list[int]]) -> None:
    found, asked = walked(thread(kids))
    assert sorted(ids_of(found)) == sorted(asked) == sorted(kids)


def test_old_posts_and_all_their_replies_are_asked_for_before_new_ones_when_kids_are_by_rank() -> None:
    _, asked = walked(thread({ROOT: [30, 10, 20], 10: [12, 11], 20: [21]}))
    assert asked == [ROOT, 10, 11, 12, 20, 21, 30]


@given(kids=st.dictionaries(st.integers(1, 12), st.lists(st.integers(1, 12), max_size=6)))
def test_every_reachable_id_is_asked_for_once_when_kids_hold_cycles_and_repeats(kids: dict[int, list[int]]) -> None:
    kids = {ROOT: [], **kids}
    reachable, ahead = {ROOT}, [ROOT]
    while ahead:
        new = set(kids.get(ahead.pop(), ())) - reachable
        reachable |= new
        ahead += new
    answers = {item_id: answer_of(item_id, kids=kids.get(item_id, [])) for item_id in range(1, 13)}
    found, asked = walked(answers)
    assert sorted(ids_of(found)) == sorted(asked) == sorted(reachable)


@given(kids=trees(), data=st.data())
def test_the_union_is_the_whole_thread_and_nothing_is_asked_twice_when_a_walk_is_taken_up(
    kids: dict[int, list[int]], data: st.DataObject
) -> None:
    answers = thread(kids)
    arrived, _ = walked(answers)
    landed = ids_of(arrived)[: data.draw(st.integers(0, len(arrived)))]
    found, asked = walked(answers, stored={item_id: kids[item_id] for item_id in landed})
    assert sorted(asked) == sorted(ids_of(found))
    assert sorted([*landed, *ids_of(found)]) == sorted(kids)


@pytest.mark.parametrize("parent", [2, 99, None])
def test_only_strangers_are_set_aside_when_a_kid_names_an_odd_parent(parent: int | None) -> None:
    answers = thread({1: [2], 2: [3]})
    answers[2] = answer_of(2, kids=[3], **({"parent": parent} if parent else {}))
    found, asked = walked(answers)
    assert asked == ([1, 2] if parent == 99 else [1, 2, 3])
    assert isinstance(found[1], MalformedItem if parent == 99 else HNItem)


@pytest.mark.parametrize("kind", ["story", "job", "poll"])
def test_a_kid_is_set_aside_and_not_followed_when_it_is_a_thread_of_its_own(kind: str) -> None:
    found, asked = walked(thread({1: [2, 3]}) | {2: answer_of(2, type=kind, kids=[4])})
    stranger = found[1]
    assert isinstance(stranger, MalformedItem)
    assert (asked, ids_of(found), stranger.reason) == ([1, 2, 3], [1, 2, 3], "outside thread 1: parent None")


def test_a_chain_of_fifty_thousand_replies_is_walked_to_its_end_when_fresh_or_taken_up() -> None:
    length = 50_000
    chain = {item_id: [item_id + 1] for item_id in range(1, length)}
    walk = ThreadWalk(ROOT, {})
    ids, count = walk.first_ids(), 0
    while ids:
        _, further = walk.settle(ids[0], HNItem(id=ids[0], kids=tuple(chain.get(ids[0], ()))))
        ids, count = list(further), count + 1
    assert (count, walk.leftovers()) == (length, [])
    assert ThreadWalk(ROOT, chain).first_ids() == [length]


def test_a_hundred_thousand_replies_to_one_item_are_each_asked_for_once() -> None:
    walk = ThreadWalk(ROOT, {})
    kids = tuple(range(2, 100_002))
    _, further = walk.settle(ROOT, HNItem(id=ROOT, kids=kids + kids))
    assert tuple(further) == kids


@pytest.mark.parametrize(("answer", "reason"), [(None, "the API answers null"), (GONE, "HTTP 403"), (ILL, "HTTP 503")])
def test_an_item_is_missing_with_its_reason_when_asked_twice_in_vain(answer: Answer, reason: str) -> None:
    answers = thread({1: range(2, 22)}) | {5: answer}
    found, asked = walked(answers)
    assert found[-1] == MissingItem(5, reason)
    assert asked == [*range(1, 22), 5]


@pytest.mark.parametrize("first", [None, GONE, ILL, BadPayloadError("no JSON", body=b"<html>")])
def test_an_item_and_its_kids_come_when_the_second_ask_succeeds(first: Answer) -> None:
    answers = thread({1: [2, 3], 2: [4], 4: [5]})
    found, asked = walked(lambda item_id, nth: first if (item_id, nth) == (2, 1) else answers[item_id])
    assert (ids_of(found), asked) == ([1, 3, 2, 4, 5], [1, 2, 3, 2, 4, 5])


def test_each_is_asked_twice_at_most_when_recovered_kids_fail_too() -> None:
    answers = thread({1: range(2, 30), 2: [30], 30: [31]}) | {30: None}
    found, asked = walked(lambda item_id, nth: None if (item_id, nth) == (2, 1) else answers[item_id])
    assert found[-1] == MissingItem(30, "the API answers null")
    assert [asked.count(item_id) for item_id in (2, 30, 31)] == [2, 2, 0]


def test_an_item_is_set_aside_once_when_its_second_answer_is_a_strangers() -> None:
    answers = thread({1: range(2, 22)}) | {5: answer_of(5, parent=99)}
    found, _ = walked(lambda item_id, nth: None if (item_id, nth) == (5, 1) else answers[item_id])
    assert [type(outcome) for outcome in found if outcome.id == 5] == [MalformedItem]


def test_an_item_is_set_aside_with_its_payload_when_it_never_is_json() -> None:
    found, asked = walked(thread({1: range(2, 22)}) | {5: BadPayloadError("not JSON", body=b"<html>\xff")})
    assert found[-1] == MalformedItem(5, "<html>\\xff", "not JSON")
    assert asked.count(5) == 2


def test_the_kids_of_a_malformed_item_are_walked_when_they_can_be_made_out() -> None:
    found, _ = walked(thread({1: [2], 2: [3], 3: []}) | {2: answer_of(2, by=7, kids=[3], parent=1)})
    assert [(outcome.id, type(outcome)) for outcome in found] == [(1, HNItem), (2, MalformedItem), (3, HNItem)]


@pytest.mark.parametrize("answer", [None, GONE, ILL])
def test_a_fifth_may_be_missing_and_not_one_more_when_a_thread_is_walked(answer: Answer) -> None:
    items = thread({1: range(2, 301)})
    found, _ = walked(items | dict.fromkeys(range(2, 62), answer))
    assert sum(isinstance(outcome, MissingItem) for outcome in found) == 60
    with pytest.raises(TransientFetchError, match=r"61 of 300 items of thread 1 could not be had.*; try again later"):
        walked(items | dict.fromkeys(range(2, 63), answer))


def test_the_source_is_ill_and_not_the_items_when_more_than_a_fifth_are_malformed() -> None:
    items = thread({1: range(2, 301)})
    bad = {item_id: answer_of(item_id, by=7, parent=1) for item_id in range(2, 63)}
    found, _ = walked(items | {item_id: bad[item_id] for item_id in range(2, 62)})
    assert sum(isinstance(outcome, MalformedItem) for outcome in found) == 60
    with pytest.raises(TransientFetchError, match="61 of 300 items of thread 1 could not be had or read"):
        walked(items | bad)


def test_the_walk_stops_early_when_a_fifth_has_failed_already() -> None:
    answers = thread({1: range(2, 1_001)}) | dict.fromkeys(range(2, 203), ILL)
    with pytest.raises(TransientFetchError, match="201 of 1000 items"):
        walked(lambda item_id, _: pytest.fail("went on") if item_id == 203 else answers[item_id])


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (None, TransientFetchError),
        (ILL, TransientFetchError),
        (GONE, PermanentFetchError),
        (BadPayloadError("not JSON", body=b""), BadPayloadError),
        (MalformedItem(ROOT, "{}", "id: missing"), PermanentFetchError),
    ],
)
def test_the_error_is_raised_at_once_when_the_root_itself_can_not_be_had(
    answer: Answer, kind: type[FetchError]
) -> None:
    with pytest.raises(kind):
        walked({ROOT: answer})
