"""An Atom document from values: what RFC 4287 asks for, and nothing that XML does not take.

Belongs here: elements and their order. Does not: choosing entries.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

_ATOM = "http://www.w3.org/2005/Atom"
# Section 2.2 of XML 1.0 allows no other characters, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry: `id` is an IRI that stays the same for ever, `summary` plain text, `updated_at` aware."""

    id: str
    title: str
    url: str
    updated_at: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What holds for all entries: `id` is an IRI that stays, `author` a name; `updated_at` aware."""

    id: str
    title: str
    url: str
    author: str
    updated_at: datetime


def render_feed(feed: Feed, entries: Sequence[FeedEntry]) -> str:
    """The feed as XML, entries in the order given; what XML does not take becomes U+FFFD. Source: RFC 4287.

    Raises:
        ValueError: a moment has no zone.
    """
    register_namespace("", _ATOM)
    root = Element(f"{{{_ATOM}}}feed")
    _describe(root, feed.id, title=feed.title, updated_at=feed.updated_at, url=feed.url)
    _add(_add(root, "author"), "name", text=feed.author)
    for entry in entries:
        element = _add(root, "entry")
        _describe(element, entry.id, title=entry.title, updated_at=entry.updated_at, url=entry.url)
        _add(element, "summary", text=entry.summary).set("type", "text")
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=False).join(
        ['<?xml version="1.0" encoding="utf-8"?>\n', "\n"]
    )


def _describe(element: Element, identity: str, *, title: str, updated_at: datetime, url: str) -> None:
    if updated_at.tzinfo is None:
        raise ValueError(f"{updated_at} has no zone; give an aware moment")
    _add(element, "id", text=identity)
    _add(element, "title", text=title).set("type", "text")
    _add(element, "updated", text=updated_at.isoformat(timespec="seconds"))
    _add(element, "link").attrib.update(rel="alternate", href=url)


def _add(parent: Element, name: str, *, text: str | None = None) -> Element:
    element = SubElement(parent, f"{{{_ATOM}}}{name}")
    element.text = None if text is None else _NOT_XML.sub("\ufffd", text)
    return element
