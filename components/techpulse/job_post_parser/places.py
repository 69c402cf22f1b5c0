"""Which places a text names, and in which countries they lie.

Belongs here: names beside each other that make one place ("Paris, TX"), and what only looks like a place. Does not:
the names themselves (`gazetteer.py`), or which part of a post to look at (`locations.py`).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from techpulse.job_post_parser.gazetteer import Mention, mentions

_QUALIFYING = frozenset({"qualifier", "region", "country", "code"})
_WIDE = frozenset({"country", "code", "region"})
_STATES_ALONE = frozenset({"NY", "LA", "DC"})
_GAPS = frozenset({"(", ", ", ",", " ", " (", ". ", ", (", " - ", "/", ",  ", " , "})
_UNKNOWN_TOWN = re.compile(r"(?:[A-Z][\w.'’-]+ ){0,2}[A-Z][\w'’-]+,\s?$")
_CLOCK = re.compile(
    r"(?:['’]s)?[\s-]*(?:\w+[\s-]){0,2}?(?:time\s?-?zones?|tzs?\b|time\b|hours\b|business hours|working hours|overlap)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"[\s-]*(?:citizen|person|dollar|customer|client|user|market|government|startup\b)", re.IGNORECASE)
_OVERLAPPING = re.compile(r"\boverlap\w* (?:with|to) (?:the )?$", re.IGNORECASE)
_CURRENCY = re.compile(r"(?:US|CA|AU|NZ|HK|SG)\s?\$")


class Place(NamedTuple):
    """One place as written, where it stands, and the countries that it may lie in, likeliest first."""

    text: str
    start: int
    end: int
    countries: tuple[str, ...]
    kind: str


@lru_cache(maxsize=512)
def places(text: str) -> tuple[Place, ...]:
    """The places that the text names, from left to right; what is only a clock's or a people's name left out."""
    found = [mention for mention in mentions(text) if mention.name.kind != "other"]
    return tuple([place for place in _resolved(found, text=text) if _is_place(place, text=text)])


def _resolved(found: Sequence[Mention], *, text: str) -> Iterator[Place]:
    position = 0
    while position < len(found):
        place, used = _place(found, position, text=text)
        position += used
        if place:
            yield place


def _place(found: Sequence[Mention], position: int, *, text: str) -> tuple[Place | None, int]:
    """The place that begins with this mention, and how many mentions it takes up."""
    first = found[position]
    if first.name.kind == "qualifier":
        return _behind_unknown_town(first, text=text), 1
    countries, end, used = first.name.countries, first.end, 1
    while position + used < len(found) and first.name.kind not in {"country", "code"}:
        following = found[position + used]
        agreed = _agreed(countries, following, gap=text[end : following.start], kind=first.name.kind)
        if not agreed:
            break
        countries, end, used = agreed, following.end, used + 1
    if first.name.kind == "word" and used == 1 and not _fills_field(text, first.start, end=end):
        return None, 1
    return Place(text[first.start : end], first.start, end, countries, first.name.kind), used


def _fills_field(text: str, start: int, *, end: int) -> bool:
    """Whether nothing else stands between the bars or ends around."""
    before, after = text[:start].rstrip(), text[end:].lstrip()
    return (not before or before[-1] == "|") and (not after or after[0] == "|")


def _agreed(countries: tuple[str, ...], following: Mention, *, gap: str, kind: str) -> tuple[str, ...]:
    """The countries that both names allow; those of a state's abbreviation if it moves the place elsewhere."""
    name = following.name
    if name.kind not in _QUALIFYING or gap not in _GAPS or (gap == "/" and name.kind != "qualifier"):
        return ()
    if both := tuple(country for country in countries if country in name.countries):
        return both
    is_state = name.kind == "qualifier" or name.spelling in _STATES_ALONE
    is_beside = gap.startswith(",") and (is_state or kind == "word")
    return name.countries if is_beside else ()


def _behind_unknown_town(mention: Mention, *, text: str) -> Place | None:
    """`Springwell, OH`: an abbreviation of a state makes a town of the unknown name before it."""
    town = _UNKNOWN_TOWN.search(text, max(0, mention.start - 40), mention.start)
    if not town or town[0].isupper() or text[mention.end : mention.end + 1].isalnum():
        return None
    text_of_it = text[town.start() : mention.end]
    return Place(text_of_it, town.start(), mention.end, mention.name.countries, "city")


def _is_place(place: Place, *, text: str) -> bool:
    before, after = text[max(0, place.start - 24) : place.start], text[place.end : place.end + 40]
    if after[:1] in {"$", "@"} or before[-1:] in {"@", "."}:
        return False
    if "$" in after and _CURRENCY.match(text, place.start):
        return False
    if "verlap" in before.lower() and _OVERLAPPING.search(text, max(0, place.start - 24), place.start):
        return False
    return place.kind not in _WIDE or not (_CLOCK.match(after) or _PEOPLE.match(after))
