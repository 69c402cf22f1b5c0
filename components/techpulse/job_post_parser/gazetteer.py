"""Names of places and the countries they may lie in, from `places.csv`: reading it, and finding names in a text.

Does not belong here: which of them a job is done at (`places.py`). Kinds of names: `country`, `region`, `city`;
`code` (a country) and `short` (a city) count in capitals alone; `qualifier` only behind a place; `word` is an English
word too, and needs a qualifier; `other` is no place, though it holds a place's name.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

_PLACES = Path(__file__).with_name("places.csv")
_WORD = re.compile(r"[^\W\d_]++")
_RAISED = re.compile(r"[^\W\d_a-z](?<![^\W\d_]{2})[^\W\d_]*+")  # words, without looking at all small ones
_JOINING = frozenset({" ", "-", ".", ". ", "'", "’", " & ", "–", "  "})
_REACH = 40
_EXACT = frozenset({"code", "short", "qualifier"})


@dataclass(frozen=True, slots=True)
class Name:
    """One name: its words without case, the countries it may mean, likeliest first, and its kind."""

    words: tuple[str, ...]
    countries: tuple[str, ...]
    kind: str
    spelling: str


class Mention(NamedTuple):
    """A name where a text holds it."""

    start: int
    end: int
    name: Name


def mentions(text: str) -> Iterator[Mention]:
    """Every name in the text, longest first where they overlap, from left to right; a name begins with a capital."""
    index = _names()
    end = 0
    for word in _RAISED.finditer(text):
        written = word[0]
        candidates = index.get(written.casefold())
        if not candidates or word.start() < end or written[0].islower():
            continue
        found = _longest(candidates, word, text=text)
        if found:
            yield found
            end = found.end


def begins_name(text: str) -> bool:
    """Whether the first word of the text is the first word of some name."""
    word = _WORD.match(text)
    return word is not None and word[0].casefold() in _names()


def name_words() -> frozenset[str]:
    """Every word of every name, without case."""
    return frozenset(word for names in _names().values() for name in names for word in name.words)


def _longest(candidates: tuple[Name, ...], first: re.Match[str], *, text: str) -> Mention | None:
    has_longer = len(candidates[0].words) > 1
    following = text[first.end() : first.end() + _REACH].casefold() if has_longer else ""
    for name in candidates:
        if len(name.words) > 1 and name.words[1] not in following:  # as for most names that only begin alike
            continue
        end = _end(name, first, text=text)
        if end and _is_written_so(name, text[first.start() : end]):
            return Mention(first.start(), end, name)
    return None


def _end(name: Name, first: re.Match[str], *, text: str) -> int | None:
    """Where the name ends if the text holds all its words, each joined to the one before; None otherwise."""
    end = first.end()
    for part in name.words[1:]:
        furthest = end + len(part) + 4
        word = _WORD.search(text, end, furthest)
        if not word or word[0].casefold() != part or text[end : word.start()] not in _JOINING:
            return None
        end = word.end()
    return None if text[end : end + 1].isalpha() else end


def _is_written_so(name: Name, written: str) -> bool:
    """Abbreviations stand letter by letter as in the file, but for dots."""
    return name.kind not in _EXACT or written.replace(".", "") == name.spelling.replace(".", "")


@cache
def _names() -> dict[str, tuple[Name, ...]]:
    """Names by their first word, those of most words first, of equal ones those that need less care.

    A name of several kinds, such as a state and a country, is of the kind that the file gives it first.
    """
    names: dict[tuple[str, bool], Name] = {}
    for country, kind, spelling in _rows():
        words = tuple(word.casefold() for word in _WORD.findall(spelling))
        key = (f"{kind} {spelling}", True) if kind in _EXACT else (" ".join(words), False)
        known = names.get(key) or Name(words, (), kind, spelling)
        countries = dict.fromkeys([*known.countries, country] if country else known.countries)
        names[key] = Name(words, tuple(countries), known.kind, known.spelling)
    index: dict[str, list[Name]] = {}
    for name in names.values():
        index.setdefault(name.words[0], []).append(name)
    return {first: tuple(sorted(of_word, key=_precedence)) for first, of_word in index.items()}


def _precedence(name: Name) -> tuple[int, int]:
    return -len(name.words), (name.kind in _EXACT) + (name.kind == "qualifier")


def _rows() -> Iterator[tuple[str, str, str]]:
    with _PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for spelling in row["names"].split(";"):
                yield row["country"], row["kind"], spelling
