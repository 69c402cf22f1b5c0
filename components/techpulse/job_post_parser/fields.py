"""What kind of thing a field of the head is.

Belongs here: telling places, terms, titles, amounts and addresses from names. Does not: reading any of them.
"""

import re
from functools import cache, lru_cache

from techpulse.job_post_parser.gazetteer import name_words
from techpulse.job_post_parser.places import places
from techpulse.job_post_parser.roles import ends_as_title, is_title

_TERM_WORDS = """
full fully part time fulltime parttime ft pt fte permanent perm contract contractor contractors freelance
freelancer freelancers intern interns internship internships remote remotely remotes onsite on site hybrid in
office person local locals only visa visas sponsorship h1b h b relocation ok okay possible friendly preferred
allowed available welcome option optional first no not and or the of for to with near from multiple various
several many all position positions role roles job jobs opening openings level levels hiring salary equity
competitive compensation apply link website career careers us usa uk eu europe european emea apac latam asia
africa america americas worldwide global anywhere international countries area region timezone timezones zone
zones tz utc gmt est pst cet et based flexible hours days week per stealth startup seed series funded stage
early senior junior mid experienced greater downtown metro new north south east west city relocate must be plus
offices headquarters hq location locations salaried relo visas telecommuting telecommute overview
wfh w c yc ny sf la dc distributed team
"""
_TERMS = frozenset(_TERM_WORDS.split())
_PLAIN_TERM_WORDS = """
remote remotely onsite site hybrid time fulltime ft contract contractor freelance freelancers intern interns internship
visa hiring position positions role roles jobs openings multiple various equity salary location worldwide global
anywhere permanent relocation office stealth startup local overview telecommuting europe emea us usa uk eu
"""
_PLAIN_TERMS = frozenset(_PLAIN_TERM_WORDS.split())
_CRAFT_WORDS = """
php python ruby java javascript typescript js react rails django node nodejs golang scala kotlin angular vue wordpress
ios android c c++ c# .net core front end back frontend backend fullstack web mobile modern senior junior experts
seeking
"""
_CRAFTS = frozenset(_CRAFT_WORDS.split())
_COMMON_WORDS = """
ai academia annual any apis below bonus case communication considering crypto cryptocurrency customers data delivering
details each eat efficient employees engage english every following further game group ideal interview job key labs main
mathematics minimum more music must new no nothing one open other people primary proven publishing recent recruiting
saas see send shortlisted software someone something strong submit successful suitable team technology the unlike users
validate which working write
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")
_CRAFT_WORD = re.compile(r"\.?[^\W_]+[+#]*")
_HOST = re.compile(r"[\w-]+(?:\.[a-z]{2,})+", re.IGNORECASE)
_AMOUNT = re.compile(r"[$€£]\s?\d|\b\d{2,3}\s?k\b", re.IGNORECASE)


@lru_cache(maxsize=256)
def is_no_name(name: str, *, is_first: bool = False) -> bool:
    """Whether the words are surely no company: a place, terms of work, an amount, or a title.

    The first field of a head is a title only if it ends as one.
    """
    if "." in name and _HOST.fullmatch(name):
        return False
    return (
        (not name.isalpha() and _AMOUNT.search(name) is not None)
        or _CRAFTS.issuperset(_CRAFT_WORD.findall(name.lower()))
        or is_terms_or_places(name)
        or (ends_as_title(name) if is_first else is_title(name) or _COMMON.issuperset(_WORD.findall(name.lower())))
    )


def without_place(field: str) -> str:
    """The field without a place at its end, if something else stands before it: `Acme` of `Acme, San Francisco`."""
    found = places(field)
    before = field[: found[-1].start].rstrip(" ,(-–@") if found and found[-1].end >= len(field) - 1 else ""
    return before.removesuffix(" in") or field


def is_terms_or_places(field: str) -> bool:
    """Whether nothing is left of the field without places and terms of work."""
    if not _known_words().issuperset(_WORD.findall(field[field.rfind(",") + 1 :].casefold())):
        return False  # as for most names: only before a comma may a word be a town's that the gazetteer lacks
    found = places(field)
    rest = field
    for place in reversed(found):
        rest = rest[: place.start] + " " + rest[place.end :]
    words = _WORD.findall(rest.lower())
    return _TERMS.issuperset(words) and (bool(found) or not words or not _PLAIN_TERMS.isdisjoint(words))


@cache
def _known_words() -> frozenset[str]:
    """The terms of work, and the words of which places' names consist."""
    return _TERMS | name_words()
