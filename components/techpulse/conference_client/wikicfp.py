"""WikiCFP's lists: series, search results, categories page by page. Its pages of one event stand in `wikicfp_event.py`.

Belongs here: the table of events, two rows each, and the link to the next page. Does not: any other table.
What stands under "Expired CFPs" are events, too: that their deadlines are past makes nobody forget them.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from techpulse.conference_client.markup import attribute, cells_of, document_of, link_in, rows_of, shown_in, words_of
from techpulse.conference_client.records import ConferenceRecord, Malformed, Page, Parsed
from techpulse.conference_client.texts import tidied, unknown, web_address
from techpulse.conference_client.wikicfp_event import event_in, event_number, listed_event

_EXPECTED = "a WikiCFP list of events, or one event"
_COLUMNS = ["event", "when", "where", "deadline"]
_SAYS_NONE = re.compile(r"Matched Call For Papers for|Total of 0 CFPs", re.IGNORECASE)


def parse_wikicfp(page: Page) -> Parsed:
    """The events of a list, or the one of an event's page. A search that found nothing has none, and says so itself.

    Raises:
        UnknownPageError: it is neither, or a list without an event that can be read.
    """
    document = document_of(page, expected=_EXPECTED)
    if event := event_in(document, page):
        return Parsed((event,))
    tables = [table for table in document.css("div.contsec table") if _is_list(table)]
    read = list(dict.fromkeys(event for table in tables for event in _events(rows_of(table), page)))
    records = tuple(event for event in read if isinstance(event, ConferenceRecord))
    malformed = tuple(event for event in read if isinstance(event, Malformed))
    if not records and (malformed or not _says_none(document)):
        raise unknown(page, expected=_EXPECTED, found=f"{len(malformed)} broken rows in {shown_in(document)}")
    return _each_once(Parsed(records, malformed, _next_urls(document, page)))


def _is_list(table: LexborNode) -> bool:
    rows = rows_of(table)
    return bool(rows) and _is_header(rows[0])


def _is_header(row: LexborNode) -> bool:
    return [words_of(cell).lower() for cell in cells_of(row)][: len(_COLUMNS)] == _COLUMNS


def _says_none(document: LexborHTMLParser) -> bool:
    return any(_SAYS_NONE.search(words_of(section)) for section in document.css("div.contsec"))


def _events(rows: Sequence[LexborNode], page: Page) -> Iterator[ConferenceRecord | Malformed]:
    """Two rows are one event; a row that lost its other one takes none from its neighbours."""
    first: LexborNode | None = None
    for row in rows:
        is_first = event_number(link_in(row) or "") is not None
        is_second = not is_first and len(cells_of(row)) > 1 and not _is_header(row)
        if first is not None and not is_second:
            yield _malformed(first, reason="no second row")
        if is_second:
            yield _event(first, row, page=page)
        first = row if is_first else None
    if first is not None:
        yield _malformed(first, reason="no second row")


def _event(first: LexborNode | None, second: LexborNode, *, page: Page) -> ConferenceRecord | Malformed:
    if first is None:
        return _malformed(second, reason="no first row")
    names, told = cells_of(first), cells_of(second)
    colours = {attribute(row, "bgcolor").lower() for row in (first, second)}
    if len(names) < 2 or len(told) < len(_COLUMNS) - 1 or len(colours) > 1:  # noqa: PLR2004 - title and long name
        return _malformed(first, second, reason="its two rows don't fit together")
    link, title = link_in(names[0]), words_of(names[0])
    if not link or not title:
        return _malformed(first, second, reason="no title")
    when, where, deadline = (words_of(cell) for cell in told[:3])
    return listed_event((title, words_of(names[1])), (when, where, deadline), link=link, page=page)


def _malformed(*rows: LexborNode, reason: str) -> Malformed:
    number = event_number(link_in(rows[0]) or "")
    words = " / ".join(words_of(row) for row in rows)
    return Malformed(number or (tidied(words) or "?")[:80], words, reason)


def _each_once(parsed: Parsed) -> Parsed:
    """The first record of each key; another one with its key is none that can be believed."""
    kept: dict[str, ConferenceRecord] = {}
    others = [record for record in parsed.records if kept.setdefault(record.source_key, record) is not record]
    again = tuple(Malformed(record.source_key, record.title, "stands twice, and differs") for record in others)
    return Parsed(tuple(kept.values()), parsed.malformed + again, parsed.next_urls)


def _next_urls(document: LexborHTMLParser, page: Page) -> tuple[str, ...]:
    """Where the link `next` leads: to a later page of the same list."""
    links = [link for link in document.css("div.contsec a[href]") if words_of(link).lower() == "next"]
    found = [web_address(attribute(link, "href"), at=page.url) for link in links]
    return tuple(dict.fromkeys(url for url in found if url and _is_later(url, than=page.url)))


def _is_later(url: str, *, than: str) -> bool:
    return urlsplit(url)[1:3] == urlsplit(than)[1:3] and _page_number(url) > _page_number(than)


def _page_number(url: str) -> int:
    number = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(number) if re.fullmatch(r"[0-9]{1,6}", number) else 1
