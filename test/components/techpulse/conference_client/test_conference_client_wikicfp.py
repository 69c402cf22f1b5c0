"""WikiCFP's lists, searches and event pages, whole and broken."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.conference_client import Page, UnknownPageError, parse_page
from techpulse.conference_client.records import Parsed

Parsing: TypeAlias = Callable[..., Parsed]

HEADER = '<tr bgcolor="#bbbbbb"><td> Event </td><td> When </td><td> Where </td><td> Deadline</td><td><input></td></tr>'
RELATED = """<div class="contsec"><center><h3> Related Resources </h3></center><table><tr><td>
<a href="/cfp/servlet/event.showcfp?eventid=999">ELSEWHERE 2026</a>&nbsp; Another event</td></tr></table></div>"""
AOE_END = datetime(2026, 7, 4, 11, 59, 59, tzinfo=UTC)


def first(number: int, title: str = "KITES 2026", *, grey: str = "#f6f6f6") -> str:
    link = f"/cfp/servlet/event.showcfp?eventid={number}&amp;copyownerid=7"
    return f"""<tr bgcolor="{grey}"><td rowspan="2" align="left"><a href="{link}">{title}</a></td>
<td align="left" colspan="3">Symposium on Kites &amp; Winds</td><td rowspan="2"><input type="checkbox"></td></tr>"""


def second(deadline: str = "Jul 3, 2026", *, when: str = "Dec 1, 2026 - Dec 3, 2026", grey: str = "#f6f6f6") -> str:
    return f"""<tr bgcolor="{grey}"><td align="left">{when}</td><td>Lisbon, Portugal</td><td>{deadline}</td></tr>"""


def listing(*rows: str, paging: str = "") -> str:
    return f"""<html><head><title>Night Trains</title></head><body>
<div class="navsec"><table><tr><td>x</td></tr></table></div>
<div class="contsec"><form><table><tr><td><table>{HEADER}{"".join(rows)}</table></td></tr>
<tr><td>{paging}</td></tr></table>
</form></div>{RELATED}</body></html>"""


def event(rows: str) -> str:
    return f"""<html><head><title>KITES 2026</title></head><body><div class="contsec"><center><table><tr><td><h2>
