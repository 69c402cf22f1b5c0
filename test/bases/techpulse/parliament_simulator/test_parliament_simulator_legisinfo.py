"""LEGISinfo's addresses: lists in the forms of its releases, single bills, and what is not there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from techpulse.parliament_simulator import ListForm, Parliament, ParliamentSimulator, generate_parliament

Ask = Callable[[str, str], Any]

LISTS = "/legisinfo/en/bills"
NOON = datetime(2026, 1, 15, 17, tzinfo=UTC)


@pytest.fixture
def parliament() -> Parliament:
    return generate_parliament({"44-1": 8, "45-1": 12}, seed=2)


@pytest.fixture
def simulator(parliament: Parliament) -> Iterator[ParliamentSimulator]:
    with ParliamentSimulator(parliament) as serving:
        yield serving


def test_newest_session_is_listed_when_none_is_named(
    simulator: ParliamentSimulator, parliament: Parliament, ask: Ask
) -> None:
    bills = ask(simulator.origin, f"{LISTS}/json").json
    assert [bill["BillNumberFormatted"] for bill in bills] == parliament.numbers("45-1")
    assert {bill["ParlSessionCode"] for bill in bills} == {"45-1"}


def test_just_the_named_session_is_listed_when_one_is_named(simulator: ParliamentSimulator, ask: Ask) -> None:
    bills = ask(simulator.origin, f"{LISTS}/json?parlsession=44-1").json
    assert {(bill["ParlSessionCode"], bill["IsFromCurrentSession"]) for bill in bills} == {("44-1", False)}
    assert len(ask(simulator.origin, f"{LISTS}/json?parlsession=all").json) == 20


def test_empty_list_is_answered_when_the_newest_session_has_just_begun(
    simulator: ParliamentSimulator, parliament: Parliament, ask: Ask
) -> None:
    parliament.begin_session("46-1")
    assert ask(simulator.origin, f"{LISTS}/json").json == []
    assert ask(simulator.origin, f"{LISTS}/json?parlsession=46-1").json == []


@pytest.mark.parametrize(
    "target",
    [
        f"{LISTS}/json?parlsession=46-1",
        f"{LISTS}/json?parlsession=nonsense",
        "/legisinfo/en/bill/45-1/c-999/json",
        "/legisinfo/en/bill/46-1/c-2/xml",
        "/legisinfo/en/bill/45-1/c-2",
        "/legisinfo/en/",
        "/elsewhere",
    ],
)
def test_html_page_with_404_is_answered_when_nothing_is_there(
    simulator: ParliamentSimulator, ask: Ask, target: str
) -> None:
    reply = ask(simulator.origin, target)
    assert (reply.status, reply.headers.get_content_type()) == (404, "text/html")
    assert reply.body.startswith(b"<!DOCTYPE html>")


def test_single_bill_is_an_array_of_one_with_the_whole_record_when_asked_for_in_any_case(
    simulator: ParliamentSimulator, parliament: Parliament, ask: Ask
) -> None:
    for number in ("c-2", "C-2", "c-2a"):
        bills = ask(simulator.origin, f"/legisinfo/en/bill/45-1/{number}/json").json
        assert bills == [parliament.record("45-1", number.upper())]


def test_xml_and_json_tell_the_same_when_both_are_asked_for(simulator: ParliamentSimulator, ask: Ask) -> None:
    (bill,) = ask(simulator.origin, "/legisinfo/en/bill/45-1/c-201/json").json
    reply = ask(simulator.origin, "/legisinfo/en/bill/45-1/c-201/xml")
    assert reply.headers.get_content_type() == "application/xml"
    copied = Parliament.from_xml("45-1", [reply.body.decode()])
    assert copied.record("45-1", "C-201") == bill
    listed = fromstring(ask(simulator.origin, f"{LISTS}/xml").body)
    codes = [bill["BillNumberFormatted"] for bill in ask(simulator.origin, f"{LISTS}/json").json]
    assert [found.text for found in listed.iterfind("Bill/BillNumberFormatted")] == codes


def test_numbers_truths_and_nothing_are_typed_when_bills_are_json(parliament: Parliament, ask: Ask) -> None:
    parliament.edit("45-1", "C-2", ShortTitleEn="", StatuteYear=None, LongTitleEn="2026", IsProForma=True)
    with ParliamentSimulator(parliament) as simulator:
        reply = ask(simulator.origin, "/legisinfo/en/bill/45-1/c-2/xml")
    read = Parliament.from_xml("45-1", [reply.body.decode()]).record("45-1", "C-2")
    said = {name: read[name] for name in ("ShortTitleEn", "StatuteYear", "LongTitleEn", "IsProForma", "Number")}
    assert said == {"ShortTitleEn": "", "StatuteYear": None, "LongTitleEn": "2026", "IsProForma": True, "Number": 2}


def test_list_records_have_the_names_of_the_release_when_it_changes(simulator: ParliamentSimulator, ask: Ask) -> None:
    formatted = ask(simulator.origin, f"{LISTS}/json").json
    simulator.list_form = ListForm(names="detail")
    detailed = ask(simulator.origin, f"{LISTS}/json").json
    assert {"BillNumberFormatted", "BillNumberSuffix", "CurrentStatusFr", "SponsorEn"} <= formatted[0].keys()
    assert {"NumberCode", "StatusNameFr", "SponsorPersonName", "IsSessionOngoing"} <= detailed[0].keys()
    assert not {"BillStages", "Publications", "NotesEn", "BillNumberFormatted"} & detailed[0].keys()
    for one, other in zip(formatted, detailed, strict=True):
        assert one["BillId"] == other["Id"]
        assert one["LatestActivityDateTime"] == other["LatestBillEventDateTime"]
        assert one["CurrentStatusEn"] == other["StatusNameEn"]


@pytest.mark.parametrize(
    ("names", "bare", "gone"),
    [("formatted", "CurrentStatus", "CurrentStatusFr"), ("detail", "StatusName", "StatusNameEn")],
)
def test_bilingual_fields_stand_alone_in_english_when_the_release_has_no_suffix(
    parliament: Parliament, ask: Ask, names: Any, bare: str, gone: str
) -> None:
    with ParliamentSimulator(parliament, list_form=ListForm(names=names, has_language_suffix=False)) as simulator:
        bills = ask(simulator.origin, f"{LISTS}/json").json
    assert [bill[bare] for bill in bills] == [
        parliament.record("45-1", number)["StatusNameEn"] for number in parliament.numbers("45-1")
    ]
    assert all(gone not in bill and "LongTitle" in bill and "LongTitleFr" not in bill for bill in bills)


def test_times_tell_ottawas_offset_when_the_release_has_it(parliament: Parliament, ask: Ask) -> None:
    parliament.edit("45-1", "C-2", at=NOON, PassedHouseFirstReadingDateTime="2025-06-03T10:00:00.25")
    parliament.edit("45-1", "C-2", ReceivedRoyalAssentDateTime="0001-01-01T00:00:00")
    with ParliamentSimulator(parliament, list_form=ListForm(has_offset=True)) as simulator:
        bills = ask(simulator.origin, f"{LISTS}/json").json
    (bill,) = (bill for bill in bills if bill["BillNumberFormatted"] == "C-2")
    assert bill["LatestActivityDateTime"] == "2026-01-15T12:00:00-05:00"
    assert bill["PassedHouseFirstReadingDateTime"] == "2025-06-03T10:00:00.25-04:00"
    assert bill["ReceivedRoyalAssentDateTime"] == "0001-01-01T00:00:00"


@pytest.mark.parametrize("nothing", [None, "", "0001-01-01T00:00:00"])
def test_latest_activity_is_the_newest_milestone_when_the_latest_event_has_no_time(
    parliament: Parliament, ask: Ask, nothing: str | None
) -> None:
    parliament.edit("45-1", "C-1", LatestBillEventDateTime=nothing)
    with ParliamentSimulator(parliament) as simulator:
        bill = ask(simulator.origin, f"{LISTS}/json").json[0]
    assert bill["LatestActivityDateTime"] == bill["PassedHouseFirstReadingDateTime"]


def test_form_is_refused_when_its_names_are_unknown() -> None:
    with pytest.raises(ValueError, match="formatted or detail, not 'plain'"):
        ListForm(names="plain")  # type: ignore[arg-type]  # what a command line may hand over
