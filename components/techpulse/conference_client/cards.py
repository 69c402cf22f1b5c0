"""Articles, cards and list items that each tell of a conference, to texts, line by line.

Belongs here: which lines say what. Does not: tables, data within scripts.
A block tells of a conference if it has a title and a deadline, or dates and a title of an event. Pages have many other
blocks, such as news; the day on which one was published is no conference's.
"""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from techpulse.conference_client.days import days_of
from techpulse.conference_client.kinds import kind_in
from techpulse.conference_client.markup import attribute, words_of
from techpulse.conference_client.texts import said, tidied
from techpulse.conference_client.times import moment_of
from techpulse.conference_client.told import Told, ToldDeadline

_BLOCKS = "[class*='conference-card'], [class*='conference-item'], [class*='event-card'], .event, article, .card, li"
_TITLES = "h1, h2, h3, h4, h5, .entry-title, .event-title, .title, .name"
_HEADINGS = "h1, h2, h3, h4, h5"
_FULL_NAMES = "[class*='full-name'], [class*='full_name'], .subtitle"
_PLACES = "[class*='location'], [class*='place'], [class*='venue']"
_LABELLED = re.compile(r"(?P<label>[^:]{3,60}?)\s*:\s*(?P<text>\S.*)?")
_DUE = re.compile(r"deadline|due\b|submi|notif|camera|abstract|regist|accept|paper", re.IGNORECASE)
_IS_EVENT = re.compile(
    r"(?<![0-9])20[0-9]{2}(?![0-9])|conference|workshop|symposium|meeting|summit|congress|school|forum", re.IGNORECASE
)
_IS_PART = re.compile(r"\b(?:dates?|deadlines?|venue|location|topics|submissions?|contact)\b", re.IGNORECASE)
_WHEN_PUBLISHED = ".entry-meta, .posted-on, .post-date, .entry-date, time.published, time.updated"
_LONGEST_LINE = 200
_MOST_LINES = 200
_MOST_BLOCKS = 20_000  # beyond these it is no list that people read


def told_in_cards(document: LexborHTMLParser) -> list[Told]:
    """What the page's blocks tell, each by itself: a block around others that tell of conferences is none of them."""
    blocks = document.css(_BLOCKS)
    if len(blocks) > _MOST_BLOCKS:
        return []
    told = {block.mem_id: each for block in blocks if (each := _told(block))}
    return [told[block.mem_id] for block in blocks if block.mem_id in told and not _inner(block) & told.keys()]


def _inner(block: LexborNode) -> set[int]:
    return {inner.mem_id for inner in block.css(_BLOCKS)} - {block.mem_id}


def _told(block: LexborNode) -> Told | None:
    title = _title(block)
    if not title or block.css_first("form"):
        return None
    lines = _lines(block)
    deadlines = tuple(_deadlines(lines))
    spans = [
        (dates, place) for line in lines if line != title and (dates := _dates(line)) for place in (_behind(line),)
    ]
    if not deadlines and not (spans and _IS_EVENT.search(title)):
        return None
    return Told(
        title=title,
        full_name=said(words_of(block.css_first(_FULL_NAMES))),
        link=_link(block),
        place=said(words_of(block.css_first(_PLACES))) or (spans[0][1] if spans else None),
        dates=(spans[0][0],) if spans else (),
        deadlines=deadlines,
    )


def _title(block: LexborNode) -> str | None:
    """The block's one heading, or its link; none where several headings stand for several things."""
    headings = [words for node in block.css(_HEADINGS) if not _IS_PART.search(words := words_of(node))]
    title = words_of(block.css_first(_TITLES) or block.css_first("a[href]"))
    is_one = 0 < len(title) <= _LONGEST_LINE and len(headings) <= 1
    return title if is_one and (_IS_EVENT.search(title) or not _DUE.search(title)) else None


def _lines(block: LexborNode) -> list[str]:
    """The lines that the block shows; a label that ends with a colon stands with what follows it."""
    found: list[str] = []
    for piece in block.text(deep=True, separator="\n").split("\n")[: 4 * _MOST_LINES]:
        line = tidied(piece)
        if line and found and found[-1].endswith(":"):
            found[-1] = f"{found[-1]} {line}"
        elif line:
            found.append(line)
    published = {words_of(node) for node in block.css(_WHEN_PUBLISHED)}
    return [line for line in found[:_MOST_LINES] if len(line) <= _LONGEST_LINE and line not in published]


def _deadlines(lines: Sequence[str]) -> Iterator[ToldDeadline]:
    """`Submission deadline: 15 May 2026`, or the same in two lines that follow each other."""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        labelled = _LABELLED.fullmatch(line)
        if labelled and _DUE.search(labelled["label"]):
            yield ToldDeadline(label=labelled["label"], text=labelled["text"] or "")
        elif not labelled and _DUE.search(line) and kind_in(line) != "other" and moment_of(following).at:
            yield ToldDeadline(label=line, text=following)


def _dates(line: str) -> str | None:
    """The days of the event that a line names; a deadline's line names none of them."""
    labelled = _LABELLED.fullmatch(line)
    if labelled and _DUE.search(labelled["label"]):
        return None
    text = (labelled["text"] or "") if labelled and not days_of(line) else line
    return next((text[:end] for end in _ends(text) if days_of(text[:end])), None)


def _behind(line: str) -> str | None:
    """What stands behind the days: `12-14 May 2026, Lisbon` is in Lisbon."""
    end = next((end for end in _ends(line) if days_of(line[:end])), len(line))
    return said(line[end:].strip(" ,;|·•()–—-"))


def _ends(text: str) -> list[int]:
    """Where the days may end within a text: the longest piece first."""
    return [len(text), *sorted((mark.start() for mark in re.finditer(r"\s*[,;|·•(]|\s+in\s", text)), reverse=True)]


def _link(block: LexborNode) -> str | None:
    """The conference's own site: the first link that leads to another place of the web, else the first of all."""
    links = [attribute(link, "href") for link in block.css("a[href]")]
    return next((link for link in links if link.startswith("http")), links[0] if links else None)
