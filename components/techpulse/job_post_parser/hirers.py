"""Who hires, where no field says so: by sentences and by addresses.

Belongs here: sentences that name a hirer, names that addresses confirm. Does not: the head's fields (`company.py`).
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from techpulse.job_post_parser.domains import named_by_addresses, named_by_domains
from techpulse.job_post_parser.fields import is_no_name
from techpulse.job_post_parser.names import company_key, is_name_like, name_in

_NAME = r"(?P<name>[A-Z0-9][\w.&'’+-]*(?:[ ](?:of|the|&|and|for|de)?[ ]?[A-Z0-9][\w.&'’+-]*){0,4})"
_VERB = (
    r"(?:is|are|was)\s(?:now |currently |also |still |again |always |actively |rapidly )?(?:hiring|looking|seeking|"
    r"searching|recruiting|expanding|growing|building|in search|on the lookout|in need|an?\s|the\s|one of|creating|"
    r"developing|changing|working|revolutioni)"
)
_ASIDE = r"(?:\s?\([^()\n]{1,60}\)|, [^,\n]{3,60}(?=,))?"
_BEGINNING = (  # where a line does
    re.compile(rf"[\W_]*{_NAME}(?:,? [Ii]nc\.?)?{_ASIDE},?\s{_VERB}"),
    re.compile(
        rf"[\W_]*{_NAME}{_ASIDE}\s(?:provides?|builds?|makes?|helps?|develops?|offers?|creates?|needs?|lets|"
        rf"was founded|"
        r"enables?|has|have|runs|operates|wants|seeks|allows|gives|powers)\s"
    ),
    re.compile(rf"{_NAME}{_ASIDE} (?!was |this |us |does )[a-z]{{2,}}s "),
)
# By its first letter, which the engine passes over all others to find: `at`, `about`, `join`, or the sign.
_BESIDE = re.compile(
    r"[AaJj@](?:(?:(?<=\b[Aa])(?:t|bout)|(?<=\b[Jj])oin) (?:the )?|(?<=@) ?)" + _NAME + r"(?=[,.:;!?)\s-]|$)",
    re.MULTILINE,
)
_AMID = re.compile(rf"[.!?:]\s+{_NAME}(?:,? [Ii]nc\.?)?{_ASIDE},?\s(?:is|was|has|[a-z]{{2,}}s)\s")
_AROUND_OWN = re.compile(
    r"^(?:get|try|join|use|go|hello|my|the|team)(?=\w{3})|(?<=\w{3})(?:hq|app|inc|labs?|tech|team|jobs|careers|group)$"
)
_CALLING = re.compile(r"^(?:get|hey|try|join)(?=\w{3})")
_HIRING = re.compile(r"-(?:jobs|careers)$")
_NEAR = 1500
_FAR = 6000
_SHORTEST, _MOST_WORDS = 3, 4
_WORD = re.compile(r"[^\W_]+")


def said(text: str) -> str | None:
    """Who hires by the sentences near the top: a name that an address confirms, or else the first one."""
    near = text[:_NEAR]
    named = [*_names((*_at_lines(near), *_BESIDE.finditer(near)))]
    owners = dict.fromkeys(named_by_addresses(text[:_FAR]))
    likely = chain(named, _names(_AMID.finditer(near)))
    confirmed = (name for name in likely if _is_one_of(company_key(name), owners))
    return next(confirmed, None) or next(_spelled(text, owners), None) or next(iter(named), None)


def _is_one_of(key: str, owners: dict[str, None]) -> bool:
    """Whether an address names the same company, a little longer or shorter."""
    return key in owners or (
        len(key) > _SHORTEST and any(own in key or key in own for own in owners if len(own) > _SHORTEST)
    )


def _names(mentions: Iterable[re.Match[str]]) -> Iterator[str]:
    for found in mentions:
        name = name_in(found["name"])
        if name and is_name_like(name) and not is_no_name(name):
            yield name


def _at_lines(text: str) -> Iterator[re.Match[str]]:
    """What the lines begin with, by one pattern after the other."""
    starts = [0, *[line_end.end() for line_end in re.finditer("\n", text)]]
    for pattern in _BEGINNING:
        end = 0
        for start in starts:
            if start >= end and (found := pattern.match(text, start)):
                end = found.end()
                yield found


def _spelled(text: str, owners: dict[str, None]) -> Iterator[str]:
    """The words of the text that an address writes as one: `Blue Fox` of bluefox.com, and of getbluefox.com."""
    wanted = {"".join(filter(str.isalnum, name)) for own in owners for name in (own, _AROUND_OWN.sub("", own))}
    wanted = {name for name in wanted if len(name) >= _SHORTEST}
    if not wanted:
        return
    plain = " ".join(
        [word for word in text[:_FAR].split() if "://" not in word and "@" not in word and "www." not in word]
    )
    words = list(_WORD.finditer(plain))
    for position, first in enumerate(words):
        letters = ""
        for word in words[position : position + _MOST_WORDS]:
            letters += word[0].casefold()
            if letters in wanted and not first[0].islower():
                yield first.string[first.start() : word.end()]


def by_address(text: str) -> str | None:
    """The first name that an address gives, or else a bare domain, with a capital."""
    own = next(chain(named_by_addresses(text[:_FAR]), named_by_domains(text[:_FAR])), "")
    name = _HIRING.sub("", _CALLING.sub("", own))
    return name[0].upper() + name[1:] if name else None
