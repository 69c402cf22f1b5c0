"""One event of WikiCFP: as its list tells of it, and as its own page does.

Belongs here: titles, deadlines and fields of an event. Does not: where a list has it (`wikicfp.py`).
In a list a second date, in brackets, is the abstract's. Dates have no zone there: they are taken as anywhere on earth.
"""

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from techpulse.conference_client.days import days_of
from techpulse.conference_client.kinds import kind_in
from techpulse.conference_client.markup import attribute, cells_of, words_of
from techpulse.conference_client.records import ConferenceRecord, DeadlineRecord, Kind, Page
from techpulse.conference_client.spans import flags_of, year_in
from techpulse.conference_client.texts import said, web_address
from techpulse.conference_client.times import moment_of

_ADDRESS = "/cfp/servlet/event.showcfp?eventid="
_NUMBER = re.compile(r"event\.showcfp\?(?:[^#]*&(?:amp;)?)?eventid=([0-9]{1,12})(?![0-9])")
_WITH_ABSTRACT = re.compile(r"(?P<paper>[^()]*\S)\s*\((?P<abstract>[^()]*(?:[0-9]|TB[AD]|N/A)[^()]*)\)", re.IGNORECASE)
_NOT_DEADLINES = frozenset({"when", "where"})


def event_number(link: str) -> str | None:
    """The number of the event that a link leads to; None where it leads elsewhere."""
    match = _NUMBER.search(link)
    return match[1].lstrip("0") or None if match else None


def listed_event(names: tuple[str, str], told: tuple[str, str, str], *, link: str, page: Page) -> ConferenceRecord:
    """The event of a list: its title and long name; when, where and its deadlines, as they are written."""
    number = event_number(link)
    assert number is not None, "the caller has looked"
    when, where, deadline = told
    category = said(parse_qs(urlsplit(page.url).query).get("conference", [""])[0])
    deadlines = _listed_deadlines(deadline)
    record = _record(number, names, when_and_where=(when, where), deadlines=deadlines, page=page)
    return replace(record, subjects=(category.lower(),) if category else ())


def event_in(document: LexborHTMLParser, page: Page) -> ConferenceRecord | None:
    """The event whose own page this is; None where it is another page."""
    rows = [cells_of(row) for row in document.css("div.contsec table.gglu tr") if row.css_first("th")]
    fields = {words_of(cells[0]): words_of(cells[-1]) for cells in rows if len(cells) > 1}
    title, full_name = _names(document)
    number = event_number(page.url) or event_number(attribute(document.css_first("[rel='v:url']"), "resource"))
    if "When" not in fields or not title or not number:
        return None
    deadlines = tuple(_deadline(text, kind_in(name), label=name) for name, text in fields.items() if _is_deadline(name))
    categories = (words_of(link) for link in document.css("div.contsec table.gglu a[href*='call?conference=']"))
    told = (fields["When"], fields.get("Where", ""))
    record = _record(number, (title, full_name), when_and_where=told, deadlines=deadlines, page=page)
    return replace(record, subjects=tuple(dict.fromkeys(filter(None, categories))), url=_own_site(document, page))


def _record(
    number: str,
    names: tuple[str, str],
    *,
    when_and_where: tuple[str, str],
    deadlines: tuple[DeadlineRecord, ...],
    page: Page,
) -> ConferenceRecord:
    span = days_of(when_and_where[0])
    starts, ends = span or (None, None)
    year = year_in(names[0]) or (starts.year if starts else None)
    place = said(when_and_where[1])
    return ConferenceRecord(
        source="wikicfp",
        source_key=number,
        title=names[0],
        full_name=said(names[1]),
        year=year,
        url=None,
        source_url=web_address(f"{_ADDRESS}{number}", at=page.url) or page.url,
        place=None if place in {"N/A", "TBD"} else place,
        starts_date=starts,
        ends_date=ends,
        subjects=(),
        note=None,
        deadlines=deadlines,
        flags=flags_of(year=year, starts=starts, ends=ends) + _late_abstract(deadlines),
    )


def _listed_deadlines(text: str) -> tuple[DeadlineRecord, ...]:
    both = _WITH_ABSTRACT.fullmatch(text)
    if not both:
        return (_deadline(text, "submission", label=None),)
    return _deadline(both["abstract"], "abstract", label=None), _deadline(both["paper"], "submission", label=None)


def _deadline(text: str, kind: Kind, *, label: str | None) -> DeadlineRecord:
    """A deadline; the labels of the usual four say no more than their kinds, and lists have none."""
    moment = moment_of(text)
    return DeadlineRecord(
        kind=kind,
        label=label if kind == "other" else None,
        text=text,
        at=moment.at,
        zone=moment.zone,
        precision=moment.precision,
        flag=moment.flag,
    )


def _late_abstract(deadlines: tuple[DeadlineRecord, ...]) -> tuple[str, ...]:
    at = {deadline.kind: deadline.at for deadline in deadlines}
    abstract, paper = at.get("abstract"), at.get("submission")
    return ("abstract is due after the paper",) if abstract and paper and abstract > paper else ()


def _is_deadline(name: str) -> bool:
    return bool(name) and name.lower() not in _NOT_DEADLINES


def _names(document: LexborHTMLParser) -> tuple[str, str]:
    """The title and the long name: both stand in the heading, ` : ` between them."""
    heading = document.css_first("div.contsec h2")
    described: LexborNode | None = heading.css_first("[property='v:description']") if heading else None
    title, _, full_name = words_of(described or heading).partition(" : ")
    return title.strip(), full_name.strip()


def _own_site(document: LexborHTMLParser, page: Page) -> str | None:
    links = [link for link in document.css("div.contsec a[href]") if words_of(link.parent).startswith("Link:")]
    return web_address(attribute(links[0], "href"), at=page.url) if links else None
