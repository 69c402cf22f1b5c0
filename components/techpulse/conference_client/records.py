"""A page as it was sent, and what parsers make of it: conferences, their deadlines, and what is neither.

Belongs here: the values that cross the face. Does not: where a site writes them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

Source: TypeAlias = Literal["ai_deadlines", "acl_web", "chairing_tool", "elra", "wikicfp"]
Kind: TypeAlias = Literal["abstract", "submission", "notification", "camera_ready", "workshop", "registration", "other"]
Precision: TypeAlias = Literal["date", "minute"]


class UnknownPageError(ValueError):
    """A page of `source` isn't built as its parser knows it: nothing of it is believed. Asking again won't help."""

    def __init__(self, source: Source, *, url: str, expected: str, found: str) -> None:
        super().__init__(f"a page of {source} can't be read: expected {expected}, found {found}: {url}")
        self.source: Source = source
        self.url = url
        self.expected = expected
        self.found = found


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site, byte by byte; `fetched_at` is aware UTC.

    `validator` is what the site is asked with next time, so that it answers only if the page has changed: its ETag, or
    else its Last-Modified, as sent.
    """

    source: Source
    url: str
    body: bytes
    content_type: str | None
    fetched_at: datetime
    validator: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The site's word that a page is still as it was; `fetched_at`, aware UTC, is when it was asked."""

    source: Source
    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRecord:
    """One deadline of a conference: `text` as it was written, and the instant `at` (aware UTC) where it can be told.

    `zone` is as written, None where none was. `precision` says what was written: a date alone means the last second of
    that day in its zone. Where `at` is None, `flag` says why.
    """

    kind: Kind
    label: str | None
    text: str
    at: datetime | None
    zone: str | None
    precision: Precision | None
    flag: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceRecord:
    """One conference as one source tells of it; `source_key` is stable, and unique within the source.

    Texts are tidied: white space collapsed; `note` is plain text. `starts_date` and `ends_date` are days at the place.
    `flags` say what is doubtful.
    """

    source: Source
    source_key: str
    title: str
    full_name: str | None
    year: int | None
    url: str | None
    source_url: str
    place: str | None
    starts_date: date | None
    ends_date: date | None
    subjects: tuple[str, ...]
    note: str | None
    deadlines: tuple[DeadlineRecord, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Malformed:
    """What stands among conferences and is none; `key_text` names it as well as can be, `reason` says what is wrong."""

    key_text: str
    payload: str
    reason: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a page holds, in its order, and the addresses of the pages that follow it."""

    records: tuple[ConferenceRecord, ...]
    malformed: tuple[Malformed, ...] = ()
    next_urls: tuple[str, ...] = ()
