"""Titles of the jobs a post offers.

Belongs here: what is a title. Does not: technologies in it (`technologies.py`).
"""

import re
from collections.abc import Iterator

from techpulse.job_post_parser.header import Header

NOUNS = (
    r"engineers?|developers?|devs?|programmers?|designers?|architects?|scientists?|researchers?|analysts?|managers?|administrators?|"
    r"admins?|sysadmins?|directors?|leads?|cto|ceo|coo|cfo|vp|cpo|head of [\w ]+|hackers?|interns?|devops|dev ops|sres?|swes?|sdes?|sdets?|"
    r"testers?|consultants?|specialists?|marketers?|recruiters?|writers?|technicians?|evangelists?|advocates?|coders?|"
    r"executives?|representatives?|associates?|accountants?|co-?founders?|techs?|generalists?|strategists?|coordinators?|"
    r"editors?|operators?|teachers?|instructors?|postdocs?|professors?|sales(?:wo)?m[ae]n|supervisors?|officers?|experts?|gurus?|ninjas?|"
    r"rockstars?|mathematicians?|physicists?|economists?|qa|dba|dbas|pms?|ux|ui"
)
TITLE = re.compile(rf"\b(?:{NOUNS})\b", re.IGNORECASE)
_VAGUE = re.compile(r"(?:roles?|positions?|openings?|jobs|multiple|various|several|many)\b", re.IGNORECASE)
_NOISE = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|https?://\S+|\b(?:onsite|on-site|remote|full[\s-]?time|part[\s-]?time|visa|hybrid|hiring|is hiring|seeking|looking for)\b",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*(?:,|;|/(?=\s?[A-Z])|\s&\s|\sand\s|\s\+\s|\sor\s)\s*")
_BULLET = re.compile(r"\s*(?:[-*•+‣◦–>]|\d+[.)])\s*(?P<item>[^\n]{4,90})")
_SENTENCE = re.compile(
    r"\b(?:we|you|our|your|is|are|with|will|have|who|to|experience|years|using|work(?:ing)?|the)\b", re.IGNORECASE
)
_MOST = 12
_LONGEST = 70


def is_title(field: str) -> bool:
    """Whether a head's field reads as a job's title or a vague word for one."""
    return TITLE.search(field) is not None or _VAGUE.match(field) is not None


def roles(header: Header, *, company: str | None) -> tuple[str, ...]:
    """The titles in the head's fields, or else on the list items and short lines below it; each once, at most 12."""
    in_head = [title for field in header.fields if field != company for title in _titles(field)]
    found = in_head or [title for line in header.lines[:40] for title in _titles(_item(line))]
    return tuple(dict.fromkeys(found))[:_MOST]


def _item(line: str) -> str:
    """A list item's or a short line's words, up to where they turn into a sentence."""
    bullet = _BULLET.match(line)
    words = bullet["item"] if bullet else line
    words = re.split(r"\s+[-–—|:(]\s*|[:(|]", words, maxsplit=1)[0]
    return "" if len(words) > _LONGEST or _SENTENCE.search(words) else words


def _titles(field: str) -> Iterator[str]:
    """The parts of a field that hold a title; a list's parts without one lean on the part that has it."""
    if not TITLE.search(field):
        return
    for part in _APART.split(_NOISE.sub(" ", field)):
        title = " ".join(part.split()).strip(" -–—:*.,(")
        if TITLE.search(title) and len(title) <= _LONGEST and not _SENTENCE.search(title):
            yield title
