"""Names of places and the countries they may lie in, from `places.csv`.

Belongs here: reading the file, and finding names in a text. Does not: which of them a job is done at (`places.py`).
Kinds: `country`, `region`, `city`; `code` counts in capitals alone; `qualifier` only behind a place; `word` is an
English word too, and needs a qualifier; `other` is no place, though it holds a place's name.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PLACES = Path(__file__).with_name("places.csv")
_WORD = re.compile(r"[^\W\d_]++")
_JOINING = frozenset({" ", "-", ".", ". ", "'", "’", " & ", "–", "  "})
_EXACT = frozenset({"code", "qualifier"})


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its words without case, the countries it may mean, likeliest first, and its kind."""

    words: tuple[str, ...]
    countries: tuple[str, ...]
    kind: str
    spelling: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where a text holds it."""

    start: int
    end: int
    name: Name


def mentions(text: str) -> Iterator[Mention]:
    """Every name in the text, longest first where they overlap, from left to right."""
    index = _names()
    words = list(_WORD.finditer(text))
    position = 0
    while position < len(words):
        candidates = index.get(words[position][0].casefold())
        found = candidates and _longest(candidates, words[position : position + 6], text=text)
        if found:
            yield found
            position += len(found.name.words)
        else:
            position += 1


def _longest(candidates: tuple[Name, ...], words: list[re.Match[str]], *, text: str) -> Mention | None:
    for name in candidates:
        count = len(name.words)
        if count > len(words) or any(words[i][0].casefold() != name.words[i] for i in range(1, count)):
            continue
        gaps = (text[words[i].end() : words[i + 1].start()] for i in range(count - 1))
        start, end = words[0].start(), words[count - 1].end()
        if all(gap in _JOINING for gap in gaps) and _is_written_so(name, text[start:end]):
            return Mention(start, end, name)
    return None


def _is_written_so(name: Name, written: str) -> bool:
    """Abbreviations letter by letter, but for dots; other names with a capital."""
    if name.kind in _EXACT:
        return written.replace(".", "") == name.spelling.replace(".", "")
    return not written[0].islower() or name.kind == "other" or name.words[0] == "the"


@cache
def _names() -> dict[str, tuple[Name, ...]]:
    """Names by their first word, those of most words first, of equal ones those that need less care."""
    countries: dict[tuple[str, str], list[str]] = {}
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for country, kind, spelling in _rows():
        parts = tuple(part.casefold() for part in _WORD.findall(spelling))
        key = (spelling if kind in _EXACT else " ".join(parts), kind)
        words[key] = parts
        if country and country not in countries.setdefault(key, []):
            countries[key].append(country)
    index: dict[str, list[Name]] = {}
    for (spelling, kind), parts in words.items():
        found = tuple(countries.get((spelling, kind), ()))
        index.setdefault(parts[0], []).append(Name(parts, found, kind, spelling))
    return {first: tuple(sorted(names, key=_precedence)) for first, names in index.items()}


def _precedence(name: Name) -> tuple[int, int]:
    return -len(name.words), (name.kind in _EXACT) + (name.kind == "qualifier")


def _rows() -> Iterator[tuple[str, str, str]]:
    with _PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for spelling in row["names"].split(";"):
                yield row["country"], row["kind"], spelling
