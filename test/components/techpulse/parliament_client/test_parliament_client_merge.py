"""Merging: which of several answers counts, what follows from a bill's other fields, and that nothing makes it fail."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techpulse.parliament_client import Bill, BillKey, bill_from

KEY = BillKey("45-1", "C-2")
XML = """<?xml version="1.0" encoding="utf-16"?>
<Bills><Bill><Id>7</Id><NumberCode>C-2</NumberCode><LongTitleEn>An Act respecting kites &amp; strings</LongTitleEn>
<LongTitleFr>Loi concernant les cerfs-volants</LongTitleFr><StatuteYear>2025</StatuteYear><SimilarBills />
<BillStages><HouseBillStages><BillStageNameEn>First reading</BillStageNameEn><Committee />
<ChamberOrganizationId>1</ChamberOrganizationId><StateAsOfDate>2025-06-03T10:02:53.7</StateAsOfDate></HouseBillStages>
</BillStages><HouseVoteDetails><DivisionNumber>4</DivisionNumber><DivisionVotesNays>0</DivisionVotesNays>
</HouseVoteDetails></Bill></Bills>"""
# How long a machine takes is none of these laws' business.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIELDS = (
    "BillStages HouseBillStages StateAsOfDate SimilarBills NumberCode ParliamentNumber SessionNumber HouseVoteDetails "
    "DivisionNumber Publications PublicationId LongTitleEn ShortTitle Id Bill Bills LatestActivityDateTime SponsorEn "
    "SponsorId name en law introduced vote_urls StatusId OriginatingChamberId PassedHouseFirstReadingDateTime "
    "ReceivedRoyalAssentDateTime Committee"
)
NAMES = st.sampled_from(FIELDS.split())
MOMENTS = ["0001-01-01T00:00:00", "0002-01-01T00:00:00+14:00", "2025-03-09T02:30:00", "2025-02-30", "9999-12-31T23:59"]
ODDITIES = ["C-2", "S-9", "45-1", "\ud800", "\x00", "9" * 5_000, "true", "-0", "Hon. ", "<Bill/>", "1" * 19 + ".0"]
PIECES = ["", "<", "</Bill>", "&#0;", "&x;", "]]>", "<!--", "\udfff"]
TEXTS = st.text(max_size=20) | st.sampled_from(MOMENTS + ODDITIES)
SCALARS = TEXTS | st.none() | st.booleans() | st.integers() | st.floats() | st.just(10**400)
RECORDS = st.recursive(
    st.dictionaries(NAMES, SCALARS, max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner | SCALARS, max_size=5),
    max_leaves=15,
)


def merged(listed: object = None, legisinfo: object = None, openparliament: object = None) -> Bill:
    payloads = [None if value is None else json.dumps(value) for value in (listed, legisinfo, openparliament)]
    return bill_from(KEY, listed=payloads[0], legisinfo=payloads[1], openparliament=payloads[2])


@law
@given(st.lists(RECORDS.map(json.dumps) | st.text() | st.none(), min_size=3, max_size=3))
def test_a_bill_comes_whatever_the_payloads_are(payloads: list[str | None]) -> None:
    bills = {bill_from(KEY, listed=payloads[0], legisinfo=payloads[1], openparliament=payloads[2]) for _ in range(2)}
    (bill,) = bills
    repr(bill).encode()
    moments = [getattr(bill, name) for name in Bill.__slots__ if name.endswith("_at")]
    assert all(moment is None or moment.tzinfo is UTC for moment in moments)


@law
@given(st.integers(0, len(XML)), st.integers(0, 40), st.sampled_from(PIECES))
def test_a_bill_comes_when_the_xml_is_damaged(begin: int, length: int, put_in: str) -> None:
    damaged = XML[:begin] + put_in + XML[begin + length :]
    assert merged(legisinfo=damaged) == merged(legisinfo=damaged)


@law
@given(RECORDS)
def test_the_bill_is_the_same_when_the_fields_stand_in_another_order(record: object) -> None:
    assert merged(legisinfo=record) == merged(legisinfo=turned(record))
    assert merged(openparliament=record) == merged(openparliament=turned(record))


def turned(value: object) -> object:
    """The same, with the fields of each object from last to first."""
    if isinstance(value, dict):
        return {name: turned(value[name]) for name in reversed(value)}
    return [turned(each) for each in value] if isinstance(value, list) else value


def test_xml_and_json_make_the_same_bill_when_they_say_the_same() -> None:
    stage = {"BillStageName": "First reading", "ChamberOrganizationId": 1, "StateAsOfDate": "2025-06-03T10:02:53.700"}
    record = {
        "Id": 7,
        "NumberCode": "C-2",
        "LongTitleEn": "An Act  respecting\nkites & strings ",
        "LongTitleFr": "Loi concernant les cerfs-volants",
        "StatuteYear": "2025",
        "SimilarBills": [],
        "BillStages": {"HouseBillStages": [stage]},
        "HouseVoteDetails": [{"DivisionNumber": "4", "DivisionVotesNays": 0, "DivisionVotePaired": None}],
    }
    found = merged(legisinfo=XML)
    assert found == merged(legisinfo=[record]) == merged(legisinfo=record)
    assert found.title_en == "An Act respecting kites & strings"
    assert found.stages[0].state_at == datetime(2025, 6, 3, 14, 2, 53, 700_000, tzinfo=UTC)
    assert (found.votes[0].nays, found.votes[0].yeas) == (0, None)


def test_the_list_counts_when_all_three_say_something_else() -> None:
    bill = merged(
        {"BillId": 1, "LongTitleEn": "Of the list", "CurrentStatusId": 3, "CurrentStatusEn": "Newest"},
        {
            "Id": 2,
            "LongTitleEn": "Of the details",
            "LongTitleFr": "Des détails",
            "StatusId": 2,
            "StatusNameFr": "Ancien",
        },
        {
            "legisinfo_id": 9,
            "name": {"en": "Of another", "fr": "D'un autre"},
            "short_title": {"en": "Short"},
            "law": True,
        },
    )
    assert (bill.legisinfo_id, bill.title_en, bill.title_fr) == (1, "Of the list", "Des détails")
    assert (bill.short_title_en, bill.is_law) == ("Short", True)
    assert (bill.status_id, bill.status_en, bill.status_fr) == (3, "Newest", None)


def test_the_status_is_filled_up_when_the_details_speak_of_the_same_one() -> None:
    details = {"StatusId": 3, "StatusNameEn": "Same", "StatusNameFr": "Pareil"}
    assert merged({"CurrentStatusId": 3}, details).status_fr == "Pareil"
    assert merged({"CurrentStatus": "Same"}, details).status_fr == "Pareil"
    assert merged({"CurrentStatus": "Newer"}, details).status_fr is None
    assert merged(None, None, {"status": {"en": "Theirs"}}).status_en == "Theirs"
    assert merged({"CurrentStatusId": 3}, None, {"status": {"en": "Theirs"}}).status_en is None


def test_the_newest_activity_is_filled_up_when_the_details_speak_of_the_same_one() -> None:
    details = {"LatestBillEventDateTime": "2025-06-03T10:00:00", "LatestBillEventTypeNameFr": "Débat"}
    assert merged({"LatestActivityDateTime": "2025-06-03T14:00:00Z"}, details).latest_activity_fr == "Débat"
    assert merged({"LatestActivityDateTime": "2025-06-04T10:00:00"}, details).latest_activity_fr is None


@pytest.mark.parametrize(
    ("listed", "name", "title"),
    [
        ({"SponsorId": 5, "SponsorEn": "Hon. A. Kite"}, "Anna B. Kite", "Minister of Kites"),
        ({"SponsorId": 77, "SponsorEn": "Right Hon. Anna B. Kite"}, "Anna B. Kite", "Minister of Kites"),
        ({"SponsorEn": "The Honourable Sen. Honoria Hon"}, "Honoria Hon", None),
        ({"SponsorId": 6, "Sponsor": "L\u2019hon. Émile Fil"}, "Émile Fil", None),
        ({"SponsorId": 6, "SponsorPersonName": "Émile Fil"}, "Émile Fil", None),
        ({}, "Anna B. Kite", "Minister of Kites"),
    ],
)
def test_the_sponsor_is_the_lists_when_the_details_name_another(
    listed: dict[str, object], name: str, title: str | None
) -> None:
    details = {
        "SponsorPersonId": 5,
        "SponsorPersonName": "Anna B. Kite",
        "SponsorAffiliationTitle": "Minister of Kites",
    }
    bill = merged(listed, details)
    assert (bill.sponsor_name, bill.sponsor_title_en) == (name, title)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-06-03T10:02:53", datetime(2025, 6, 3, 14, 2, 53, tzinfo=UTC)),
        ("2025-12-03T10:02:53.7", datetime(2025, 12, 3, 15, 2, 53, 700_000, tzinfo=UTC)),
        ("2025-06-03T10:02:53-04:00", datetime(2025, 6, 3, 14, 2, 53, tzinfo=UTC)),
        ("2025-06-03T10:02:53.1234567Z", datetime(2025, 6, 3, 10, 2, 53, 123_456, tzinfo=UTC)),
        (" 2025-06-03 ", datetime(2025, 6, 3, 4, tzinfo=UTC)),
        ("0001-01-01T00:00:00", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59", None),
        ("3 June 2025", None),
        ("", None),
        (1748959373, None),
    ],
)
def test_a_moment_is_ottawas_when_it_names_no_offset(written: object, moment: datetime | None) -> None:
    assert merged({"LatestActivityDateTime": written}).latest_activity_at == moment


@pytest.mark.parametrize(("written", "number"), [(7, 7), ("7", 7), (7.0, 7), (0, None), ("0", None), (-1, None)])
def test_a_number_is_read_when_it_is_one(written: object, number: int | None) -> None:
    assert merged({"BillId": written}).legisinfo_id == number
    assert merged({"BillId": written, "Id": 3}).legisinfo_id == (number or 3)


def test_one_text_comes_when_two_spell_it_differently() -> None:
    curly = merged({"LongTitleEn": "\u201cKites\u201d\u00a0and\n \u2018strings\u2019 "})
    assert curly == merged({"LongTitleEn": "\"Kites\" and 'strings'"})
    assert merged({"LongTitleEn": " \n ", "LongTitle": "Kites"}).title_en == "Kites"


def test_the_day_of_introduction_is_ottawas_when_only_the_first_reading_is_known() -> None:
    readings = {
        "PassedHouseFirstReadingDateTime": "2025-06-03T23:30:00",
        "PassedSenateFirstReadingDateTime": "2025-09-01",
    }
    assert merged(readings).introduced_date == date(2025, 6, 3)
    assert merged(readings | {"OriginatingChamberId": 2}).introduced_date == date(2025, 9, 1)
    assert merged(readings, None, {"introduced": "2025-06-04"}).introduced_date == date(2025, 6, 4)
    assert merged(None, None, {"introduced": "0001-01-01"}).introduced_date is None


def test_a_bill_is_law_when_it_has_royal_assent() -> None:
    assert merged({"ReceivedRoyalAssentDateTime": "2025-06-03T10:00:00"}, {"ReceivedRoyalAssent": False}).is_law is True
    assert merged(None, {"ReceivedRoyalAssent": "false"}, {"law": None}).is_law is False
    assert merged({}, None, {"law": None}).is_law is None


@pytest.mark.parametrize(
    ("number", "chamber", "is_private"), [("C-1", "house", False), ("C-200", "house", True), ("S-1001", "senate", True)]
)
def test_what_its_number_says_counts_when_no_answer_says_it(number: str, chamber: str, *, is_private: bool) -> None:
    bill = bill_from(BillKey("45-1", number), listed=None, legisinfo=None, openparliament="{}")
    assert (bill.originating_chamber, bill.is_private_member) == (chamber, is_private)
    said = '{"home_chamber": "Senate", "private_member_bill": false, "status_code": "ProForma"}'
    other = bill_from(BillKey("45-1", number), listed=None, legisinfo=None, openparliament=said)
    assert (other.originating_chamber, other.is_private_member, other.is_pro_forma) == ("senate", False, True)


@pytest.mark.parametrize(
    ("listed", "is_government"),
    [
        ({"BillTypeEn": "House Government Bill"}, True),
        ({"BillType": "Private Member\u2019s Bill"}, False),
        ({"BillTypeEn": "House Government Bill", "IsGovernmentBill": "false"}, False),
        ({}, None),
    ],
)
def test_a_bill_is_the_governments_when_it_or_its_kind_says_so(
    listed: dict[str, object], *, is_government: bool | None
) -> None:
    assert merged(listed).is_government is is_government


def test_related_bills_votes_and_publications_come_once_and_in_order_when_they_stand_in_any() -> None:
    def similar(session: int, number: str) -> dict[str, object]:
        return {"ParliamentNumber": 44, "SessionNumber": session, "NumberCode": number}

    bill = merged(
        None,
        {
            "SimilarBills": [similar(2, "C-10"), similar(1, "S-3"), similar(2, "c-9"), similar(2, "C-10"), {}, "C-4"],
            "HouseVoteDetails": [{"DivisionNumber": 12}, {"DivisionNumber": 2}, {"DivisionNumber": 12}, {}],
            "Publications": {"PublicationId": 3, "PublicationTypeName": "First Reading"},
        },
    )
    assert bill.related_bills == (("44-1", "S-3"), ("44-2", "C-9"), ("44-2", "C-10"))
    assert [vote.number for vote in bill.votes] == [2, 12]
    assert [(each.id, each.type_en) for each in bill.publications] == [(3, "First Reading")]


def test_the_right_record_is_read_when_an_answer_holds_several() -> None:
    records = [{"NumberCode": "C-3", "LongTitle": "Another"}, {"NumberCode": "c-2", "LongTitle": "This one"}]
    assert merged(legisinfo=records).title_en == "This one"


@pytest.mark.parametrize(
    "xml",
    [
        '<!DOCTYPE b [<!ENTITY a "b">]><Bills><Bill><Id>7</Id><LongTitleEn>&a;</LongTitleEn></Bill></Bills>',
        "<Bills><Bill><Id>7</Id>" + "<a>" * 70 + "</a>" * 70 + "</Bill></Bills>",
        "<a>" * 100_000,
    ],
)
def test_nothing_is_read_when_xml_declares_a_type_or_is_nested_too_deep(xml: str) -> None:
    assert merged(legisinfo=xml) == merged(None)
