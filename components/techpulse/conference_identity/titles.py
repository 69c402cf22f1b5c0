"""A title as its short form and its name: `ABC 2026: Conference on Apples`, `Conference on Apples (ABC 2026)`.

Belongs here: which part of a title is which. Does not: what their words are worth (`words.py`), tracks (`tracks.py`).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from techpulse.conference_identity.words import own_words, words_of_title
from techpulse.conference_identity.years import without_years

_LONGEST = 600
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = re.compile(r"[\u2018\u2019\u201b\u02bc`\u00b4]")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")
_PARTED = re.compile(r"\s?:\s|\s-{1,3}\s|--|\s\|\s|;\s")
_BRACKET = re.compile(r"\(([^()]*)\)?")
_CAPITALS = re.compile(r"[A-Z].*[A-Z]")
_MOST_SHORT, _FEWEST_NAME = 2, 3


class Title(NamedTuple):
    """What a title is short for, and its name in full where it tells both."""

    short: str
    name: str | None


def tidy(text: str) -> str:
    """The text with plain dashes, quotes and single spaces, cut where no title goes on."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])[:_LONGEST]
    return _SPACES.sub(" ", _QUOTES.sub("'", _DASHES.sub("-", plain)).replace("\\", "/")).strip()


def split_title(title: str) -> Title:
    """The two parts of a tidy title; the whole of it is the short form where there are no two."""
    return next(_bracketed(title), None) or _parted(title) or Title(_BRACKET.sub(" ", title), None)


def _bracketed(title: str) -> Iterator[Title]:
    """A name with its acronym in brackets behind it."""
    for found in _BRACKET.finditer(title):
        before = title[: found.start()]
        if is_acronym(found[1]) and len(words_of_title(before)) >= _FEWEST_NAME:
            yield Title(found[1], before)


def _parted(title: str) -> Title | None:
    """An acronym before a colon or a dash with its name behind it, or the other way round."""
    parts = [part for part in _PARTED.split(_BRACKET.sub(" ", title)) if words_of_title(part)]
    if len(parts) <= 1:
        return None
    first, last = parts[0], parts[-1]
    if is_acronym(last) and not is_acronym(first):
        return Title(last, " ".join(parts[:-1]))
    is_short = len(words_of_title(first)) <= _MOST_SHORT
    return Title(first, " ".join(parts[1:])) if is_short else Title(" ".join(parts), None)


def is_acronym(text: str) -> bool:
    """Whether the text is one or two words with two capitals each, whatever year and sponsors stand with them."""
    words = [word for word in without_years(text).split() if any(own_words(word))]
    return 0 < len(words) <= _MOST_SHORT and all(_CAPITALS.search(word) for word in words)
