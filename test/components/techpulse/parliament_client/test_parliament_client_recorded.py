"""Every recorded bill, held against a reading of its XML that shares nothing with ours."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import TypeAlias
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest

from techpulse.parliament_client import Bill, BillKey, bill_from

Recorded: TypeAlias = Callable[[str], list[dict[str, str]]]

DATES = ("20260724", "20260813")
DAYS = [DATES[0], pytest.param(DATES[1], marks=pytest.mark.long)]
CHAMBERS = {"1": "house", "2": "senate"}
READINGS = {
    f"passed_{chamber}_{order}_reading_at": f"Passed{chamber.title()}{order.title()}ReadingDateTime"
    for chamber in ("house", "senate")
    for order in ("first", "second", "third")
}
# How the older release of the list calls what the newer one, and the details, call otherwise.
OLDER_NAMES = {
    "Id": "BillId",
    "NumberCode": "BillNumberFormatted",
    "BillDocumentTypeName": "BillType",
    "OriginatingChamberOrganizationId": "OriginatingChamberId",
    "StatusId": "CurrentStatusId",
    "StatusName": "CurrentStatus",
    "SponsorPersonId": "SponsorId",
    "LatestBillEventTypeName": "LatestActivity",
    "LatestBillEventDateTime": "LatestActivityDateTime",
    "LongTitle": "LongTitle",
    "ShortTitle": "ShortTitle",
    "ParliamentNumber": "ParliamentNumber",
    "SessionNumber": "SessionNumber",
    "ReceivedRoyalAssentDateTime": "ReceivedRoyalAssentDateTime",
    **{name: name for name in READINGS.values()},
}


def said(element: ET.Element, path: str) -> str | None:
    text = element.findtext(path) or ""
    for curly, straight in (("\u2018", "'"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"')):
        text = text.replace(curly, straight)
    return " ".join(text.split()) or None


def number(element: ET.Element, path: str) -> int | None:
    return int(text) if (text := said(element, path)) else None


def at(element: ET.Element, path: str) -> datetime | None:
    text = said(element, path)
    if text is None:
        return None
    whole, _, fraction = text.partition(".")
    local = datetime.strptime(whole, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=ZoneInfo("America/Toronto"))
    return local.replace(microsecond=int(fraction.ljust(6, "0")[:6])).astimezone(UTC)


def fields_of(bill: ET.Element) -> dict[str, object]:
    """What a bill's element says of the fields that no other answer is needed for."""
    both = {
        "title": "LongTitle",
        "short_title": "ShortTitle",
        "bill_type": "BillDocumentTypeName",
        "status": "StatusName",
        "sponsor_title": "SponsorAffiliationTitle",
        "sponsor_constituency": "SponsorConstituencyName",
        "latest_activity": "LatestBillEventTypeName",
        "summary": "ShortLegislativeSummary",
    }
    chamber = said(bill, "OriginatingChamberOrganizationId")
    first = at(bill, f"Passed{'Senate' if chamber == '2' else 'House'}FirstReadingDateTime")
    return {
        **{f"{field}_en": said(bill, f"{name}En") for field, name in both.items()},
        **{f"{field}_fr": said(bill, f"{name}Fr") for field, name in both.items()},
        **{field: at(bill, name) for field, name in READINGS.items()},
        "legisinfo_id": number(bill, "Id"),
        "originating_chamber": CHAMBERS[str(chamber)],
        "is_government": said(bill, "IsGovernmentBill") == "true",
        "is_private_member": (number(bill, "Number") or 0) >= 200,
        "is_pro_forma": said(bill, "IsProForma") == "true",
        "status_id": number(bill, "StatusId"),
        "sponsor_id": number(bill, "SponsorPersonId"),
        "sponsor_name": said(bill, "SponsorPersonName"),
        "introduced_date": first.astimezone(ZoneInfo("America/Toronto")).date() if first else None,
        "latest_activity_at": at(bill, "LatestBillEventDateTime"),
        "royal_assent_at": at(bill, "ReceivedRoyalAssentDateTime"),
        "statute_year": number(bill, "StatuteYear"),
        "statute_chapter": said(bill, "StatuteChapter"),
        "is_law": said(bill, "ReceivedRoyalAssent") == "true",
        "reinstated_from": said(bill, "ReinstatedFromBillNumberCode"),
        "reinstated_as": said(bill, "ReinstatedAsBillNumberCode"),
        **lists_of(bill),
    }


