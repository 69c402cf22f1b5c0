"""The published YAML of ai-deadlines to records: the older one-file form, and the newer form of one file a series.

Belongs here: keys of an entry and their meanings. Does not: its deadlines (`ai_deadlines_dates.py`), YAML's grammar.
One entry that can't be read is malformed, and the others stand.
"""

import json
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from techpulse.conference_client.ai_deadlines_dates import deadlines_of
from techpulse.conference_client.days import day_of, days_of
from techpulse.conference_client.markup import plain_text
from techpulse.conference_client.records import ConferenceRecord, Malformed, Page, Parsed
from techpulse.conference_client.spans import flags_of
from techpulse.conference_client.texts import said, text_of, unknown, web_address
from techpulse.conference_client.yaml_tree import NotYamlError, Tree, keys_written_twice, tree_of

_EXPECTED = "a YAML list of conferences"
_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_MOST_SHOWN = 20_000


def parse_ai_deadlines(page: Page) -> Parsed:
    """The editions that a file lists, in its order. A second entry of one title and year gets its place in its key.

    Raises:
        UnknownPageError: it is no such file, or no conference stands in it.
    """
    try:
        tree = tree_of(text_of(page, expected=_EXPECTED, types=("text/plain", "yaml", "octet-stream", "yml")))
    except NotYamlError as error:
        raise unknown(page, expected=_EXPECTED, found=str(error)) from error
    if not isinstance(tree, list):
        raise unknown(page, expected=_EXPECTED, found="something else")
    read = [_read(entry, page) for entry in tree]
    records = _each_once([entry for entry in read if isinstance(entry, ConferenceRecord)])
    if not records:
        raise unknown(page, expected=_EXPECTED, found=f"{len(tree)} entries, none of them a conference")
    return Parsed(records, tuple(entry for entry in read if isinstance(entry, Malformed)))


def _read(entry: Tree, page: Page) -> ConferenceRecord | Malformed:
    file = file_of(page.url)
    if not isinstance(entry, dict):
        return _malformed(entry, f"{file}/?", reason="not a mapping")
    title = said(entry.get("title"))
    if not title:
        return _malformed(entry, f"{file}/{said(entry.get('id')) or '?'}", reason="no title")
    return _record(entry, page, title=title)


def _record(entry: dict[str, Tree], page: Page, *, title: str) -> ConferenceRecord:
    year = _year(said(entry.get("year")))
    span = days_of(said(entry.get("date")) or said(entry.get("data")))  # the second is a typo that has occurred
    starts = day_of(said(entry.get("start"))) or (span[0] if span else None)
    ends = day_of(said(entry.get("end"))) or (span[1] if span else None)
    deadlines, doubts = deadlines_of(entry)
    return ConferenceRecord(
        source="ai_deadlines",
        source_key=f"{file_of(page.url)}/{title}/{year or '?'}",
        title=title,
        full_name=said(entry.get("full_name")),
        year=year,
        url=web_address(said(entry.get("link")), at="https:"),
        source_url=page.url,
        place=_place(entry),
        starts_date=starts,
        ends_date=ends,
        subjects=_subjects(entry),
        note=plain_text(said(entry.get("note"))),
        deadlines=deadlines,
        flags=flags_of(year=year, starts=starts, ends=ends) + _doubts(entry) + doubts,
    )


def _doubts(entry: dict[str, Tree]) -> tuple[str, ...]:
    twice = tuple(f"{key} is written twice" for key in keys_written_twice(entry))
    link = said(entry.get("link"))
    return twice + (("link is no web address",) if link and not web_address(link, at="https:") else ())


def _each_once(records: list[ConferenceRecord]) -> tuple[ConferenceRecord, ...]:
    seen: dict[str, int] = {}
    found = []
    for record in records:
        seen[record.source_key] = times = seen.get(record.source_key, 0) + 1
        key = record.source_key if times == 1 else f"{record.source_key}#{times}"
        found.append(replace(record, source_key=key))
    return tuple(found)


def file_of(url: str) -> str:
    """The name of the file at an address, without its ending: `ruleml+rr` of `…/ruleml%2Brr.yml`."""
    return unquote(urlsplit(url).path.rpartition("/")[2]).rpartition(".")[0] or "?"


def _year(text: str | None) -> int | None:
    return int(text) if text and _YEAR.fullmatch(text) else None


def _place(entry: dict[str, Tree]) -> str | None:
    parts = [said(entry.get("city")), said(entry.get("country"))]
    return said(entry.get("place")) or ", ".join(part for part in parts if part) or said(entry.get("venue"))


def _subjects(entry: dict[str, Tree]) -> tuple[str, ...]:
    """What `tags` and `sub` say, each once; `sub` is a text, perhaps with commas, or a list."""
    found: list[str] = []
    for value in (entry.get("tags"), entry.get("sub")):
        for part in value if isinstance(value, list) else str(value or "").split(","):
            text = said(part)
            if text and text not in found:
                found.append(text)
    return tuple(found)


def _malformed(entry: Tree, key: str, *, reason: str) -> Malformed:
    return Malformed(key, json.dumps(entry, ensure_ascii=False)[:_MOST_SHOWN], reason)
