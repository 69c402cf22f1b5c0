"""Feeds as subscribers read them: whatever the texts, the document is valid and says the same."""

from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.atom_feed import Feed, FeedEntry, render_feed

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
FEED = Feed("tag:lake.example,2026:x", "Changes", "https://lake.example/", "Lake", NOON)
NOT_XML = [0x0, 0x1, 0x8, 0xB, 0xC, 0xE, 0x1F, 0xFFFE, 0xFFFF, 0xD800, 0xDFFF]


def entry(number: int = 1, **values: str) -> FeedEntry:
    texts = {"title": "A title", "url": "https://lake.example/1", "summary": "a → b", **values}
    return FeedEntry(f"tag:lake.example,2026:x/{number}", updated_at=NOON, **texts)


def test_a_reader_finds_every_entry_with_what_it_says() -> None:
    east = timezone(timedelta(hours=-5))
    feed = Feed(FEED.id, FEED.title, FEED.url, FEED.author, NOON.astimezone(east))
    read = feedparser.parse(render_feed(feed, [entry(1, title="<b>&amp;</b>"), entry(2)]))
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.id, read.feed.title, read.feed.author, read.feed.link) == (*_texts(FEED), FEED.url)
    assert datetime.fromtimestamp(timegm(read.feed.updated_parsed), UTC) == NOON
    assert [each.id for each in read.entries] == [entry(1).id, entry(2).id]
    assert ET.fromstring(render_feed(feed, [entry(1, title="<b>&amp;</b>")])).findtext(f"{ATOM}entry/{ATOM}title") == (
        "<b>&amp;</b>"
    )


def _texts(feed: Feed) -> tuple[str, str, str]:
    return feed.id, feed.title, feed.author


def test_every_element_that_the_standard_asks_for_stands_once_in_feed_and_entries() -> None:
    root = ET.fromstring(render_feed(FEED, [entry(1), entry(2)]))
    for element in (root, *root.iterfind(f"{ATOM}entry")):
        assert [len(element.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "link")] == [1, 1, 1, 1]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Lake"


def test_a_feed_without_entries_is_a_feed() -> None:
    read = feedparser.parse(render_feed(FEED, []))
    assert (read.bozo, read.entries) == (False, [])


@given(text=st.text())
def test_texts_come_back_as_they_were_or_with_a_mark_where_xml_has_no_such_letter(text: str) -> None:
    summary = ET.fromstring(render_feed(FEED, [entry(summary=text)])).findtext(f"{ATOM}entry/{ATOM}summary") or ""
    expected = "".join("\ufffd" if ord(letter) in NOT_XML or not is_xml(letter) else letter for letter in text)
    assert summary.replace("\r\n", "\n").replace("\r", "\n") == expected.replace("\r\n", "\n").replace("\r", "\n")


def is_xml(letter: str) -> bool:
    return letter in "\t\n\r" or letter.isprintable() or ord(letter) >= 0x20


def test_a_moment_without_zone_is_refused() -> None:
    naive = FeedEntry("tag:x,2026:1", "t", "https://x.example", datetime(2026, 1, 1), "s")  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="has no zone"):
        render_feed(FEED, [naive])
