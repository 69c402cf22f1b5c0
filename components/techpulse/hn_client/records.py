"""What Hacker News sends, as typed records; and what stands in for an item that could not be had.

Belongs here: fields, their types and meanings. Does not: parsing of bytes (`parse.py`), fetching.
Source of the fields: the official API's description, github.com/HackerNews/API.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr


class HNItemType(StrEnum):
    """The kinds of item that the API describes."""

    JOB = "job"
    STORY = "story"
    COMMENT = "comment"
    POLL = "poll"
    POLLOPT = "pollopt"


_KNOWN_TYPES = {str(kind): kind for kind in HNItemType}


def _utc_from_unix(seconds: object) -> datetime | None:
    if seconds is None or isinstance(seconds, datetime):
        return seconds
    if type(seconds) is not int:
        raise ValueError("not a whole number of Unix seconds")
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("not a moment that can be") from error


def _known_type(name: object) -> object:
    return _KNOWN_TYPES.get(name, name) if isinstance(name, str) else name


GREATEST_ID = 2**63 - 1  # what a BIGINT holds; Hacker News has come to 5 × 10⁷

ItemId = Annotated[int, Field(gt=0, le=GREATEST_ID)]
UnixTime = Annotated[datetime | None, BeforeValidator(_utc_from_unix)]
ItemType = Annotated[HNItemType | str | None, BeforeValidator(_known_type)]


class HNItem(BaseModel):
    """One item as Hacker News sent it: only `id` is certain, unknown fields are kept, `time` is aware UTC.

    `kids` are in the site's rank order, which changes all the time. `raw` holds the bytes exactly as they came.
    """

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: ItemId
    type: ItemType = None
    by: str | None = None
    time: UnixTime = None
    text: str | None = None
    title: str | None = None
    url: str | None = None
    score: int | None = None
    descendants: int | None = None
    parent: int | None = None
    poll: int | None = None
    kids: tuple[ItemId, ...] = ()
    parts: tuple[int, ...] = ()
    deleted: bool = False
    dead: bool = False

    _raw: bytes = PrivateAttr(default=b"")

    @property
    def raw(self) -> bytes:
        """The item's bytes exactly as they were sent; empty for an item that was not parsed from any."""
        return self._raw

    def keep_raw(self, body: bytes) -> None:
        """Lets the bytes that this item was parsed from travel with it."""
        self._raw = body


class HNUser(BaseModel):
    """One user: `submitted` holds the ids of stories AND comments, newest first."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: str
    created: UnixTime = None
    karma: int | None = None
    about: str | None = None
    submitted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingItem:
    """An item that its parent lists and that could not be had, asked twice; `reason` says what came instead."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True)
class MalformedItem:
    """An answer that is not a proper item of this thread: its text as far as it can be read, and why it was refused.

    Bytes that are no UTF-8 stand in `payload` as backslash escapes. `kids` are those that could still be made out,
    so that one bad record does not take its replies with it.
    """

    id: int
    payload: str
    reason: str
    kids: tuple[int, ...] = ()
