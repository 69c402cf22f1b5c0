"""The words that tell one conference from another: without years, ordinals, sponsors, indexes, and in no order.

Belongs here: what a word of a name is worth. Does not: which part of a title is a name (`titles.py`), which names are
one series (`series.py`).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from techpulse.conference_identity.years import without_years

_WORD = re.compile(r"[^\W_]+")
_STAR = re.compile(r"\*(?=\w)|(?<=\w)\*")
_BRACKETED = re.compile(r"\([^()]*\)?|\[[^\[\]]*\]?")
_POSSESSIVE = re.compile(r"(?<=\w)'s?(?!\w)")
_SHORTENED = re.compile(r"\b(?:int'l|intl|internat|int)\b\.?(?=\s)", re.IGNORECASE)
_PHRASES = re.compile(
    r"\bIEEE (?:Computer|Communications|Signal Processing|Robotics and Automation) Society\b|"
    r"\bdeadline extended\b|\bextended deadline\b|\bH[- ]?index\b|\bAssociation for Computing Machinery\b|"
    r"\bcalls? for (?:papers?|participation|book chapters?)\b|"
    r"\bin conjunction with\b.*|\bco-?located with\b.*|\bcollocated with\b.*|\s@\s.*",
    re.IGNORECASE,
)
_ROMAN = re.compile(r"(?=[IVXL]{2})(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

_JOINING = re.compile(r"the|a|an|of|on|in|for|and|or|with|to|at|from|by|its|their|into|und|et|de|la|le")
_GENERIC = re.compile(
    r"exhibition|conference|conferences|conf|meeting|meetings|annual|annually|international|internationally|biennial|biannual|"
    r"proceedings|edition|cfp|call|paper|papers|dedicated|virtual|online|hybrid|tbd|tba"
)
_SPONSORS = re.compile(
    r"ieee|acm|cvf|rsj|ifip|usenix|springer|elsevier|eai|spie|iet|iapr|ahli|sponsored|ei|scopus|sci|scie|ssci|esci|"
    r"cpci|isi|xplore|compendex|inspec|indexed|indexing|dblp|cps|lncs|ccis|lnai|technically|supported|published"
)
_ORDINALS = re.compile(
    r"[0-9]+(?:st|nd|rd|th)|ist|"
    r"first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    r"fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth|fiftieth|sixtieth|"
    r"seventieth|eightieth|ninetieth|hundredth|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
KINDS = frozenset({"workshop", "symposium", "congress", "forum"})
_LONG_FORMS = {
    "acl": ("association", "computational", "linguistics"),
    "ai": ("artificial", "intelligence"),
    "ml": ("machine", "learning"),
    "nlp": ("natural", "language", "processing"),
    "iot": ("internet", "thing"),
    "hci": ("human", "computer", "interaction"),
}
_NO_PLURALS = ("ss", "us", "is", "ics")
_SHORTEST_PLURAL = 4


class Words(NamedTuple):
    """What a name says: its own words, and which kind of event it is where it is no conference."""

    content: frozenset[str]
    kinds: frozenset[str]


def words_of_name(name: str) -> Words:
    """The words of a full name, in the singular, abbreviations written out; what stands in brackets is left out."""
    own = [word for raw in own_words(_BRACKETED.sub(" ", name)) for word in _LONG_FORMS.get(raw, (singular(raw),))]
    return Words(frozenset(own) - KINDS, frozenset(own) & KINDS)


def words_of_title(title: str) -> tuple[str, ...]:
    """The words of a short title as they are, each once and sorted; sponsors only where nothing else is."""
    return tuple(sorted(set(own_words(title)) or set(_telling(title)) or set(_plain(title))))


def singular(word: str) -> str:
    """The word without the ending of a plural."""
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(_NO_PLURALS):
        return word
    return f"{word[:-3]}y" if word.endswith("ies") else word[:-1]


def own_words(text: str) -> Iterator[str]:
    """The words that not any conference's name may hold, in their order."""
    return _telling(_PHRASES.sub(" ", text))


def _telling(text: str) -> Iterator[str]:
    for word in _plain(text):
        if not any(saying_nothing.fullmatch(word) for saying_nothing in (_GENERIC, _SPONSORS, _ORDINALS)):
            yield word


def _plain(text: str) -> Iterator[str]:
    """All words in lower case and without accents, but years, Roman numbers, and the small words that join others."""
    spelled = _SHORTENED.sub("international", _POSSESSIVE.sub("", _STAR.sub("star", text)))
    for raw in _WORD.findall(without_years(spelled)):
        if not _ROMAN.fullmatch(raw) and (word := folded(raw)) and not _JOINING.fullmatch(word):
            yield word


def folded(text: str) -> str:
    """The text without case and accents; what is folded already stays."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(filter(str.isalnum, plain))
