"""OpenParliament's addresses: paging, filters, single bills, and what it refuses."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.answer_server import Faults
from techpulse.parliament_simulator import Parliament, ParliamentSimulator, generate_parliament

Ask = Callable[[str, str], Any]


@pytest.fixture(scope="module")
def parliament() -> Parliament:
    return generate_parliament({"45-1": 33, "44-2": 15, "44-1": 9}, seed=4)


@pytest.fixture(scope="module")
def simulator(parliament: Parliament) -> Iterator[ParliamentSimulator]:
    with ParliamentSimulator(parliament) as serving:
        yield serving


def numbers(reply: Any) -> list[tuple[str, str]]:
    return [(bill["session"], bill["number"]) for bill in reply.json["objects"]]


def walk(ask: Ask, origin: str, target: str | None) -> list[tuple[str, str]]:
    """All bills of a list, page after page."""
    found = []
    while target:
        reply = ask(origin, target)
        found += numbers(reply)
        target = reply.json["pagination"]["next_url"]
    return found


def test_government_bills_of_the_oldest_session_come_first_when_all_are_listed(
    simulator: ParliamentSimulator, ask: Ask
) -> None:
    found = numbers(ask(simulator.origin, "/bills/?limit=500"))
    is_private = [int(number.strip("CSA-")) >= 200 for _, number in found]
    assert is_private == sorted(is_private)
    for kind in (True, False):
        sessions = [session for (session, _), private in zip(found, is_private, strict=True) if private is kind]
        assert sessions == sorted(sessions)
        assert set(sessions) == {"44-1", "44-2", "45-1"}
    assert found[:4] == [("44-1", "C-1"), ("44-1", "C-2"), ("44-1", "C-2A"), *found[3:4]]


def test_twenty_bills_are_a_page_when_no_limit_is_given(simulator: ParliamentSimulator, ask: Ask) -> None:
    page = ask(simulator.origin, "/bills/").json
    assert len(page["objects"]) == 20
    assert page["pagination"] == {
        "offset": 0,
        "limit": 20,
        "next_url": "/bills/?limit=20&offset=20",
        "previous_url": None,
    }


def test_limit_is_500_without_a_word_when_more_are_wanted(ask: Ask) -> None:
    with ParliamentSimulator(generate_parliament({"45-1": 510})) as simulator:
        page = ask(simulator.origin, "/bills/?limit=9999").json
    assert (len(page["objects"]), page["pagination"]["limit"]) == (500, 500)
    assert page["pagination"]["next_url"] == "/bills/?limit=500&offset=500"


@settings(max_examples=30, deadline=None)
@given(limit=st.integers(0, 70), offset=st.integers(0, 70))
def test_pages_are_cut_from_one_list_when_limit_and_offset_are_any(
    simulator: ParliamentSimulator, ask: Ask, limit: int, offset: int
) -> None:
    everything = numbers(ask(simulator.origin, "/bills/?limit=500"))
    page = ask(simulator.origin, f"/bills/?limit={limit}&offset={offset}")
    assert numbers(page) == everything[offset:][: limit or 20]
    assert (page.json["pagination"]["next_url"] is None) == (offset + (limit or 20) >= len(everything))
    assert (page.json["pagination"]["previous_url"] is None) == (offset == 0)


@settings(max_examples=10, deadline=None)
@given(limit=st.integers(1, 60))
def test_walk_gives_the_same_list_when_pages_are_of_any_size(
    simulator: ParliamentSimulator, ask: Ask, limit: int
) -> None:
    target = f"/bills/?format=json&session=45-1&limit={limit}"
    expected = numbers(ask(simulator.origin, "/bills/?session=45-1&limit=500"))
    assert walk(ask, simulator.origin, target) == expected
    assert len(expected) == 33


def test_neighbours_keep_the_filters_when_there_are_some(simulator: ParliamentSimulator, ask: Ask) -> None:
    target = "/bills/?introduced__gte=2000-01-01&limit=5&session=45-1&offset=7&x=%26"
    pagination = ask(simulator.origin, target).json["pagination"]
    kept = "introduced__gte=2000-01-01&session=45-1&x=%26&limit=5"
    assert pagination["next_url"] == f"/bills/?{kept}&offset=12"
    assert pagination["previous_url"] == f"/bills/?{kept}&offset=2"


def matching(parliament: Parliament, holds: Callable[[Any], bool]) -> set[tuple[str, str]]:
    return {(bill.session, bill.code) for bill in parliament.bills() if holds(bill)}


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("session=44-2", lambda bill: bill.session == "44-2"),
        ("session=99-9", lambda _: False),
        ("number=C-2", lambda bill: bill.code == "C-2"),
        ("number__exact=C-2A", lambda bill: bill.code == "C-2A"),
        ("number=c-2", lambda _: False),
        ("private_member_bill=True", lambda bill: bill.key.number >= 200),
        ("private_member_bill=false", lambda bill: bill.key.number < 200),
        ("law=true", lambda bill: bill.fields["ReceivedRoyalAssent"]),
        ("law=false", lambda _: False),
        ("status_code=SenateInCommittee", lambda bill: bill.fields["StatusId"] == 344),
        ("introduced__gte=2025-07-01", lambda bill: bill.introduced.isoformat() >= "2025-07-01"),
        ("introduced__lt=2025-07-01", lambda bill: bill.introduced.isoformat() < "2025-07-01"),
        ("introduced__isnull=true", lambda _: False),
        (
            "introduced__range=2025-06-01,2025-08-31&private_member_bill=true",
            lambda bill: bill.key.number >= 200 and "2025-06-01" <= bill.introduced.isoformat() <= "2025-08-31",
        ),
        ("order=-introduced&unknown__gt=1", lambda _: True),
    ],
)
def test_just_the_matching_bills_are_listed_when_filters_are_given(
    simulator: ParliamentSimulator, parliament: Parliament, ask: Ask, query: str, holds: Callable[[Any], bool]
) -> None:
    found = numbers(ask(simulator.origin, f"/bills/?{query}&limit=500"))
    assert set(found) == matching(parliament, holds)
    assert len(set(found)) == len(found)


def test_one_bill_is_listed_when_its_day_or_id_is_given(
    simulator: ParliamentSimulator, parliament: Parliament, ask: Ask
) -> None:
    bill = parliament.bills("44-1")[4]
    assert numbers(ask(simulator.origin, f"/bills/?legisinfo_id={bill.id}")) == [(bill.session, bill.code)]
    same_day = matching(parliament, lambda other: bool(other.introduced == bill.introduced))
    assert set(numbers(ask(simulator.origin, f"/bills/?introduced={bill.introduced}"))) == same_day


@pytest.mark.parametrize(
    "query",
    [
        "introduced__gte=yesterday",
        "introduced=2026-02-30",
        "introduced__range=2026-01-01",
        "introduced__near=2026-01-01",
        "session__gte=45-1",
        "legisinfo_id=C-2",
        "private_member_bill=perhaps",
        "limit=many",
        "limit=-1",
        "offset=-20",
    ],
)
def test_plain_text_with_400_is_answered_when_a_known_filter_is_bad(
    simulator: ParliamentSimulator, ask: Ask, query: str
) -> None:
    reply = ask(simulator.origin, f"/bills/?{query}")
    assert (reply.status, reply.headers.get_content_type()) == (400, "text/plain")
    assert reply.body


def test_single_bill_has_the_lists_fields_and_its_own_when_asked_for(simulator: ParliamentSimulator, ask: Ask) -> None:
    listed = ask(simulator.origin, "/bills/?law=true&session=45-1&limit=1").json["objects"][0]
    reply = ask(simulator.origin, f"{listed['url']}?format=json")
    assert reply.headers["API-Version"] == "v1"
    assert reply.json.items() >= listed.items()
    own = {name: reply.json[name] for name in ("law", "status_code", "private_member_bill", "home_chamber")}
    assert own | {"private_member_bill": None} == {
        "law": True,
        "status_code": "RoyalAssentGiven",
        "private_member_bill": None,
        "home_chamber": {"C": "House", "S": "Senate"}[listed["number"][0]],
    }
    assert reply.json["text_url"].startswith("https://www.parl.ca/DocumentViewer/en/")
    assert all(url.startswith("/votes/45-1/") for url in reply.json["vote_urls"])


@pytest.mark.parametrize("target", ["/bills/45-1/C-9999/", "/bills/99-1/C-2/", "/bills/45-1/c-2/", "/votes/"])
def test_404_is_answered_when_there_is_no_such_bill(simulator: ParliamentSimulator, ask: Ask, target: str) -> None:
    assert ask(simulator.origin, target).status == 404


def test_slash_is_added_by_a_redirect_when_it_is_missing(simulator: ParliamentSimulator, ask: Ask) -> None:
    reply = ask(simulator.origin, "/bills/45-1/C-2?format=json")
    assert (reply.status, reply.headers["Location"]) == (301, "/bills/45-1/C-2/?format=json")
    assert ask(simulator.origin, "/bills").headers["Location"] == "/bills/"


def test_406_is_answered_when_another_format_is_wanted(simulator: ParliamentSimulator, ask: Ask) -> None:
    assert ask(simulator.origin, "/bills/?format=xml").status == 406


def statuses(ask: Ask, origin: str, targets: list[str]) -> list[tuple[str, int, str | None]]:
    """What each target is answered when all are asked for at once."""
    found = []

    def one(target: str) -> None:
        reply = ask(origin, target)
        found.append((target, reply.status, reply.headers["Retry-After"]))

    threads = [threading.Thread(target=one, args=(target,)) for target in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_429_is_answered_when_more_requests_are_in_flight_than_allowed(parliament: Parliament, ask: Ask) -> None:
    faults = Faults(latency_seconds=0.5)
    legisinfo = "/legisinfo/en/bills/json"
    with ParliamentSimulator(parliament, faults=faults, most_concurrent=2) as simulator:
        found = statuses(ask, simulator.origin, ["/bills/"] * 5 + [legisinfo] * 4)
        alone = ask(simulator.origin, "/bills/")
    refused, answered = ("/bills/", 429, "1"), ("/bills/", 200, None)
    assert found == [answered] * 2 + [refused] * 3 + [(legisinfo, 200, None)] * 4
    assert alone.status == 200


def test_all_are_answered_when_nothing_is_said_of_too_many(parliament: Parliament, ask: Ask) -> None:
    with ParliamentSimulator(parliament, faults=Faults(latency_seconds=0.2)) as simulator:
        found = statuses(ask, simulator.origin, ["/bills/"] * 6)
    assert [status for _, status, _ in found] == [200] * 6
