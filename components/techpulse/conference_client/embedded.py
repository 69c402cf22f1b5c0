"""Conferences in JSON: a whole answer, or data within a page's scripts that a browser would draw the page from.

Belongs here: which objects are conferences, by their keys. Does not: what a browser draws (`cards.py`).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from techpulse.conference_client.kinds import kind_in
from techpulse.conference_client.texts import said
from techpulse.conference_client.told import Told, ToldDeadline

_SCRIPTS = "script[type='application/ld+json'], script[type='application/json'], script#__NEXT_DATA__"
_DEADLINE = re.compile(r"deadline|due|notification|camera|submission", re.IGNORECASE)
_MOST_OBJECTS = 200_000


def told_in_scripts(document: LexborHTMLParser) -> list[Told]:
    """The conferences in the data within a page's scripts."""
    return [told for script in document.css(_SCRIPTS) for told in told_in_json(script.text(deep=True))]


def told_in_json(text: str) -> list[Told]:
    """The conferences in a text of JSON; none in a text that is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return [told for each in _objects(value) if (told := _told(each))]


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object, in its order, however deep; one that is a conference's is told whole, with those in it."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_OBJECTS:
        seen += 1
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            waiting += [] if _told(here) else reversed(list(here.values()))
        elif isinstance(here, list):
            waiting += reversed(here)


def _told(each: dict[str, Any]) -> Told | None:
    title = _first(each, "acronym", "shortName", "short_name", "title", "name")
    full_name = _first(each, "fullName", "full_name", "longName", "title", "name")
    dates, deadlines = _dates(each), _deadlines(each)
    if not title or not (dates or deadlines):
        return None
    return Told(
        title=title,
        full_name=full_name if full_name != title else None,
        link=_first(each, "website", "homepage", "link", "url"),
        place=_place(each),
        dates=dates,
        deadlines=deadlines,
    )


def _dates(each: dict[str, Any]) -> tuple[str, ...]:
    starts = _first(each, "startDate", "start_date", "starts_date", "start")
    ends = _first(each, "endDate", "end_date", "ends_date", "end") or starts
    if starts and ends:
        return (f"{starts.partition('T')[0]} to {ends.partition('T')[0]}",)
    dates = _first(each, "dates", "date")
    return (dates,) if dates else ()


def _deadlines(each: dict[str, Any]) -> tuple[ToldDeadline, ...]:
    """What stands in a list or an object of deadlines, and under keys such as `submissionDeadline`."""
    zone = _first(each, "timezone", "timeZone")
    found: list[ToldDeadline] = []
    for key, value in each.items():
        items = value if isinstance(value, list) else [value]
        for item in items if _DEADLINE.search(key) else []:
            found += _from(_worded(key), item, zone=zone)
    return tuple(found)


def _from(label: str, item: object, *, zone: str | None) -> Iterator[ToldDeadline]:
    if not isinstance(item, dict):
        if (text := said(item)) and kind_in(label) != "other":
            yield ToldDeadline(label=label, text=text, zone=zone)
        return
    own = _first(item, "label", "name", "type", "kind", "title")
    when = _first(item, "date", "deadline", "due", "dueDate", "at")
    if own and when:
        yield ToldDeadline(label=own, text=when, zone=_first(item, "timezone", "timeZone") or zone)
    elif not when:
        for key, text in item.items():
            if isinstance(text, str) and text.strip():
                yield ToldDeadline(label=_worded(key), text=text.strip(), zone=zone)


def _place(each: dict[str, Any]) -> str | None:
    value = each.get("location") or each.get("place") or each.get("venue") or each
    if not isinstance(value, dict):
        return said(value)
    within = value.get("address") if isinstance(value.get("address"), dict) else value
    parts = (_first(within or {}, *names) for names in (("city", "addressLocality"), ("country", "addressCountry")))
    return ", ".join(filter(None, parts)) or (_first(value, "name") if value is not each else None)


def _first(each: dict[str, Any], *names: str) -> str | None:
    return next((text for name in names if (text := said(each.get(name)))), None)


def _worded(key: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", key).strip().lower()
