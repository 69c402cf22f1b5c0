"""Where the work may be done: places of a post and their countries.

Belongs here: which parts of a post tell it. Does not: how a place is recognised (`places.py`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from techpulse.job_post_parser.header import Header
from techpulse.job_post_parser.places import Place, places

_LABEL = re.compile(r"[\W_]*(?:location|locations|where|based in|office|offices|place|city)\b\s*[:\-–=]", re.IGNORECASE)
_IN = (
    r"\b(?:based|located|located right|offices?|headquartered|headquarters|HQ|team|position|job|role|onsite|on-site|"
    r"on site|work|working|hiring|hire|live|lives|reside|residing|moving|move|relocate|relocating|are|is|be|"
    r"developers?|engineers?|designers?|startup|company|space|remote|remotely|candidates|people|anywhere|we're)"
)
_PROSE = re.compile(
    rf"{_IN}\)?,?\s(?:[a-z]+\s){{0,3}}?(?:in|at|near|from|to|out of|within|of|on)\s(?=(?:the\s|downtown\s|central\s|sunny\s|beautiful\s)?[A-Z(])"
)
_LIMIT = re.compile(
    r"(?:must|need to|have to|should|can|will|only|eligible|authori[sz]ed|legally|right|remote(?:ly)?)\b[^.\n]{0,40}?\s"
    r"(?:in|within|from)\s(?=(?:the\s)?[A-Z])"
)
_ALONE = 60


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Places as written, in the order of the post, and the countries they lie in, sorted."""

    locations: tuple[str, ...]
    countries: tuple[str, ...]


def whereabouts(header: Header, text: str, *, company: str | None, is_remote: bool) -> Whereabouts:
    """Where the work may be done: by the head, or where that names no place, by labels, short lines, then sentences."""
    for found in _readings(header, text, company=company, is_remote=is_remote):
        if found:
            return _collected(found)
    return Whereabouts((), ())


def _readings(header: Header, text: str, *, company: str | None, is_remote: bool) -> Iterator[list[Place]]:
    yield _in_head(header, company)
    near = header.lines[:40]
    yield [place for line in near if _LABEL.match(line) for place in places(line[:200])]
    if not is_remote:
        yield [place for line in near[:4] if len(line) < _ALONE or "|" in line[:200] for place in places(line[:200])]
        yield [place for line in near if line.count("•") > 1 for place in places(line[:200])]
        yield _behind(_PROSE, text)
    yield _behind(_LIMIT, text)


def _in_head(header: Header, company: str | None) -> list[Place]:
    """The places in the head's fields; those that are a part of the company's own name left out."""
    fields = [field.replace(company, " ", 1) if company and i < 2 else field for i, field in enumerate(header.fields)]
    return [place for field in fields for place in places(field)]


def _behind(pattern: re.Pattern[str], text: str) -> list[Place]:
    """The places that stand right behind the pattern, with those listed after them."""
    found: list[Place] = []
    for lead in pattern.finditer(text):
        window = text[lead.end() : lead.end() + 90].partition("\n")[0]
        found += _listed(places(window), window)
    return found


def _listed(found: Sequence[Place], window: str) -> Iterator[Place]:
    """The first place, and those that only commas or `and` part from the one before."""
    end = 0
    for place in found:
        gap = window[end : place.start]
        allowed = (
            r"(?:the |downtown |central |sunny |beautiful |\()*"
            if end == 0
            else r"[\s,/&()]*(?:and|or)?[\s,]*(?:in )?(?:the )?"
        )
        if not re.fullmatch(allowed, gap):
            return
        yield place
        end = place.end


def _collected(found: Iterable[Place]) -> Whereabouts:
    """Each place once; one that may lie in several countries lies in one that another place names."""
    found = list(found)
    sure = {place.countries[0] for place in found if len(place.countries) == 1}
    countries = {next((c for c in place.countries if c in sure), place.countries[0]) for place in found}
    return Whereabouts(tuple(dict.fromkeys(" ".join(place.text.split()) for place in found)), tuple(sorted(countries)))
