"""Where the work may be done: places of a post and their countries.

Belongs here: which parts of a post tell it. Does not: how a place is recognised (`places.py`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from techpulse.job_post_parser.fields import is_terms_or_places
from techpulse.job_post_parser.gazetteer import begins_name
from techpulse.job_post_parser.header import Header
from techpulse.job_post_parser.places import Place, places
from techpulse.job_post_parser.roles import has_title

_BATCH = re.compile(r"\([^()]*(?:techstars|\byc|combinator|\b500|batch|formerly|previously)[^()]*\)", re.IGNORECASE)
_LABEL = re.compile(r"[\W_]*(?:locations?|where|based in|offices?|place|city)\b\s*[:\-–=]", re.IGNORECASE)
_ADJECTIVE = r"(?:the |downtown |central |sunny |beautiful |greater |\()*+"
_NAMED = re.compile(rf" (?:in|at|near|from|to|of|on|within) {_ADJECTIVE}(?=[A-Z])")
_JOB = re.compile(
    r"\b(?:based|located|located right|offices?|headquartered|headquarters|hq|team|position|job|role|onsite|"
    r"on-site|on site|"
    r"works?|working|hiring|hire|lives?|reside|residing|mov(?:e|ing)|relocat(?:e|ing)|are|is|be|developers?|engineers?|"
    r"designers?|startup|company|space|remote|remotely|candidates|people|anywhere|we're)\)?,?(?: [a-z]+){0,3}?$",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\b(?:must|need to|have to|only|eligible|authori[sz]ed|legally|the right|candidates|applicants|residents|"
    r"remote(?:ly)?)\b"
    r"[^.\n]{0,40}$",
    re.IGNORECASE,
)
_REMOTE_LIMIT = re.compile(r"[Rr](?:emote|EMOTE)(?: [Oo]nly)?\s?[(:,–-]?\s?(?=[A-Z])")
_LISTING = re.compile(r"[\s,/&()]*(?:and|or)?[\s,]*(?:in )?(?:the )?")
_MARK = re.compile(r"\(|\||: |, | - | – | — ")
_ADDRESS = re.compile(r"https?://\S+")
_ALONE = 60
_LONGEST_ITEM, _LONGEST_TITLE, _MOST_LINES = 160, 70, 30
_TWIN_NAMES = """
Bedford Birmingham Brighton Cambridge Camden Durham Greenwich Halifax Hamilton Hyderabad Lancaster Lincoln Newcastle
Northampton Perth Richmond Soho SoHo Valencia Victoria Waterloo Windsor Worcester
"""
_TWINS = frozenset(_TWIN_NAMES.split())
_SEAT = re.compile(
    r"\b[Rr](?:emote|EMOTE)(?:[ -][Ff]irst)?[ ,(|–-]+"
    r"(?:(?:[Oo]ur )?HQ(?:'?d| is)?(?: in|:)?|[A-Z][\w .]{1,18} HQ\b)[^|()\n]*|"
    r"\((?:HQ|[Hh]eadquartered) in [^()\n]*\)"
)
_PREFERRED = re.compile(r"(?:^|[.|(!] ?)(?=[A-Z][\w. ]{1,24} preferred\b)", re.MULTILINE)
_BASED = re.compile(r"\b(?:is|are|be) (?:fully )?(?=[A-Z][\w. ]{1,24}[ -]based\b)")
_TOP, _TOP_FIELD, _LEAD, _REACH = 700, 80, 60, 90


class Whereabouts(NamedTuple):
    """Places as written, in the order of the post, and the countries they lie in, sorted."""

    locations: tuple[str, ...]
    countries: tuple[str, ...]


def whereabouts(header: Header, text: str, *, company: str | None, is_remote: bool) -> Whereabouts:
    """Where the work may be done: by the head, or where that names no place, by labels, short lines, then sentences."""
    for found in _readings(header, text, company=company, is_remote=is_remote):
        if found:
            return _collected([*found, *_beside_roles(header)])
    return Whereabouts((), ())


def _readings(header: Header, text: str, *, company: str | None, is_remote: bool) -> Iterator[list[Place]]:
    yield _in_head(header, company, is_remote=is_remote)
    near = header.lines[:40]
    yield [place for line in near if _LABEL.match(line) for place in places(line[:200])]
    yield [place for line in near[:4] if _stands_alone(line, is_remote=is_remote) for place in places(line[:200])]
    said = _said(text)
    if not is_remote:
        yield [place for line in near if line.count("•") > 1 for place in places(line[:200])]
        yield [place for lead, place in said if _JOB.search(lead)]
        yield _named_by(_BASED, text) if "based" in text else []
    limited = [place for lead, place in said if _LIMIT.search(lead) and not lead.endswith("HQ")]
    yield limited + _named_by(_REMOTE_LIMIT, text)
    yield _named_by(_PREFERRED, text) if " preferred" in text else []
    if not is_remote:
        yield [place for _, place in said if place.start < _TOP]
    if "(" in header.text and (batch := _BATCH.search(header.text, 0, _TOP_FIELD)):
        yield list(places(batch[0]))


def _beside_roles(header: Header) -> Iterator[Place]:
    """The places that stand in brackets behind a title, or apart on its line: `Baker (Lyon)`, `Baker | Lyon`."""
    for line in header.lines[:_MOST_LINES]:
        mark = _MARK.search(line, 1, _LONGEST_TITLE + 2) if len(line) <= _LONGEST_ITEM else None
        if mark and mark.start() < _LONGEST_TITLE and has_title(line[: mark.start()]):
            rest = line[mark.start() :]
            field = rest[1:].partition(")")[0] if rest[0] == "(" else rest
            field = _ADDRESS.sub(" ", field) if "://" in field else field
            if is_terms_or_places(field):
                yield from places(field)


def _stands_alone(line: str, *, is_remote: bool) -> bool:
    """Whether a line below the head is a line of places rather than a sentence that names one."""
    if is_remote:
        return (len(line) < _ALONE or "|" in line[:_ALONE]) and "remote" in line[: 2 * _ALONE].lower()
    return len(line) < _ALONE or "|" in line[:200] or any(place.start == 0 for place in places(line[:40]))


def _in_head(header: Header, company: str | None, *, is_remote: bool) -> list[Place]:
    """The places in the head's fields; those that are a part of the company's own name left out.

    Nor is the seat of a firm that hires remotely one.
    """
    head = header.text
    if is_remote and "HQ" in head and (seat := _SEAT.search(head)):
        head = head[: seat.start()] + " " * len(seat[0]) + head[seat.end() :]
    name_start = head.find(company) if company else -1
    name_end = name_start + len(company or "")
    if "(" in head and (batch := _BATCH.search(head, 0, _TOP_FIELD)):
        head = head[: batch.start()] + " " * len(batch[0]) + head[batch.end() :]
    found = places(head) or (_in_small_letters(head) if header.is_barred else ())
    return [place for place in found if name_start < 0 or place.end <= name_start or place.start >= name_end]


def _in_small_letters(head: str) -> tuple[Place, ...]:
    """The places of a head whose writer shunned capitals."""
    raised = head.title()
    if len(raised) != len(head):
        return ()
    return tuple([place._replace(text=head[place.start : place.end]) for place in places(raised)])


def _said(text: str) -> list[tuple[str, Place]]:
    """The places in sentences, each with the words that lead to it; those listed behind it share them."""
    found = []
    for named in _NAMED.finditer(text):
        if begins_name(text[named.end() : named.end() + 30]):
            lead = text[max(0, named.start() - _LEAD) : named.start()]
            found += [(lead, place) for place in _listed(text, named.end())]
    return found


def _named_by(lead: re.Pattern[str], text: str) -> list[Place]:
    """The places that stand right behind such words: `Remote (US)`."""
    return [place for found in lead.finditer(text) for place in _listed(text, found.end())]


def _listed(text: str, start: int) -> Iterator[Place]:
    """The place that begins here, and those that only commas or `and` part from the one before."""
    window = text[start : start + _REACH].partition("\n")[0]
    end = 0
    for place in places(window):
        gap = window[end : place.start]
        if gap and (end == 0 or not _LISTING.fullmatch(gap)):
            return
        yield place._replace(start=start + place.start, end=start + place.end)
        end = place.end


def _collected(found: Iterable[Place]) -> Whereabouts:
    """Each place once; one of two equally well-known namesakes lies where another place of the post does."""
    found = list(found)
    sure = {place.countries[0] for place in found if place.text not in _TWINS}
    countries = sure.union([_country(place, sure) for place in found if place.text in _TWINS])
    names = dict.fromkeys([" ".join(place.text.split()) for place in found])
    return Whereabouts(tuple(names), tuple(sorted(countries)))


def _country(place: Place, sure: set[str]) -> str:
    return next((country for country in place.countries if country in sure), place.countries[0])
