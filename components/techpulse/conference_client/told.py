"""A conference as a page of free form tells of it, in texts, and the record made of them.

Belongs here: what three sites without a common form have in common. Does not: where their pages say it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from techpulse.conference_client.days import days_of
from techpulse.conference_client.kinds import kind_in
from techpulse.conference_client.records import ConferenceRecord, DeadlineRecord, Page
from techpulse.conference_client.spans import flags_of, year_in
from techpulse.conference_client.texts import said, web_address
from techpulse.conference_client.times import moment_of

_BOTH_NAMES = re.compile(r"(?P<title>.{2,60}?\b(?:19|20|21)[0-9]{2})\s*(?::|[–—]|\s-)\s+(?P<full_name>\S.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDeadline:
    """A deadline in texts: what it is for, when it is, and the zone where that stands apart."""

    label: str
    text: str
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A conference in texts, each as it is written; `dates` may be several, of which the first and last days count."""

    title: str
    full_name: str | None = None
    link: str | None = None
    place: str | None = None
    dates: tuple[str, ...] = ()
    deadlines: tuple[ToldDeadline, ...] = ()
    subjects: tuple[str, ...] = ()


def records_of(told: Iterable[Told], page: Page) -> tuple[ConferenceRecord, ...]:
    """One record of each conference; of two that say the same in all, one."""
    records = tuple(dict.fromkeys(_record(each, page) for each in told))
    keys = Counter(record.source_key for record in records)
    shared = [_apart(record) if keys[record.source_key] > 1 else record for record in records]
    return tuple({record.source_key: record for record in reversed(shared)}.values())[::-1]


def _record(told: Told, page: Page) -> ConferenceRecord:
    title, full_name = _names(told)
    spans = [span for text in told.dates if (span := days_of(text))]
    starts = min((span[0] for span in spans), default=None)
    ends = max((span[1] for span in spans), default=None)
    year = year_in(told.title) or (starts.year if starts else None)
    link = web_address(told.link, at=page.url)
    return ConferenceRecord(
        source=page.source,
        source_key=link or f"{told.title} {starts or year or '?'}",
        title=title,
        full_name=full_name,
        year=year,
        url=link,
        source_url=page.url,
        place=said(told.place),
        starts_date=starts,
        ends_date=ends,
        subjects=told.subjects,
        note=None,
        deadlines=tuple(dict.fromkeys(_deadline(each) for each in told.deadlines)),
        flags=flags_of(year=year, starts=starts, ends=ends),
    )


def _apart(record: ConferenceRecord) -> ConferenceRecord:
    """The record under a key that its title tells apart: a link that several conferences share names none of them."""
    when = record.starts_date or record.year or "?"
    return replace(record, source_key=f"{record.source_key} {record.title} {when}")


def _names(told: Told) -> tuple[str, str | None]:
    """The short and the long name: `ACL 2026: Annual Meeting of …` is both."""
    both = _BOTH_NAMES.fullmatch(told.title)
    if both and not told.full_name:
        return both["title"], both["full_name"]
    return told.title, said(told.full_name)


def _deadline(told: ToldDeadline) -> DeadlineRecord:
    kind = kind_in(told.label)
    moment = moment_of(told.text, zone=told.zone)
    return DeadlineRecord(
        kind=kind,
        label=told.label,
        text=told.text,
        at=moment.at,
        zone=moment.zone,
        precision=moment.precision,
        flag=moment.flag,
    )