def lists_of(bill: ET.Element) -> dict[str, object]:
    houses = [*bill.iterfind("BillStages/HouseBillStages"), *bill.iterfind("BillStages/SenateBillStages")]
    similar = {
        (number(each, "ParliamentNumber"), number(each, "SessionNumber"), str(code)[0], int(str(code)[2:]))
        for each in bill.iterfind("SimilarBills")
        if (code := said(each, "NumberCode"))
    }
    return {
        "stages": tuple(
            {
                "chamber": CHAMBERS.get(
                    str(said(each, "ChamberOrganizationId")), "house" if each.tag.startswith("House") else "senate"
                ),
                "name_en": said(each, "BillStageNameEn"),
                "name_fr": said(each, "BillStageNameFr"),
                "state_en": said(each, "StateNameEn"),
                "state_fr": said(each, "StateNameFr"),
                "state_at": at(each, "StateAsOfDate") or at(each, "EndOfStageEvent/EventEndDateTime"),
                "committee_en": said(each, "Committee/CommitteeAcronym") or said(each, "Committee/CommitteeNameEn"),
            }
            for each in [*houses, *bill.iterfind("BillStages/RoyalAssent")]
        ),
        "votes": tuple(
            {
                "number": number(each, "DivisionNumber"),
                "result_en": said(each, "DecisionResultNameEn"),
                "yeas": number(each, "DivisionVotesYeas"),
                "nays": number(each, "DivisionVotesNays"),
                "paired": number(each, "DivisionVotePaired"),
                "decided_at": at(each, "DecisionDateTime"),
            }
            for each in sorted(bill.iterfind("HouseVoteDetails"), key=lambda each: number(each, "DivisionNumber") or 0)
            if len(each)
        ),
        "publications": tuple(
            {"id": number(each, "PublicationId"), "type_en": said(each, "PublicationTypeNameEn")}
            for each in sorted(bill.iterfind("Publications"), key=lambda each: number(each, "PublicationId") or 0)
            if len(each)
        ),
        "related_bills": tuple((f"{p}-{s}", f"{letter}-{n}") for p, s, letter, n in sorted(similar, key=str_key)),
    }


def str_key(place: tuple[int | None, int | None, str, int]) -> tuple[int, int, str, int]:
    parliament, session, letter, digits = place
    return parliament or 0, session or 0, letter, digits


def as_json(element: ET.Element) -> object:
    """The element as LEGISinfo writes it in JSON: what may stand there often is a list, numbers and flags are such."""
    if not len(element):
        text = element.text
        is_plain = bool(text) and str(text).isdigit() and not str(text).startswith("0")
        return json.loads(str(text)) if is_plain or text in ("true", "false") else text
    record: dict[str, object] = {}
    for child in element:
        value = as_json(child)
        if child.tag in record:
            before = record[child.tag]
            record[child.tag] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            record[child.tag] = value
    return record


def without_en(value: object) -> object:
    """The same record where a field in English goes by the bare name alone."""
    if isinstance(value, list):
        return [without_en(each) for each in value]
    if isinstance(value, dict):
        return {name: without_en(each) for name, each in value.items() if not name.endswith("En")}
    return value


def newer_list_record(bill: ET.Element) -> dict[str, object]:
    return {child.tag: as_json(child) for child in bill if not len(child)}


def older_list_record(bill: ET.Element) -> dict[str, object]:
    record = newer_list_record(bill)
    older: dict[str, object] = {"SearchScore": 1.0, "ParlSessionCode": "45-1", "BillNumberSuffix": None}
    for name, called in OLDER_NAMES.items():
        older |= {f"{called}{end}": record[f"{name}{end}"] for end in ("", "En", "Fr") if f"{name}{end}" in record}
    honorific, person = record["SponsorPersonShortHonorificEn"], record["SponsorPersonName"]
    older |= dict.fromkeys(("Sponsor", "SponsorEn", "SponsorFr"), f"{honorific or ''} {person}".strip())
    return {key: "0001-01-01T00:00:00" if "Time" in key and not value else value for key, value in older.items()}


def found_in(bill: Bill) -> dict[str, object]:
    """The fields that LEGISinfo alone can fill."""
    found: dict[str, object] = asdict(bill)
    return {name: found[name] for name in found.keys() - {"status_code", "sponsor_url", "text_url", "vote_urls"}}


