"""Series: the curated ones that sources write differently (`series.csv`), and the keys of all others.

Belongs here: whether a short title and a name mean the same series. Does not: what their words are (`words.py`).
The file holds a series' key, a year where the row counts for that alone, its short titles, its names.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from techpulse.conference_identity.words import KINDS, Words, folded, singular, words_of_name, words_of_title

_FILE = Path(__file__).with_name("series.csv")
_MOST_SHORT = 2
_DISTINCTIVE_CHARACTERS = 7
_ALIKE, _ALIKE_KIND, _COVERED = 0.8, 0.77, 0.5
_FEWEST_LETTERS = 3
_SURE = 4  # slips are seldom in a word's first letters, and a shared ending says little
_WORKSHOP = frozenset({"workshop"})
_Short = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A curated series: its key, its short titles, and the words of the names that it goes by."""

    key: str
    shorts: frozenset[_Short]
    names: tuple[Words, ...]

    def is_called(self, name: Words) -> bool:
        """Whether a name means this series: no word is foreign to one of its names, and half of that one is there.

        A workshop is none of a series that never was one.
        """
        if _WORKSHOP & name.kinds and not any(_WORKSHOP & known.kinds for known in self.names):
            return False
        own = frozenset(chain.from_iterable(self.shorts))
        return any(_means(name.content - own, known.content) for known in self.names) or name.content <= own

    def may_be(self, words: _Short, named: Words) -> bool:
        """Whether a short title of no series goes with this series' name: none, words of it, or `theabc` for ABC."""
        joined = "".join(words)
        holds = any("".join(short) in joined for short in self.shorts if len("".join(short)) >= _FEWEST_LETTERS)
        return not words or holds or set(map(singular, words)) <= named.content


class Known(NamedTuple):
    """The curated series by what they are found by."""

    by_short: Mapping[tuple[_Short, int | None], Series]
    by_name: Mapping[tuple[Words, int | None], Series]


def series_named(short: str, name: str | None, *, year: int | None) -> str:
    """The key of the series of a short title and, where it is known, a name; "" where neither says anything."""
    words, named = words_of_title(short), words_of_name(name or "")
    if name and not words:
        return series_named(name, None, year=year)
    whole = _by_name(words_of_name(f"{short} {name}"), year) if name else None
    if whole or not named.content:
        known = whole or _curated(short, year)
        return known.key if known else " ".join(_title_key(short, words))
    if found := _by_short(words, year):
        return found.key if found.is_called(named) else _unknown_key(words, named)
    meant = _by_name(named, year)
    return meant.key if meant and meant.may_be(words, named) else _unknown_key(words, named)


def is_key(text: str) -> bool:
    """Whether the text is the key of a series that is not curated, by its form: `computing smart`, `abc: computing`."""
    halves = text.split(": ")
    is_sorted = all(half and half == " ".join(sorted({folded(word) for word in half.split()})) for half in halves)
    return is_sorted and (len(halves) > 1 or not is_curated(text))


def is_curated(title: str) -> bool:
    """Whether a title alone means a curated series."""
    return _curated(title) is not None


def is_workshop(title: str) -> bool:
    """Whether a title alone means a curated series of workshops."""
    series = _curated(title)
    return series is not None and any(_WORKSHOP & name.kinds for name in series.names)


def _curated(title: str, year: int | None = None) -> Series | None:
    return _by_short(words_of_title(title), year) or _by_name(words_of_name(title), year)


def _by_short(words: _Short, year: int | None) -> Series | None:
    known = _series().by_short
    return known.get((words, year)) or known.get((words, None))


def _by_name(named: Words, year: int | None) -> Series | None:
    known = _series().by_name
    return known.get((named, year)) or known.get((named, None))


def _title_key(short: str, words: _Short) -> list[str]:
    """A title alone: as it is where it is short, else as a name is read."""
    if len(words) <= _MOST_SHORT:
        return list(words)
    named = words_of_name(short)
    return sorted(named.content | named.kinds) or list(words)


def _unknown_key(words: _Short, named: Words) -> str:
    """The short title, and the name with it unless the title is one that hardly two would choose."""
    own = {singular(word) for word in words}
    rest = sorted(named.content - own - set(words))
    if not rest or (len(words) == 1 and len(words[0]) >= _DISTINCTIVE_CHARACTERS and not own & named.content):
        return " ".join(words)
    return f"{' '.join(words)}: {' '.join(sorted({*rest, *(_WORKSHOP & named.kinds)}))}"


def _means(name: frozenset[str], known: frozenset[str]) -> bool:
    """Whether every word is one of the known name's, or a slip of it, and at least half of those are there."""
    left = set(known)
    for word in sorted(name):
        like = word if word in left else next((other for other in sorted(left) if _is_slip(word, other)), None)
        if like is None and not any(_ratio(word, kind) >= _ALIKE_KIND for kind in KINDS):
            return False
        left.discard(like or "")
    return len(left) <= len(known) * _COVERED


def _is_slip(word: str, other: str) -> bool:
    return word[:_SURE] == other[:_SURE] and _ratio(word, other) >= _ALIKE


def _ratio(word: str, other: str) -> float:
    return SequenceMatcher(None, word, other).ratio()


@cache
def _series() -> Known:
    by_short: dict[tuple[_Short, int | None], Series] = {}
    by_name: dict[tuple[Words, int | None], Series] = {}
    for series, year in _rows():
        by_short.update(dict.fromkeys(((short, year) for short in series.shorts), series))
        by_name.update(dict.fromkeys(((name, year) for name in series.names), series))
    return Known(by_short, by_name)


def _rows() -> Iterator[tuple[Series, int | None]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            shorts = frozenset(words_of_title(short) for short in row["shorts"].split(";"))
            names = tuple(words_of_name(name) for name in row["names"].split(";") if name)
            yield Series(row["series"], shorts, names), int(row["year"]) if row["year"] else None
