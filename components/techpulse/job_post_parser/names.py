"""A company's name: cut out of the words around it, and made comparable.

Belongs here: batches, legal forms, taglines, domains in a name. Does not: where names are looked for (`company.py`).
"""

import re
import unicodedata

from techpulse.job_post_parser.domains import name_of_domain

_SIMPLE = re.compile(
    r"(?!(?:Company|Job|Employer|Hiring|Now|Join|At|About|Team|Hi|Hello|We|"
    r"YC)\b)[A-Z0-9][\w&]*(?: (?!YC)[A-Z0-9][\w&]*){0,3}"
)
_URL = re.compile(r"<?(?:https?://|www\.)\S+>?", re.IGNORECASE)
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)?|\[[^\[\]]*\]?|\{[^{}]*\}?)")
_BATCH = re.compile(
    r",?\s*\b(?:YC|Y Combinator|Ycombinator|ycombinator)[\s'’-]*(?:[WSFX]\d{2,4}|[WS]\s?'\d\d|backed|funded|"
    r"company|alum)?\b.*$"
)
_TAGLINE = re.compile(
    r"\s+[-–—]+\s+.*|\s*[—–:]\s+.*|:$|\s*[,;]\s+(?:an?|the|we|is|one|makers?|formerly|previously|series|seed|"
    r"startup|yc|which|who|whose|where|part|hiring|located|based|backed|our|builders?|creators?)\b.*|"
    r",?\s+(?:is|are|was|has|'s|we|builds|makes|provides|helps|seeks|needs)\s.*|\s+(?:multiple|various|several|many)\s"
    r"(?:\w+\s)?(?:roles|positions|openings|jobs|engineers|developers)\b.*|,?\s+(?:is\s)?(?:hiring|looking for|"
    r"seeking)\b.*|;\s.*|(?:(?<!\b[SJD]r)(?<!\bSt)(?<!\b[A-Z])\.|[!?])\s.*|\s+@\s.*|\s+//?\s.*$",
    re.IGNORECASE | re.DOTALL,
)
_LEAD = re.compile(
    r"^(?:company|job|employer|hiring|now hiring|we are hiring|join us at|join|join the|at|about|team at|hi from|"
    r"hello from|hi, we're|we are|we're)\s*[:\-–]?\s+(?=[A-Z0-9])",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_PLAIN_ENDING = re.compile(r"(?<=\w)\.(?:com|io|co|org|net|co\.uk|de|fr|se|nl|eu)$", re.IGNORECASE)
_LEGAL_FORM = re.compile(
    r"[\s,]+(?:inc|incorporated|llc|ltd|limited|gmbh|ag|corp|corporation|plc|pty|pte|bv|oy|ab|aps|as|sa|sas|sarl|"
    r"srl|spa|kg|ug|se|co|llp|lp|pbc|oü|"
    r"b\.v|s\.a|pvt|private limited|sp\.? z o\.?o|a/s|k\.k|kk)\b\.?(?=[\s,.]*$)",
    re.IGNORECASE,
)
_ANY_ENDING = re.compile(
    r"(?<=\w\w)\.(?:com|io|co|org|net|ai|fm|tv|ly|me|us|app|dev|co\.uk|de|fr|se|nl|eu|is|in|it|to|so|xyz|tech|"
    r"health|fyi|gg|sh|im)$"
)
_PROSE_WORDS = """
we our you your i my are is was looking seeking hiring join need needs want wanted help build building for that this
these there if how what who come check please contact apply email with have has not here also experience years month
day work working startup stealth funded venture profitable established hey hi hello edit update note location remote
full posting opportunity opportunities small large fast several multiple various all many requirement requirements
responsibilities about description skills stack salary tech technologies benefits tl cheers thanks regards interested
both most some they it he she when while since as by in on to
"""
_PROSE = frozenset(_PROSE_WORDS.split())
_WORD = re.compile(r"\w+")
_TRADES = frozenset({"tech", "technologies"})
_INSTITUTION = re.compile(
    r"\b(?:University|Universität|College|School|Institute|Institution|Cent(?:er|re)|Hospital|Department|Foundation|"
    r"Association|Laborator(?:y|ies)|Bank|Society|Council|Agency|Ministry)\b"
)
_SUBDOMAIN = re.compile(r"^(?:www|jobs|careers?|apply|hiring)\.(?=[^.]+\.)", re.IGNORECASE)
_AROUND = " \t*_#\"'“”-–—:•>~|"
_LONGEST, _MOST_WORDS, _MOST_WORDS_OF_INSTITUTION = 60, 5, 9


def name_in(field: str) -> str | None:
    """The name that a field begins with, without brackets, batch, tagline, address; an address alone gives its name."""
    if _SIMPLE.fullmatch(field):
        return field
    words = _EMAIL.sub(" ", field) if "@" in field else field
    words = (
        next((part for part in _URL.split(words) if part.strip(_AROUND)), "") if "." in words or ":" in words else words
    )
    words = _BRACKETS.sub(" ", words) if "(" in words or "[" in words or "{" in words else words
    words = " ".join(_LEAD.sub("", words.strip(_AROUND)).split())
    words = _TAGLINE.sub("", words) if " " in words or words.endswith(":") else words
    words = _BATCH.sub("", words) if "YC" in words or "ombinator" in words else words
    name = words.strip(' \t*_#"“”-–—:;•>~|,/!?™®')
    if not name or len(name) > _LONGEST * 2:
        return _of_address(field)
    return _PLAIN_ENDING.sub("", _SUBDOMAIN.sub("", name)) if _HOST.fullmatch(name) else name


def _of_address(field: str) -> str | None:
    found = _URL.search(field)
    host = _HOST.search(found[0]) if found else None
    name = name_of_domain(host[0]) if host else None
    return name[0].upper() + name[1:] if name else None


def is_name_like(name: str) -> bool:
    """Whether the words may be a name at all: few, and none that only sentences have."""
    words = len(name.split())
    is_short = words <= _MOST_WORDS or (words <= _MOST_WORDS_OF_INSTITUTION and _INSTITUTION.search(name) is not None)
    return is_short and len(name) <= _LONGEST and "company" not in name and not _is_prose(name)


def _is_prose(name: str) -> bool:
    """Whether a word stands there that only sentences have; `IT`, and `Technologies` behind others, are of names."""
    if _PROSE.isdisjoint(_WORD.findall(name.lower())):
        return False
    words = [word.lower() for word in _WORD.findall(name) if word != "IT"]
    is_of_trade = len(words) > 1 and words[-1] in _TRADES
    return not _PROSE.isdisjoint(words[:-1] if is_of_trade else words)


def company_key(name: str) -> str:
    """The name for comparison: without case, accents, article, legal form, domain ending, punctuation and spaces."""
    plain = (name if name.isascii() else unicodedata.normalize("NFKD", name)).casefold().strip(" .,")
    if plain.isalnum():
        return plain
    plain = plain.removeprefix("the ")
    for _ in range(2):
        plain = _LEGAL_FORM.sub("", plain).strip(" .,&")
    plain = _ANY_ENDING.sub("", plain)
    return "".join(filter(str.isalnum, plain.replace("&", "and"))) or "".join(name.casefold().split())
