"""Titles of the jobs a post offers.

Belongs here: what is a title. Does not: technologies in it (`technologies.py`).
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from techpulse.job_post_parser.header import Header
from techpulse.job_post_parser.vicinity import holds_any

_NOUN_WORDS = """
accountant admin administrator advocate analyst architect associate ceo cfo coder consultant coo coordinator cpo
cto dba designer dev developer devops director economist editor engineer evangelist executive expert founder
generalist guru hacker head instructor intern lead manager marketer mathematician ninja officer operator
physicist pm postdoc professor programmer qa recruiter representative researcher rockstar salesman scientist sde
sdet specialist sre strategist supervisor swe sysadmin teacher technician tester ui ux vp writer
"""
# As bytes, which are cut into words in half the time.
_NOUNS = frozenset(_NOUN_WORDS.encode().split())
_PLURALS = _NOUNS | {noun + b"s" for noun in _NOUNS} | {b"cofounder", b"cofounders"}
_SMALL_LETTERS = bytes(code if chr(code).islower() and code < ord("\x80") else ord(" ") for code in range(256))
_VAGUE = re.compile(r"(?:roles?|positions?|openings?|jobs|multiple|various|several|many)\b", re.IGNORECASE)
_NOISE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|https?://\S+|\b(?:onsite|on-site|remote|full[\s-]?time|part[\s-]?time|visa|hybrid|"
    r"is hiring|hiring|seeking|looking for)\b",
    re.IGNORECASE,
)
_NOISY = ("(", "[", "http", "site", "emote", "ime", "isa", "ybrid", "iring", "eeking", "ooking")
_APART = re.compile(r",(?: and )?|;|/(?=\s?[A-Z])| & | and | \+ | or ")
_BULLET = re.compile(r"\s*(?:[-*•+‣◦–>]|\d+[.)])\s*")
_ITEM_END = re.compile(r"\s+[-–—|:(]\s*|[:(|]")
_ENDING_WORDS = """
administrator analyst architect designer dev developer devops director engineer hacker intern lead manager programmer
researcher scientist sre sysadmin tester
"""
_ENDINGS = frozenset(ending for word in _ENDING_WORDS.encode().split() for ending in (word, word + b"s"))
_SENTENCE_WORDS = """
we you our your is are with will have who to experience years using work working the i this that
"""
_SENTENCE = frozenset(_SENTENCE_WORDS.encode().split())
_RANKS = frozenset(b"vp head senior sr junior jr founding director principal".split())
_TAIL = " -–—:*.,(=~"
_LONG_TITLE, _RANKED_TITLE, _MOST, _LONGEST, _MOST_LINES, _LONGEST_ITEM = 5, 3, 12, 70, 30, 160


def _words(text: str) -> list[bytes]:
    """Its words of letters from a to z, in lower case."""
    return text.lower().encode("ascii", "replace").translate(_SMALL_LETTERS).split()


@lru_cache(maxsize=256)
def has_title(field: str) -> bool:
    """Whether the words hold a job's title."""
    return not _PLURALS.isdisjoint(_words(field))


def ends_as_title(field: str) -> bool:
    """Whether the words end as a title does, are too many for a name that holds one, or are vague ones for a job."""
    words = _words(field)
    is_long = len(words) >= (_RANKED_TITLE if words and words[0] in _RANKS else _LONG_TITLE)
    return (
        (is_long and not _PLURALS.isdisjoint(words))
        or bool(words and words[-1] in _ENDINGS)
        or _VAGUE.match(field) is not None
    )


def is_title(field: str) -> bool:
    """Whether a head's field reads as a job's title or a vague word for one."""
    return has_title(field) or _VAGUE.match(field) is not None


def roles(header: Header, *, company: str | None) -> tuple[str, ...]:
    """The titles in the head's fields, or else on the list items and short lines below it; each once, at most 12."""
    in_head = [title for field in header.fields if field != company for title in _titles(field)]
    found = in_head or [title for line in header.lines[:_MOST_LINES] for title in _titles(_item(line))]
    return tuple(dict.fromkeys(found))[:_MOST]


def _item(line: str) -> str:
    """A list item's or a short line's words, up to where they turn into a sentence."""
    if len(line) > _LONGEST_ITEM or _PLURALS.isdisjoint(_words(line)):
        return ""
    bullet = _BULLET.match(line)
    words = _ITEM_END.split(line[bullet.end() :] if bullet else line, maxsplit=1)[0]
    return "" if len(words) > _LONGEST else words


def _titles(field: str) -> Iterator[str]:
    """The parts of a field that hold a title."""
    if not field or not has_title(field):
        return
    plain = _NOISE.sub(" ", field) if holds_any(field, _NOISY) else field
    for part in _APART.split(plain):
        title = " ".join(part.split()).strip(_TAIL)
        words = _words(title) if len(title) <= _LONGEST else ()
        if not _PLURALS.isdisjoint(words) and _SENTENCE.isdisjoint(words):
            yield title
