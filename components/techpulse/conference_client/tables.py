"""Tables whose first row says what their columns are, to conferences in texts.

Belongs here: columns by their names, in any order. Does not: tables of two rows an event (`wikicfp.py`).
"""

import re
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from techpulse.conference_client.markup import cells_of, link_in, rows_of, words_of
from techpulse.conference_client.records import Malformed
from techpulse.conference_client.told import Told, ToldDeadline

_COLUMNS = {
    "deadline": re.compile(r"deadline|submission|\bdue\b", re.IGNORECASE),
    "dates": re.compile(r"\bdates?\b|\bwhen\b", re.IGNORECASE),
    "title": re.compile(r"\b(?:title|event|conference|name)\b", re.IGNORECASE),
    "location": re.compile(r"\b(?:location|venue|place|where)\b", re.IGNORECASE),
    "city": re.compile(r"\b(?:city|town)\b", re.IGNORECASE),
    "country": re.compile(r"\bcountry\b", re.IGNORECASE),
}
_NEEDED = frozenset({"title", "deadline", "dates"})


def told_in_tables(document: LexborHTMLParser) -> tuple[list[Told], list[Malformed]]:
    """What the rows of tables with columns of titles, deadlines and dates tell, row by row, and broken rows."""
    told: list[Told] = []
    malformed: list[Malformed] = []
    for table in document.css("table"):
        for read in _read(rows_of(table)):
            if isinstance(read, Told):
                told.append(read)
            else:
                malformed.append(read)
    return told, malformed


def _read(rows: Sequence[LexborNode]) -> Iterator[Told | Malformed]:
    header = [words_of(cell) for cell in cells_of(rows[0])] if rows else []
    columns = _columns(header)
    if not columns.keys() >= _NEEDED:
        return
    for row in rows[1:]:
        cells = cells_of(row)
        if len(cells) == len(header):
            yield _told({name: cells[place] for name, place in columns.items()}, label=header[columns["deadline"]])
        elif len(cells) > 1:
            yield Malformed(words_of(row)[:80] or "?", words_of(row), f"{len(cells)} cells under {len(header)} columns")


def _told(cells: dict[str, LexborNode], *, label: str) -> Told | Malformed:
    words = {name: words_of(cell) for name, cell in cells.items()}
    if not words["title"]:
        return Malformed("?", " / ".join(words.values()), "no title")
    place = ", ".join(filter(None, (words.get(name) for name in ("location", "city", "country"))))
    return Told(
        title=words["title"],
        link=link_in(cells["title"]),
        place=place or None,
        dates=(words["dates"],) if words["dates"] else (),
        deadlines=(ToldDeadline(label=label, text=words["deadline"]),) if words["deadline"] else (),
    )


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Which column holds what: each column one thing, the first that its name says."""
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        meant = next((what for what, words in _COLUMNS.items() if words.search(name)), None)
        if meant:
            found.setdefault(meant, place)
    return found
