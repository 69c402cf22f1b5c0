"""What a record of each endpoint must hold: strict about the fields we use, indifferent to all others.

Belongs here: fields and their types. Does not: reading them out of bytes (`parse.py`).
Source of the fields: developer.wordpress.org/rest-api/reference, and what older cores and plugins make of them.
"""

from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from msgspec import Meta, Raw, Struct, field

GREATEST_ID = 2**63 - 1  # what a BIGINT holds

_QUOTE = ord('"')

Id = Annotated[int, Meta(gt=0, le=GREATEST_ID)]


class _Rendered(Struct, frozen=True, gc=False):
    rendered: str = ""
    protected: bool = False


class _Content(Struct, frozen=True, gc=False):
    """As `_Rendered`, its text passed over: it is most of a page, and decoding it a third of reading one."""

    rendered: Raw = Raw(b'""')
    protected: bool = False


class AnyRecord(Struct, frozen=True, gc=False):
    """A record of an endpoint that has no schema of its own.

    What is not declared is passed over: the payload keeps it. What else is declared may be absent, as `_fields` does.
    """

    id: Id
    modified_gmt: datetime

    @property
    def modified_at(self) -> datetime:
        """`modified_gmt` as aware UTC.

        Raises:
            ValueError: it names another zone, or parts of a second.
        """
        said = self.modified_gmt
        if said.microsecond or (said.tzinfo and said.utcoffset()):
            raise ValueError(f"modified_gmt: should be a moment in UTC such as 2024-11-03T06:30:00, not {said}")
        return said.replace(tzinfo=UTC)


class _Post(AnyRecord, frozen=True, gc=False):
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
    meta: dict[str, object] | list[object] = field(default_factory=dict)


class Page(_Post, frozen=True, gc=False):
    """A record of `pages` or `posts`."""

    content: _Content = _Content()
    parent: int = 0

    def __post_init__(self) -> None:
        """Refuses content that is not a text.

        Raises:
            ValueError: it is something else.
        """
        if memoryview(self.content.rendered)[0] != _QUOTE:
            raise ValueError("content.rendered: should be a text, found something else")


class Media(_Post, frozen=True, gc=False):
    """A record of `media`; one whose file is gone has `source_url` false."""

    source_url: str | bool = ""
    mime_type: str = ""
    media_type: str = ""
    media_details: dict[str, object] | list[object] = field(default_factory=dict)
    post: int | None = None

    def __post_init__(self) -> None:
        """Refuses the one value that the type can't.

        Raises:
            ValueError: `source_url` is true.
        """
        if self.source_url is True:
            raise ValueError("source_url: should be a text or false, found a boolean")


Schema: TypeAlias = type[AnyRecord]

_SCHEMAS: dict[str, Schema] = {"pages": Page, "posts": Page, "media": Media}


def schema_of(path: str) -> Schema:
    """What records of an endpoint's path, such as `pages?status=publish`, must hold."""
    route = path.partition("?")[0].strip("/").rpartition("/")[2]
    return _SCHEMAS.get(route, AnyRecord)
