"""Made-up parliaments: the same every time, and with every oddity that the real records have."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from techpulse.parliament_simulator import Parliament, ParliamentSimulator, generate_parliament

Ask = Callable[[str, str], Any]


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return [bill.fields for bill in generate_parliament({"44-1": 60, "45-1": 120}, seed=1).bills()]


def everything(parliament: Parliament) -> str:
    return json.dumps([bill.fields for bill in parliament.bills()])


def test_bills_are_the_same_when_generated_again() -> None:
    counts = {"44-1": 12, "45-1": 20}
    first = everything(generate_parliament(counts, seed=3))
    assert everything(generate_parliament(counts, seed=3)) == first
    assert everything(generate_parliament(counts, seed=4)) != first


def test_sessions_have_as_many_bills_as_wanted_when_generated() -> None:
    parliament = generate_parliament({"45-1": 30, "44-1": 5, "46-1": 0})
    assert {session: len(parliament.numbers(session)) for session in parliament.sessions} == {
        "44-1": 5,
        "45-1": 30,
        "46-1": 0,
    }


def test_ids_are_all_different_and_small_when_bills_are_many() -> None:
    bills = generate_parliament({"44-1": 100, "44-2": 100, "45-1": 400}).bills()
    assert len({bill.id for bill in bills}) == len({(bill.session, bill.code) for bill in bills}) == 600
    assert max(bill.id for bill in bills) < 2**31


FEATURES: dict[str, Callable[[dict[str, Any]], object]] = {
    "pro forma bill of the House": lambda bill: bill["IsProForma"] and bill["NumberCode"] == "C-1",
    "pro forma bill of the Senate": lambda bill: bill["IsProForma"] and bill["NumberCode"] == "S-1",
    "number with a letter": lambda bill: bill["NumberCode"] == "C-2A",
    "government bill of the Senate": lambda bill: bill["BillDocumentTypeNameEn"] == "Senate Government Bill",
    "private member's bill": lambda bill: bill["BillDocumentTypeNameEn"] == "Private Member\u2019s Bill",
    "bill outside the order of precedence": lambda bill: bill["StatusId"] == 360,
    "bill in a Senate committee": lambda bill: bill["StatusId"] == 344,
    "law": lambda bill: bill["StatuteYear"] and bill["StatuteChapter"] and bill["ReceivedRoyalAssent"],
    "bill without short title": lambda bill: bill["ShortTitleEn"] == "" and not bill["IsProForma"],
    "summary in both languages": lambda bill: (
        "<em>Sundays</em>" in (bill["ShortLegislativeSummaryEn"] or "")
        and "<em>dimanche</em>" in bill["ShortLegislativeSummaryFr"]
    ),
    "several similar bills": lambda bill: len(bill["SimilarBills"] or []) > 1,
    "reinstated bill": lambda bill: bill["DidReinstateFromPreviousSession"] and bill["ReinstatedFromBillNumberCode"],
    "several publications": lambda bill: len(bill["Publications"] or []) > 1,
    "vote": lambda bill: bill["HouseVoteDetails"],
    "time that is none": lambda bill: bill["PassedHouseThirdReadingDateTime"] == "0001-01-01T00:00:00",
    "time with split seconds": lambda bill: "." in bill["LatestBillEventDateTime"],
    "typographic apostrophe": lambda bill: "\u2019" in bill["LongTitleFr"],
    "markup in a title": lambda bill: "<north>" in bill["LongTitleEn"],
    "bill of a session that is over": lambda bill: not bill["IsSessionOngoing"],
}


@pytest.mark.parametrize("feature", FEATURES)
def test_some_bill_shows_the_feature_when_bills_are_many(records: list[dict[str, Any]], feature: str) -> None:
    having = sum(bool(FEATURES[feature](bill)) for bill in records)
    assert 0 < having < len(records)


def test_bill_moves_forward_in_time_when_made_up(records: list[dict[str, Any]]) -> None:
    order = ("PassedHouseFirstReadingDateTime", "PassedHouseSecondReadingDateTime", "PassedHouseThirdReadingDateTime")
    for bill in records:
        times = [bill[name] for name in order if (bill[name] or "0001") > "0002"]
        assert times == sorted(times)
        assert bill["LatestBillEventDateTime"] >= max(times, default="")


def test_answers_are_whole_when_all_made_up_bills_are_asked_for(ask: Ask) -> None:
    parliament = generate_parliament({"45-1": 40}, seed=9)
    with ParliamentSimulator(parliament) as simulator:
        for number in parliament.numbers("45-1"):
            single = ask(simulator.origin, f"/bills/45-1/{number}/").json
            assert single["status_code"], number
            assert single["introduced"] >= "2025-05-26", number
            assert ask(simulator.origin, f"/legisinfo/en/bill/45-1/{number}/xml").status == 200


@pytest.mark.parametrize("counts", [{"45": 3}, {"45-1": -1}, {"45-1": 10_001}])
def test_value_error_is_raised_when_sessions_or_numbers_are_impossible(counts: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="45"):
        generate_parliament(counts)
