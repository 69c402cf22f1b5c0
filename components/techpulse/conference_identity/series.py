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

from techpulse.conference_identity.words import KINDS, Words, singular, words_of_name, words_of_title

_FILE = Path(__file__).with_name("series.csv")
_MOST_SHORT = 2
_DISTINCTIVE_CHARACTERS = 7
_ALIKE, _ALIKE_KIND, _COVERED = 0.8, 0.77, 0.5
_SURE = 4  # slips are seldom in a word's first letters, and a shared ending says little
_Short = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A curated series: its key, its short titles, and the words of the names that it goes by."""

    key: str
    shorts: frozenset[_Short]
    names: tuple[Words, ...]

    def is_called(self, name: Words) -> bool:
        """Whether a name means this series: no word is foreign to one of its names, and half of that one is there."""
        own = frozenset(chain.from_iterable(self.shorts))
        return any(_means(name.content - own, known.content) for known in self.names) or name.content <= own


class Known(NamedTuple):
    """The curated series by what they are found by."""

    by_short: Mapping[tuple[_Short, int | None], Series]
    by_name: Mapping[Words, Series]


def series_named(short: str, name: str | None, *, year: int | None) -> str:
    """The key of the series of a short title and, where it is known, a name; "" where neither says anything."""
    words, named = words_of_title(short), words_of_name(name or "")
    known = _series()
    whole = known.by_name.get(words_of_name(f"{short} {name}")) if name else None
    if name is None or not named.content or whole:
        found = whole or _by_short(words, year) or known.by_name.get(words_of_name(short))
        return found.key if found else " ".join(_title_key(short, words))
    found = _by_short(words, year)
    meant = known.by_name.get(named)
    if found and found.is_called(named):
        return found.key
    if meant and not found and (not words or _is_of(words, meant) or set(map(singular, words)) <= named.content):
        return meant.key
    return _unknown_key(words, named)


def is_curated(short: str) -> bool:
    """Whether a short title is one of a curated series."""
    return _by_short(words_of_title(short), None) is not None


def _by_short(words: _Short, year: int | None) -> Series | None:
    known = _series().by_short
    return known.get((words, year)) or known.get((words, None))


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
    return f"{' '.join(words)}: {' '.join(rest)}" if words else " ".join(rest)


def _is_of(words: _Short, series: Series) -> bool:
    """Whether a short title holds one of the series' own: `theabc` for ABC."""
    joined = "".join(words)
    return any("".join(short) in joined for short in series.shorts)


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
    by_name: dict[Words, Series] = {}
    for series, year in _rows():
        by_short.update(dict.fromkeys(((short, year) for short in series.shorts), series))
        by_name.update(dict.fromkeys(series.names, series))
    return Known(by_short, by_name)


def _rows() -> Iterator[tuple[Series, int | None]]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            shorts = frozenset(words_of_title(short) for short in row["shorts"].split(";"))
            names = tuple(words_of_name(name) for name in row["names"].split(";") if name)
            yield Series(row["series"], shorts, names), int(row["year"]) if row["year"] else None
