"""The simulator against recorded bills: what it makes of their XML is what was recorded, field by field."""

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest

from techpulse.parliament_simulator import ListForm, Parliament, ParliamentSimulator

Recorded = Callable[[str], list[Any]]
Ask = Callable[[str, str], Any]

SESSION = "45-1"
DATES = ("20260724", "20260813")
DAYS = [DATES[0], pytest.param(DATES[1], marks=pytest.mark.long)]


def xml_of(recorded: Recorded, date: str) -> dict[str, str]:
    return {line["number"]: line["xml"] for line in recorded(f"legisinfo/{SESSION}_{date}.bills_xml.ndjson.gz")}


def leaves(element: Element, path: str = "") -> Iterator[tuple[str, str | None]]:
    """Every element with its place and, if it has no children, its text; an empty text may be broken over lines."""
    place = f"{path}/{element.tag}"
    if len(element):
        yield place, "..."
        for child in element:
            yield from leaves(child, place)
    else:
        is_broken = element.text and not element.text.strip() and "\n" in element.text
        yield place, None if is_broken else element.text


def written(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value in {None, ""} else str(value)


def json_leaves(value: object, path: str) -> Iterator[tuple[str, str | None]]:
    if isinstance(value, dict):
        yield path, "..."
        for name, inner in value.items():
            yield from json_leaves(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for one in value:
            yield from json_leaves(one, path)
    else:
        yield path, written(value)


@pytest.mark.parametrize("date", DAYS)
def test_xml_out_is_xml_in_when_recorded_bills_are_served(recorded: Recorded, ask: Ask, date: str) -> None:
    texts = xml_of(recorded, date)
    assert len(texts) == 185
    with ParliamentSimulator(Parliament.from_xml(SESSION, texts.values())) as simulator:
        for number, text in texts.items():
            reply = ask(simulator.origin, f"/legisinfo/en/bill/{SESSION}/{number.lower()}/xml")
            assert list(leaves(fromstring(reply.body))) == list(leaves(fromstring(text))), number


def test_json_holds_every_element_in_its_order_when_recorded_bills_are_served(recorded: Recorded, ask: Ask) -> None:
    texts = xml_of(recorded, DATES[0])
    with ParliamentSimulator(Parliament.from_xml(SESSION, texts.values())) as simulator:
        for number, text in texts.items():
            (bill,) = ask(simulator.origin, f"/legisinfo/en/bill/{SESSION}/{number.lower()}/json").json
            said = list(json_leaves(bill, "/Bills/Bill"))
            assert said == list(leaves(fromstring(text)))[1:], number


@pytest.mark.parametrize("date", DAYS)
def test_openparliament_tells_the_recorded_details_when_made_of_the_xml(
    recorded: Recorded, ask: Ask, date: str
) -> None:
    details = recorded(f"openparliament_converted/{SESSION}_{date}.bills_detail.ndjson.gz")
    with ParliamentSimulator(Parliament.from_xml(SESSION, xml_of(recorded, date).values())) as simulator:
        served = [ask(simulator.origin, f"/bills/{SESSION}/{detail['number']}/").json for detail in details]
    assert len(details) == 185
    # That a sponsor's address is null is the recording's own ignorance; the simulator shares it.
    assert served == details


@pytest.mark.parametrize("date", DAYS)
def test_openparliament_lists_the_recorded_objects_when_made_of_the_xml(
    recorded: Recorded, ask: Ask, date: str
) -> None:
    objects = recorded(f"openparliament_converted/{SESSION}_{date}.bills_list_objects.ndjson.gz")
    with ParliamentSimulator(Parliament.from_xml(SESSION, xml_of(recorded, date).values())) as simulator:
        served = ask(simulator.origin, f"/bills/?session={SESSION}&limit=500").json["objects"]
    assert len(objects) == 185
    assert sorted(served, key=lambda bill: bill["number"]) == objects


def test_pages_are_the_recorded_ones_when_next_urls_are_followed(recorded: Recorded, ask: Ask) -> None:
    pages = recorded(f"openparliament_converted/{SESSION}_{DATES[0]}.bills_list_pages.ndjson.gz")
    served, target = [], f"/bills/?session={SESSION}"
    with ParliamentSimulator(Parliament.from_xml(SESSION, xml_of(recorded, DATES[0]).values())) as simulator:
        while target:
            served.append(ask(simulator.origin, target).json)
            target = served[-1]["pagination"]["next_url"]
    assert len(pages) == 10
    assert served == pages


def test_lists_of_both_forms_tell_the_recorded_values_when_made_of_the_xml(recorded: Recorded, ask: Ask) -> None:
    texts = xml_of(recorded, DATES[0])
    pairs = {
        "BillNumberFormatted": "NumberCode",
        "CurrentStatusFr": "StatusNameFr",
        "LatestActivityDateTime": "LatestBillEventDateTime",
        "LongTitleFr": "LongTitleFr",
        "PassedHouseFirstReadingDateTime": "PassedHouseFirstReadingDateTime",
        "ReceivedRoyalAssentDateTime": "ReceivedRoyalAssentDateTime",
        "ShortTitleEn": "ShortTitleEn",
        "SponsorId": "SponsorPersonId",
    }
    with ParliamentSimulator(Parliament.from_xml(SESSION, texts.values())) as simulator:
        formatted = ask(simulator.origin, f"/legisinfo/en/bills/json?parlsession={SESSION}").json
        simulator.list_form = ListForm(names="detail")
        detailed = ask(simulator.origin, f"/legisinfo/en/bills/json?parlsession={SESSION}").json
    assert len(formatted) == len(detailed) == len(texts)
    for one, other in zip(formatted, detailed, strict=True):
        bill = fromstring(texts[other["NumberCode"]])
        for name, name_in_xml in pairs.items():
            text = bill.findtext(f"Bill/{name_in_xml}")
            expected = text if text and text.strip() else None
            assert written(one[name]) == written(other[name_in_xml]) == expected, (other["NumberCode"], name)


@pytest.mark.long
def test_later_recording_takes_the_place_of_the_earlier_when_put_over_it(recorded: Recorded) -> None:
    earlier, later = (xml_of(recorded, date) for date in DATES)
    parliament = Parliament.from_xml(SESSION, earlier.values())
    before = {number: parliament.record(SESSION, number) for number in parliament.numbers(SESSION)}
    for text in later.values():
        parliament.put_xml(SESSION, text)
    after = {number: parliament.record(SESSION, number) for number in parliament.numbers(SESSION)}
    assert after.keys() == before.keys()
    assert after == {number: Parliament.from_xml(SESSION, [later[number]]).record(SESSION, number) for number in later}
    assert sum(after[number] != before[number] for number in after) == 182


@pytest.mark.long
def test_recorded_bills_go_on_to_royal_assent_when_advanced(recorded: Recorded) -> None:
    parliament = Parliament.from_xml(SESSION, xml_of(recorded, DATES[0]).values())
    for number in parliament.numbers(SESSION):
        stages = [stage for _ in range(12) if (stage := parliament.advance(SESSION, number))]
        record = parliament.record(SESSION, number)
        assert record["IsProForma"] or record["ReceivedRoyalAssent"], number
        assert len(stages) < 10, number