<span typeof="v:Event"><span property="v:summary" content="KITES 2026"></span>
<span property="v:description"> KITES  2026 : Symposium on Kites</span></span></h2></td></tr>
<tr><td align="center">Link: <a href="https://kites.example.org/a b" target="_newtab">https://kites…</a></td></tr>
<tr><td><table class="gglu">{rows}</table><table class="gglu"><tr><td><a href="/cfp/allcat"><b>Categories</b></a>
<a href="../call?conference=wind">wind</a> <a href="../call?conference=sky and sea">sky and sea</a></td></tr></table>
</td></tr></table></center></div>{RELATED}</body></html>"""


def row(name: str, value: str) -> str:
    return f'<tr bgcolor="#e6e6e6"><th>{name}</th><td align="center"> <span content="x">{value}</span> </td></tr>'


def test_event_has_everything_of_its_two_rows_when_it_is_listed(parsed: Parsing) -> None:
    (record,) = parsed("wikicfp", listing(first(41), second())).records
    assert record.source_key == "41"
    assert record.source_url == "http://www.example.org/cfp/servlet/event.showcfp?eventid=41"
    assert (record.title, record.full_name, record.year) == ("KITES 2026", "Symposium on Kites & Winds", 2026)
    assert (record.starts_date, record.ends_date, record.place) == (
        date(2026, 12, 1),
        date(2026, 12, 3),
        "Lisbon, Portugal",
    )
    assert (record.url, record.subjects) == (None, ("night trains",))
    assert [(each.kind, each.at, each.precision) for each in record.deadlines] == [("submission", AOE_END, "date")]


def test_second_date_is_the_abstracts_when_it_stands_in_brackets(parsed: Parsing) -> None:
    (record,) = parsed("wikicfp", listing(first(41), second("Jul 10, 2026 (Jul 3, 2026)"))).records
    assert [(each.kind, each.text) for each in record.deadlines] == [
        ("abstract", "Jul 3, 2026"),
        ("submission", "Jul 10, 2026"),
    ]
    assert record.deadlines[0].at == AOE_END


def test_flag_tells_when_the_abstract_is_due_after_the_paper(parsed: Parsing) -> None:
    (record,) = parsed("wikicfp", listing(first(41), second("Jul 3, 2026 (Jul 10, 2026)"))).records
    assert record.flags == ("abstract is due after the paper",)


@pytest.mark.parametrize(("text", "flag"), [("TBD", "TBD"), ("N/A", "N/A"), ("Sommer 2026", "unreadable")])
def test_deadline_is_kept_and_flagged_when_it_is_no_date(parsed: Parsing, text: str, flag: str) -> None:
    (record,) = parsed("wikicfp", listing(first(41), second(text, when="N/A"))).records
    (deadline,) = record.deadlines
    assert (deadline.text, deadline.at, deadline.flag) == (text, None, flag)
    assert (record.starts_date, record.year) == (None, 2026)


def test_expired_events_are_events_when_they_stand_under_their_heading(parsed: Parsing) -> None:
    rows = (first(41), second(), '<tr><td colspan="5">Expired CFPs</td></tr>', first(42), second("Jan 3, 2026"))
    assert [record.source_key for record in parsed("wikicfp", listing(*rows)).records] == ["41", "42"]


@pytest.mark.parametrize(
    ("rows", "keys", "reasons"),
    [
        ((first(41), first(42), second()), ["42"], ["no second row"]),
        ((first(41), second(), second("Jul 9, 2026")), ["41"], ["no first row"]),
        ((first(41), second(), first(42)), ["41"], ["no second row"]),
        ((first(41), second(grey="#e6e6e6"), first(42), second()), ["42"], ["its two rows don't fit together"]),
        (
            (first(41), "<tr><td>Dec 1, 2026</td><td>x</td></tr>", first(42), second()),
            ["42"],
            ["its two rows don't fit together"],
        ),
        ((first(41), second(), first(41), second("Jul 9, 2026")), ["41"], ["stands twice, and differs"]),
        ((first(41), second(), first(41), second()), ["41"], []),
    ],
)
def test_no_row_takes_its_neighbours_other_half_when_one_is_missing(
    parsed: Parsing, rows: tuple[str, ...], keys: list[str], reasons: list[str]
) -> None:
    found = parsed("wikicfp", listing(*rows))
    assert [record.source_key for record in found.records] == keys
    assert [each.reason for each in found.malformed] == reasons
    assert {deadline.text for record in found.records for deadline in record.deadlines} == {"Jul 3, 2026"}


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=8))
def test_deadline_is_never_another_events_when_any_rows_are_lost(kept: list[tuple[bool, bool]]) -> None:
    rows = [
        html
        for number, (has_first, has_second) in enumerate(kept, start=1)
        for html in (
            first(number, grey=f"#{number % 2}") if has_first else "",
            second(f"Jul {number}, 2026", grey=f"#{number % 2}") if has_second else "",
        )
    ]
    page = Page("wikicfp", "http://www.example.org/cfp/call", listing(*rows).encode(), None, AOE_END)
    whole = {number for number, both in enumerate(kept, start=1) if all(both)}
    try:
        found = {record.source_key: record.deadlines[0].text for record in parse_page(page).records}
    except UnknownPageError:
        assert not whole
    else:
        assert whole <= {int(key) for key in found}
        # Rows of one colour with nothing between them can't be told apart from one event's.
        assert all(text == f"Jul {key}, 2026" or (int(text[4:-6]) - int(key)) % 2 == 0 for key, text in found.items())


def test_next_page_is_given_when_the_list_goes_on(parsed: Parsing) -> None:
    way = '<a href="/cfp/call?conference=night trains&amp;page={0}">{1}</a>'
    paging = way.format(1, "first") + way.format(3, "next") + way.format(9, "last")
    url = "http://www.example.org/cfp/call?conference=night%20trains&page=2"
    found = parsed("wikicfp", listing(first(41), second(), paging=paging), url=url)
    assert found.next_urls == ("http://www.example.org/cfp/call?conference=night%20trains&page=3",)


@pytest.mark.parametrize(
    "link",
    [
        '<span class="vague"> next </span>',
        '<a href="?page=2">next</a>',
        '<a href="http://elsewhere.example/cfp/call?page=3">next</a>',
    ],
)
def test_no_next_page_is_given_when_the_list_ends_or_the_link_leads_back_or_away(parsed: Parsing, link: str) -> None:
    url = "http://www.example.org/cfp/call?conference=wind&page=2"
    assert parsed("wikicfp", listing(first(41), second(), paging=link), url=url).next_urls == ()


def test_every_field_is_read_when_it_is_an_events_own_page(parsed: Parsing) -> None:
    rows = (
        row("When", "Dec 1, 2026 - Dec 3, 2026")
        + row("Where", "Lisbon, Portugal")
        + row("Abstract Registration Due", "Jun 26, 2026")
        + row("Submission Deadline", "Jul 3, 2026")
        + row("Notification Due", "TBD")
        + row("Final Version Due", "Oct 1, 2026")
    )
    url = "http://www.example.org/cfp/servlet/event.showcfp?eventid=41&copyownerid=7"
    (record,) = parsed("wikicfp", event(rows), url=url).records
    assert (record.source_key, record.title, record.full_name) == ("41", "KITES 2026", "Symposium on Kites")
    assert (record.url, record.subjects) == ("https://kites.example.org/a%20b", ("wind", "sky and sea"))
    assert (record.starts_date, record.place) == (date(2026, 12, 1), "Lisbon, Portugal")
    assert [(each.kind, each.label, each.text, each.flag) for each in record.deadlines] == [
        ("abstract", None, "Jun 26, 2026", None),
        ("submission", None, "Jul 3, 2026", None),
        ("notification", None, "TBD", "TBD"),
        ("camera_ready", None, "Oct 1, 2026", None),
    ]


def test_list_and_event_page_tell_the_same_when_they_are_of_one_event(parsed: Parsing) -> None:
    (listed,) = parsed("wikicfp", listing(first(41), second())).records
    rows = row("When", "Dec 1, 2026 - Dec 3, 2026") + row("Where", "Lisbon") + row("Submission Deadline", "Jul 3, 2026")
    (own,) = parsed("wikicfp", event(rows), url="http://www.example.org/cfp/servlet/event.showcfp?eventid=41").records
    assert (own.source_key, own.source_url, own.deadlines) == (listed.source_key, listed.source_url, listed.deadlines)


def test_there_are_no_events_and_no_error_when_a_search_says_that_it_found_none(parsed: Parsing) -> None:
    body = '<div class="contsec"><h3>Matched Call For Papers for "xyzzy"<h3><table></table></div>'
    assert parsed("wikicfp", body).records == ()


@pytest.mark.parametrize(
    "body",
    [
        listing(),
        listing(first(41)),
        f"<html>{RELATED}</html>",
        '<div class="contsec"><center><h3>This item has been deleted.</h3></center></div>',
        listing(first(41), second()).replace("contsec", "content"),
        listing(first(41), second()).replace("Deadline", "Due"),
        event(row("Wann", "Dec 1, 2026")),
    ],
)
def test_page_is_unknown_when_its_structure_is_another(parsed: Parsing, body: str) -> None:
    with pytest.raises(UnknownPageError) as caught:
        parsed("wikicfp", body)
    assert caught.value.source == "wikicfp"
