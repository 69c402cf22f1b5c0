"""What a record of each endpoint must hold: strict about the fields we use, indifferent to all others.

Belongs here: fields and their types. Does not: reading them out of bytes (`parse.py`).
Source of the fields: developer.wordpress.org/rest-api/reference, and what older cores and plugins make of them.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

GREATEST_ID = 2**63 - 1  # what a BIGINT holds

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|\+00:00)?")


def _utc(text: object) -> datetime:
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise ValueError("should be a moment in UTC such as 2024-11-03T06:30:00")
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError as error:
        raise ValueError(f"should be a moment that can be, not {text}") from error


Id = Annotated[int, Field(gt=0, le=GREATEST_ID)]
UtcMoment = Annotated[datetime, BeforeValidator(_utc)]


class _Fields(BaseModel):
    """What is not declared is passed over: the payload keeps it. What is declared may be absent, as `_fields` does."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class _Rendered(_Fields):
    rendered: str = ""
    protected: bool = False


class AnyRecord(_Fields):
    """A record of an endpoint that has no schema of its own."""

    id: Id
    modified_gmt: UtcMoment


class _Post(AnyRecord):
    """What pages, posts and attachments share. Dates of drafts are null; cores before 4.8 send no status."""

    modified: str | None = None
    date: str | None = None
    date_gmt: str | None = None
    slug: str = ""
    status: str = ""
    type: str = ""
    link: str = ""
    title: _Rendered = _Rendered()
    author: int = 0
    meta: dict[str, object] | list[object] = Field(default_factory=list)


class Page(_Post):
    """A record of `pages` or `posts`."""

    content: _Rendered = _Rendered()
    parent: int = 0


class Media(_Post):
    """A record of `media`; one whose file is gone has `source_url` false."""

    source_url: str | Literal[False] = ""
    mime_type: str = ""
    media_type: str = ""
    media_details: dict[str, object] | list[object] = Field(default_factory=list)
    post: int | None = None


Schema: TypeAlias = type[AnyRecord]

_SCHEMAS: dict[str, Schema] = {"pages": Page, "posts": Page, "media": Media}


def schema_of(path: str) -> Schema:
    """What records of an endpoint's path, such as `pages?status=publish`, must hold."""
    route = path.partition("?")[0].strip("/").rpartition("/")[2]
    return _SCHEMAS.get(route, AnyRecord)
