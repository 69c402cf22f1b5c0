"""Bills that change while they are held: putting, editing, moving on, adding and removing them."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.parliament_simulator import Parliament, ParliamentSimulator, generate_parliament

Ask = Callable[[str, str], Any]

WINTER, SUMMER = datetime(2026, 1, 15, 17, tzinfo=UTC), datetime(2026, 7, 2, 3, 30, 0, 999_999, tzinfo=UTC)


def test_event_has_ottawas_time_when_a_bill_is_edited_at_an_instant() -> None:
    parliament = generate_parliament({"45-1": 7})
    parliament.edit("45-1", "C-2", at=WINTER, ShortTitleEn="New")
    winter = parliament.record("45-1", "C-2")
    parliament.edit("45-1", "C-2", at=SUMMER)
    assert (winter["LatestBillEventDateTime"], winter["ShortTitleEn"]) == ("2026-01-15T12:00:00", "New")
    assert parliament.record("45-1", "C-2") == winter | {"LatestBillEventDateTime": "2026-07-01T23:30:00"}


def test_nothing_else_changes_when_a_bill_is_edited() -> None:
    parliament = generate_parliament({"45-1": 9})
    before = {number: parliament.record("45-1", number) for number in parliament.numbers("45-1")}
    parliament.edit("45-1", "S-201", LongTitleFr="Autre", Publications=None)
    after = {number: parliament.record("45-1", number) for number in parliament.numbers("45-1")}
    assert after == before | {"S-201": before["S-201"] | {"LongTitleFr": "Autre", "Publications": None}}
    assert list(after["S-201"]) == list(before["S-201"])


def test_bill_is_found_by_its_new_number_when_that_is_edited() -> None:
    parliament = generate_parliament({"45-1": 7})
    parliament.edit("45-1", "C-2", NumberCode="C-99B", Number=99)
    assert parliament.find("45-1", "C-2") is None
    assert parliament.record("45-1", "C-99B")["Number"] == 99


def test_held_bill_stays_as_it_is_when_a_copy_or_the_source_is_changed() -> None:
    parliament = generate_parliament({"45-1": 7})
    record = parliament.record("45-1", "C-2")
    other = Parliament()
    other.put("45-1", record)
    expected = other.record("45-1", "C-2")
    record["BillStages"]["HouseBillStages"].clear()
    other.record("45-1", "C-2")["BillStages"].clear()
    assert other.record("45-1", "C-2") == expected


HOUSE_WAY = [
    ("Second reading", 352, "PassedHouseSecondReadingDateTime"),
    ("Consideration in committee", 353, None),
    ("Report stage", 354, None),
    ("Third reading", 342, "PassedHouseThirdReadingDateTime"),
    ("First reading", 343, "PassedSenateFirstReadingDateTime"),
    ("Second reading", 344, "PassedSenateSecondReadingDateTime"),
    ("Consideration in committee", 346, None),
    ("Third reading", 356, "PassedSenateThirdReadingDateTime"),
    ("Royal assent", 357, "ReceivedRoyalAssentDateTime"),
]


def test_status_dates_and_latest_event_move_when_a_bill_of_the_house_advances() -> None:
    parliament = Parliament(seed=1)
    number = parliament.add("45-1", at=WINTER)
    for days, (stage, status, milestone) in enumerate(HOUSE_WAY, start=1):
        at = WINTER + timedelta(days=days)
        time = f"2026-01-{15 + days}T12:00:00"
        assert parliament.advance("45-1", number, at=at) == stage
        record = parliament.record("45-1", number)
        assert record["StatusId"] == status
        assert record["LatestBillEventDateTime"] == record["LatestCompletedBillStageDateTime"] == time
        assert record["LatestCompletedBillStageNameEn"] == stage
        assert milestone is None or record[milestone] == time
    record = parliament.record("45-1", number)
    assert (record["StatuteYear"], record["StatuteChapter"], record["ReceivedRoyalAssent"]) == (2026, 1, True)
    assert record["BillStages"]["RoyalAssent"]["EndOfStageEvent"]["EventEndDateTime"] == "2026-01-24T12:00:00"
    assert parliament.advance("45-1", number) == ""
    assert parliament.record("45-1", number) == record


def test_stage_is_completed_with_its_committee_and_event_when_a_bill_advances() -> None:
    parliament = Parliament()
    number = parliament.add("45-1", at=WINTER)
    parliament.advance("45-1", number, at=WINTER)
    parliament.advance("45-1", number, at=SUMMER)
    stage = parliament.record("45-1", number)["BillStages"]["HouseBillStages"][2]
    assert (stage["State"], stage["StateAsOfDate"]) == (4, "2026-07-01T23:30:00")
    assert stage["Committee"]["CommitteeAcronym"] == "LAMP"
    assert [event["EventTypeId"] for event in stage["SignificantEvents"]] == [60124]
    assert list(stage).index("SignificantEvents") < list(stage).index("EndOfStageEvent")


def test_bill_of_the_senate_goes_to_the_house_when_it_advances() -> None:
    parliament = generate_parliament({"45-1": 7})
    while parliament.advance("45-1", "S-201", at=SUMMER):
        pass
    record = parliament.record("45-1", "S-201")
    assert record["PassedHouseThirdReadingDateTime"]
    assert record["StatusNameEn"] == "Royal assent received"
    assert record["PassedSecondChamberThirdReading"] is True


def test_pro_forma_bill_stays_where_it_is_when_advanced() -> None:
    parliament = generate_parliament({"45-1": 7})
    before = parliament.record("45-1", "C-1")
    assert parliament.advance("45-1", "C-1") == ""
    assert parliament.record("45-1", "C-1") == before


def test_chapters_follow_each_other_when_bills_become_law() -> None:
    parliament = Parliament(["45-1"])
    numbers = [parliament.add("45-1") for _ in range(3)]
    for number in numbers:
        while parliament.advance("45-1", number):
            pass
    assert [parliament.record("45-1", number)["StatuteChapter"] for number in numbers] == [1, 2, 3]


def test_bill_has_the_next_number_and_its_day_when_added() -> None:
    parliament = generate_parliament({"45-1": 7})
    assert (parliament.add("45-1", at=SUMMER), parliament.add("45-1", at=SUMMER)) == ("C-202", "C-203")
    bill = parliament.find("45-1", "C-202")
    assert bill
    assert bill.introduced == date(2026, 7, 1)
    assert bill.fields["LongTitleFr"].startswith("Loi ")


def test_session_begins_when_the_first_bill_is_added_to_it() -> None:
    parliament = Parliament(["45-1"])
    assert parliament.add("45-2") == "C-201"
    parliament.begin_session("9-1")
    assert parliament.sessions == ["9-1", "45-1", "45-2"]


def test_bill_is_gone_from_both_apis_when_removed(ask: Ask) -> None:
    parliament = generate_parliament({"45-1": 7})
    with ParliamentSimulator(parliament) as simulator:
        parliament.remove("45-1", "C-2")
        assert ask(simulator.origin, "/bills/45-1/C-2/").status == 404
        assert ask(simulator.origin, "/legisinfo/en/bill/45-1/c-2/json").status == 404
        assert len(ask(simulator.origin, "/legisinfo/en/bills/json").json) == 6


@pytest.mark.parametrize(
    "change",
    [
        lambda parliament: parliament.edit("45-1", "C-9", Number=3),
        lambda parliament: parliament.advance("45-1", "C-9"),
        lambda parliament: parliament.remove("46-1", "C-2"),
        lambda parliament: parliament.record("45-1", "c-2"),
    ],
)
def test_lookup_error_is_raised_when_there_is_no_such_bill(change: Callable[[Parliament], object]) -> None:
    with pytest.raises(LookupError, match="has no bill"):
        change(generate_parliament({"45-1": 7}))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda parliament: parliament.begin_session("45"), "session '45' is not of the form"),
        (lambda parliament: parliament.put("45-1", {"Id": 1, "NumberCode": "X-1"}), "bill number 'X-1'"),
        (lambda parliament: parliament.put("45-1", {"NumberCode": "C-5"}), "bill C-5 of 45-1 has no Id"),
        (
            lambda parliament: parliament.put(
                "45-1", {"Id": 1, "NumberCode": "C-5", "ParliamentNumber": 44, "SessionNumber": 2}
            ),
            "bill C-5 names session 44-2, not 45-1",
        ),
        (lambda parliament: parliament.put_xml("45-1", "<Bills><Bill>"), "the text is no XML"),
        (lambda parliament: parliament.put_xml("45-1", "<html />"), "one of html, not of Bills"),
        (lambda parliament: parliament.edit("45-1", "C-2", at=datetime(2026, 1, 1)), "has no zone"),  # noqa: DTZ001 - that is what is refused
    ],
)
def test_value_error_says_why_when_a_change_is_refused(change: Callable[[Parliament], object], message: str) -> None:
    parliament = generate_parliament({"45-1": 7})
    before = [bill.fields for bill in parliament.bills()]
    with pytest.raises(ValueError, match=message):
        change(parliament)
    assert [bill.fields for bill in parliament.bills()] == before


ODDITIES: dict[str, Any] = {
    "BillStages": None,
    "HouseVoteDetails": [{"DivisionNumber": None}, {}],
    "IsProForma": None,
    "LatestBillEventDateTime": "0001-01-01T00:00:00",
    "LongTitleEn": None,
    "PassedHouseFirstReadingDateTime": None,
    "PassedSenateFirstReadingDateTime": "",
    "Publications": [{}],
    "SponsorPersonName": None,
    "StatusNameEn": "Unheard of",
}


def test_both_apis_answer_what_they_can_when_a_record_is_odd(ask: Ask) -> None:
    parliament = generate_parliament({"45-1": 7})
    parliament.edit("45-1", "C-201", **ODDITIES)
    with ParliamentSimulator(parliament) as simulator:
        single = ask(simulator.origin, "/bills/45-1/C-201/").json
        unknown = ask(simulator.origin, "/bills/?introduced__isnull=True").json["objects"]
        (listed,) = (
            bill
            for bill in ask(simulator.origin, "/legisinfo/en/bills/json").json
            if bill["BillNumberFormatted"] == "C-201"
        )
    said = {name: single[name] for name in ("introduced", "name", "text_url", "vote_urls", "status_code", "status")}
    assert said == {
        "introduced": None,
        "name": {"en": "", "fr": single["name"]["fr"]},
        "text_url": None,
        "vote_urls": [],
        "status_code": "",
        "status": {"en": "Unheard of"},
    }
    assert [bill["number"] for bill in unknown] == ["C-201"]
    assert listed["LongTitleEn"] is None
    assert parliament.advance("45-1", "C-201") == "First reading"


def test_recorded_text_is_read_when_it_begins_with_a_byte_order_mark() -> None:
    text = "\ufeff<Bills><Bill><Id>7</Id><NumberCode>S-1001</NumberCode></Bill></Bills>"
    assert Parliament.from_xml("45-1", [text]).record("45-1", "S-1001") == {"Id": 7, "NumberCode": "S-1001"}


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\r\n\t<&>'\"’"))


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(TEXTS.filter(lambda text: text.strip() or "\n" not in text), min_size=4, max_size=4))
def test_bill_comes_back_from_its_own_xml_when_its_texts_are_any(ask: Ask, texts: list[str]) -> None:
    parliament = Parliament()
    number = parliament.add("45-1", at=WINTER)
    changes: dict[str, Any] = dict(zip(("LongTitleEn", "NotesFr", "Notes", "ShortTitleEn"), texts, strict=True))
    parliament.edit("45-1", number, **changes)
    with ParliamentSimulator(parliament) as simulator:
        xml = ask(simulator.origin, f"/legisinfo/en/bill/45-1/{number}/xml").body.decode()
        (bill,) = ask(simulator.origin, f"/legisinfo/en/bill/45-1/{number}/json").json
    assert Parliament.from_xml("45-1", [xml]).record("45-1", number) == bill == parliament.record("45-1", number)


def test_every_answer_is_of_one_moment_when_bills_change_meanwhile(ask: Ask) -> None:
    """Both titles are always edited together, so no answer may show two different ones."""
    parliament = generate_parliament({"45-1": 30})
    is_over = threading.Event()

    def edit() -> None:
        for title in map(str, range(100_000)):
            if is_over.is_set():
                return
            parliament.edit("45-1", "C-2", LongTitleEn=title, LongTitleFr=title)
            parliament.remove("45-1", parliament.add("45-1"))

    editor = threading.Thread(target=edit)
    with ParliamentSimulator(parliament) as simulator:
        editor.start()
        try:
            seen = [ask(simulator.origin, "/legisinfo/en/bills/json").json for _ in range(20)]
        finally:
            is_over.set()
            editor.join()
    titles = [(bill["LongTitleEn"], bill["LongTitleFr"]) for bills in seen for bill in bills if bill["BillNumber"] == 2]
    assert all(english == french for english, french in titles if english.isdecimal())
    assert len({english for english, _ in titles}) > 2
    assert {len(bills) for bills in seen} <= {30, 31}