def bills_of(recorded: Recorded, day: str) -> list[tuple[BillKey, str, ET.Element]]:
    found = []
    for line in recorded(f"legisinfo/45-1_{day}.bills_xml.ndjson.gz"):
        bill = ET.fromstring(line["xml"]).find("Bill")
        assert bill is not None
        found.append((BillKey(line["session"], line["number"]), line["xml"], bill))
    assert len(found) == 185
    return found


def from_details(key: BillKey, payload: object) -> dict[str, object]:
    return found_in(bill_from(key, listed=None, legisinfo=json.dumps(payload), openparliament=None))


@pytest.mark.parametrize("day", DAYS)
def test_every_field_is_right_when_the_details_are_the_recorded_xml(recorded: Recorded, day: str) -> None:
    for key, xml, bill in bills_of(recorded, day):
        assert from_details(key, xml) == fields_of(bill), key


@pytest.mark.parametrize("day", DAYS)
def test_every_field_is_right_when_the_details_are_json(recorded: Recorded, day: str) -> None:
    for key, _, bill in bills_of(recorded, day):
        expected, record = fields_of(bill), as_json(bill)
        assert from_details(key, [record]) == expected, key
        assert from_details(key, record) == expected, key
        assert from_details(key, [without_en(record)]) == expected, key


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("listed", [newer_list_record, older_list_record])
@pytest.mark.parametrize("shape", [lambda record: record, without_en], ids=["with En", "without En"])
def test_the_list_alone_fills_what_it_holds_when_there_are_no_details(
    recorded: Recorded,
    day: str,
    *,
    listed: Callable[[ET.Element], dict[str, object]],
    shape: Callable[[object], object],
) -> None:
    absent_in_older = {"sponsor_title", "sponsor_constituency", "summary", "statute", "reinstated", "is_pro"}
    for key, _, bill in bills_of(recorded, day):
        record = json.dumps(shape(listed(bill)))
        found = found_in(bill_from(key, listed=record, legisinfo=None, openparliament=None))
        for name, value in fields_of(bill).items():
            is_absent = listed is older_list_record and name.startswith(tuple(absent_in_older))
            if isinstance(value, tuple):
                assert found[name] == ()
            elif is_absent:
                assert found[name] is None
            elif name != "is_law" or listed is newer_list_record:
                assert found[name] == value, (key, name)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("listed", [newer_list_record, older_list_record])
def test_the_bill_is_the_same_when_the_list_says_what_the_details_say(
    recorded: Recorded, day: str, *, listed: Callable[[ET.Element], dict[str, object]]
) -> None:
    for key, xml, bill in bills_of(recorded, day):
        both = bill_from(key, listed=json.dumps(listed(bill)), legisinfo=json.dumps(xml), openparliament=None)
        assert found_in(both) == fields_of(bill), key


@pytest.mark.long
def test_no_bill_changes_when_another_scraper_spelled_the_same_record(recorded: Recorded) -> None:
    before, after = ({key: from_details(key, xml) for key, xml, _ in bills_of(recorded, day)} for day in DATES)
    same = {key for key in before if before[key]["latest_activity_at"] == after[key]["latest_activity_at"]}
    assert len(same) > 100
    assert {key for key in same if before[key] != after[key]} == set()


@pytest.mark.parametrize("day", DAYS)
def test_openparliament_adds_what_it_alone_knows_when_it_answers(recorded: Recorded, day: str) -> None:
    details = {each["number"]: each for each in recorded(f"openparliament_converted/45-1_{day}.bills_detail.ndjson.gz")}
    for key, xml, bill in bills_of(recorded, day):
        detail = details[key.number]
        found = bill_from(key, listed=None, legisinfo=json.dumps(xml), openparliament=json.dumps(detail))
        assert found_in(found) == fields_of(bill) | {"introduced_date": date.fromisoformat(detail["introduced"])}, key
        assert (found.status_code, found.text_url) == (detail["status_code"], detail["text_url"])
        assert found.vote_urls == tuple(detail["vote_urls"])
        alone = bill_from(key, listed=None, legisinfo=None, openparliament=json.dumps(detail))
        assert alone.title_en == found.title_en
        assert replace(alone, status_en=None).introduced_date == found.introduced_date
