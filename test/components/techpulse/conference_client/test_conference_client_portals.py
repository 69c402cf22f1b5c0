"""ACL's table; ELRA and ChairingTool in each of the forms that they may have."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeAlias

import pytest

from techpulse.conference_client import ConferenceRecord, UnknownPageError
from techpulse.conference_client.records import Parsed

Parsing: TypeAlias = Callable[..., Parsed]

COLUMNS = ("Title", "Location", "City", "Country", "Submission Deadline", "Event Dates")
SOMEWHERE = ("", "Lisbon", "Portugal")
TABLED = ("elra", "chairing_tool", "acl_web")
LOOSE = ("elra", "chairing_tool")
ARTICLE = """<article class="post event"><h2 class="entry-title"><a href="https://kites.example.org/">KITES 2026 –
Symposium on Kites</a></h2><div class="event-date">2 - 7 July 2026</div><div class="event-place">Lisbon, Portugal</div>
<p>Held in the wind.</p>
<ul><li>Submission deadline: 15 May 2026</li><li>Notification of acceptance: TBA</li></ul></article>"""
CARD = """<div class="conference-card"><h3 class="name">KITES 2026</h3><p class="full-name">Symposium on Kites</p>
<a href="/c/41">More</a><a href="https://kites.example.org/">Website</a><div class="date">2026-07-02 - 2026-07-07</div>
<div class="location">Lisbon, Portugal</div><dl><dt>Submission deadline</dt><dd>2026-05-15 23:59 AoE</dd></dl>
<div>Notification of acceptance: TBA</div></div>"""
ITEM = """<li><a href="https://kites.example.org/">KITES 2026: Symposium on Kites</a><br>2-7 July 2026, Lisbon, Portugal
<br><b>Submission deadline:</b> May 15, 2026<br><b>Notification of acceptance:</b> TBA</li>"""
NAVIGATION = (
    '<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News of 5 May 2026, and more</a></li></ul></nav>'
)
LINKED_DATA = {
    "@context": "https://schema.org",
    "@type": "Event",
    "name": "KITES 2026: Symposium on Kites",
    "startDate": "2026-07-02T09:00:00+01:00",
    "endDate": "2026-07-07",
    "url": "https://kites.example.org/",
    "location": {"name": "House", "address": {"addressLocality": "Lisbon", "addressCountry": "Portugal"}},
    "deadlines": [
        {"label": "Submission deadline", "date": "2026-05-15"},
        {"label": "Notification of acceptance", "date": "TBA"},
    ],
}
STATE = {
    "props": {
        "user": {"name": "Nobody"},
        "conferences": [
            {
                "shortName": "KITES 2026",
                "fullName": "Symposium on Kites",
                "website": "https://kites.example.org/",
                "city": "Lisbon",
                "country": "Portugal",
                "start_date": "2026-07-02",
                "end_date": "2026-07-07",
                "timezone": "AoE",
                "submissionDeadline": "2026-05-15",
                "notification_date": "TBA",
            }
        ],
    }
}


def cells(tag: str, texts: tuple[str, ...]) -> str:
    return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> str:
    body = "".join(cells("td", row) for row in rows)
    return f"<html><body><table><thead>{cells('th', columns)}</thead><tbody>{body}</tbody></table></body></html>"


def title(text: str = "KITES 2026: Symposium on Kites", link: str = "/node/41") -> str:
    return f'<a href="{link}">{text}</a>'


def told(record: ConferenceRecord) -> tuple[object, ...]:
    return (record.title, record.full_name, record.year, record.place, record.starts_date, record.ends_date)


KITES = ("KITES 2026", "Symposium on Kites", 2026, "Lisbon, Portugal", date(2026, 7, 2), date(2026, 7, 7))
MAY = datetime(2026, 5, 16, 11, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("deadline", ["15 May 2026", "2026-05-15", "15 May 2026 "])
def test_event_is_read_when_the_table_lists_it(parsed: Parsing, deadline: str) -> None:
    (record,) = parsed("acl_web", table((title(), *SOMEWHERE, deadline, "2 Jul 2026 to 7 Jul 2026"))).records
    assert told(record) == KITES
    assert (record.url, record.source_key) == ("https://www.example.org/node/41",) * 2
    assert [(each.kind, each.at, each.zone, each.precision) for each in record.deadlines] == [
        ("submission", MAY, None, "date")
    ]


def test_event_is_one_record_when_the_table_repeats_it_for_each_date(parsed: Parsing) -> None:
    rows = [(title(), *SOMEWHERE, due, f"{day} Jul 2026") for due in ("15 May 2026", "1 Jun 2026") for day in (2, 4, 7)]
    (record,) = parsed("acl_web", table(*rows)).records
    assert told(record) == KITES
    assert [each.text for each in record.deadlines] == ["15 May 2026", "1 Jun 2026"]


def test_editions_stay_apart_when_their_rows_share_title_and_link(parsed: Parsing) -> None:
    rows = [
        (title("Symposium on Kites"), *SOMEWHERE, "", f"{day} Jul {year}") for year in (2025, 2026) for day in (2, 3)
    ]
    records = parsed("acl_web", table(*rows)).records
    assert [(record.year, record.starts_date, record.ends_date) for record in records] == [
        (year, date(year, 7, 2), date(year, 7, 3)) for year in (2025, 2026)
    ]
    assert len({record.source_key for record in records}) == 2


def test_columns_are_found_when_they_stand_in_another_order(parsed: Parsing) -> None:
    columns = ("Event Dates", "Submission Deadline", "Country", "Title")
    body = table(("2 Jul 2026 to 7 Jul 2026", "15 May 2026", "Portugal", title()), columns=columns)
    (record,) = parsed("acl_web", body).records
    assert (record.title, record.place, record.deadlines[0].at) == ("KITES 2026", "Portugal", MAY)


def test_row_is_malformed_when_it_has_no_title_or_lacks_cells(parsed: Parsing) -> None:
    found = parsed(
        "acl_web",
        table(
            (title(), *SOMEWHERE, "15 May 2026", "2 Jul 2026"),
            ("", *SOMEWHERE, "22 May 2026", "9 Jul 2026"),
            ("X", "29 May 2026"),
        ),
    )
    assert [record.title for record in found.records] == ["KITES 2026"]
    assert [each.reason for each in found.malformed] == ["no title", "2 cells under 6 columns"]


@pytest.mark.parametrize("source", LOOSE)
@pytest.mark.parametrize(
    "body",
    [
        f"<html><body>{NAVIGATION}{ARTICLE}</body></html>",
        f"<html><body>{NAVIGATION}{CARD}</body></html>",
        f"<html><body>{NAVIGATION}<ul>{ITEM}</ul></body></html>",
        f"<html><script type='application/ld+json'>{json.dumps([LINKED_DATA])}</script><body></body></html>",
        f"<html><body><script id='__NEXT_DATA__' type='application/json'>{json.dumps(STATE)}</script></body></html>",
    ],
    ids=["article", "card", "item", "linked data", "state"],
)
def test_conference_is_the_same_when_a_page_of_any_form_tells_of_it(parsed: Parsing, source: str, body: str) -> None:
    (record,) = parsed(source, body).records
    assert told(record) == KITES
    assert record.url == "https://kites.example.org/"
    assert [(each.kind, each.at, each.flag) for each in record.deadlines] == [
        ("submission", MAY.replace(second=record.deadlines[0].at.second if record.deadlines[0].at else 0), None),
        ("notification", None, "TBD"),
    ]


def test_conferences_are_read_when_the_answer_is_json(parsed: Parsing) -> None:
    (record,) = parsed("chairing_tool", json.dumps(STATE), content_type="application/json").records
    assert told(record) == KITES
    assert [(each.kind, each.zone, each.at) for each in record.deadlines] == [
        ("submission", "AoE", MAY),
        ("notification", "AoE", None),
    ]


@pytest.mark.parametrize("source", TABLED)
def test_table_is_read_when_any_of_the_three_has_one(parsed: Parsing, source: str) -> None:
    (record,) = parsed(source, table((title(), *SOMEWHERE, "15 May 2026", "2 Jul 2026 to 7 Jul 2026"))).records
    assert told(record) == KITES


@pytest.mark.parametrize("source", LOOSE)
def test_deadline_stays_with_its_own_conference_when_several_stand_on_a_page(parsed: Parsing, source: str) -> None:
    days = range(1, 29)
    body = "".join(
        ARTICLE.replace("KITES", f"KITE{day}").replace("kites.", f"kite{day}.").replace("15 May", f"{day} May")
        for day in days
    )
    records = parsed(source, f"<html><body>{body}</body></html>").records
    assert {record.title: record.deadlines[0].text for record in records} == {
        f"KITE{day} 2026": f"{day} May 2026" for day in days
    }


def test_keys_differ_when_conferences_share_a_link(parsed: Parsing) -> None:
    records = parsed("elra", f"<html><body>{ARTICLE}{ARTICLE.replace('KITES', 'BOATS')}{ARTICLE}</body></html>").records
    assert [record.title for record in records] == ["KITES 2026", "BOATS 2026"]
    assert len({record.source_key for record in records}) == 2


@pytest.mark.parametrize("source", LOOSE)
def test_items_are_the_conferences_when_an_article_holds_them_all(parsed: Parsing, source: str) -> None:
    items = "".join(
        f"<li><a href='https://kite{day}.example.org'>KITE{day} 2026</a> Submission deadline: {day} May 2026</li>"
        for day in range(1, 10)
    )
    body = f"<html><body><article><h1>Events</h1><p>Our year 2026.</p><ul>{items}</ul></article></body></html>"
    records = parsed(source, body).records
    assert [(each.title, each.deadlines[0].text) for each in records] == [
        (f"KITE{day} 2026", f"{day} May 2026") for day in range(1, 10)
    ]


@pytest.mark.parametrize("source", LOOSE)
def test_page_is_unknown_when_conferences_can_not_be_told_apart(parsed: Parsing, source: str) -> None:
    flat = "<h2>KITES 2026</h2><p>Submission deadline: 15 May 2026</p><h2>BOATS 2026</h2><p>Deadline: 1 June 2026</p>"
    with pytest.raises(UnknownPageError):
        parsed(source, f"<html><body><article><h1>Events</h1>{flat}</article></body></html>")


@pytest.mark.parametrize("source", LOOSE)
def test_news_are_no_conferences_when_they_stand_beside_them(parsed: Parsing, source: str) -> None:
    news = """<article><h2>Our new catalogue</h2><p>15 May 2026</p></article><article><h2>The year 2026 has begun</h2>
<div class="entry-meta"><time>2 January 2026</time></div><p>Happy new year.</p></article>"""
    (record,) = parsed(source, f"<html><body>{news}{ARTICLE}</body></html>").records
    assert record.title == "KITES 2026"


@pytest.mark.parametrize("source", TABLED)
@pytest.mark.parametrize(
    "body",
    [
        f"<html><title>Events</title><body>{NAVIGATION}<p>No events now.</p></body></html>",
        "<html><title>App</title><body><noscript>Enable JavaScript.</noscript><div id='root'></div></body></html>",
        table(),
        table((title(), "Lisbon"), columns=("Title", "Place")),
        "<html><body><script>document.cookie = 'humans_1=1'; document.location.reload(true)</script></body></html>",
    ],
    ids=["no events", "empty shell", "empty table", "other table", "human check"],
)
def test_page_is_unknown_when_it_has_none_of_these_forms(parsed: Parsing, source: str, body: str) -> None:
    with pytest.raises(UnknownPageError) as caught:
        parsed(source, body)
    assert caught.value.source == source
    assert caught.value.found
    assert caught.value.expected in str(caught.value)
