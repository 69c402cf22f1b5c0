"""Terms of the work that a word or two tell: employment types, internship, visa, equity.

Belongs here: those words. Does not: remote work (`remote.py`), pay (`salary.py`), addresses (`contacts.py`).
"""

import re

from techpulse.job_post_parser.vicinity import around, holds_any

# By letters that all its words hold, as most texts hold none of them.
_PLAIN = (
    ("full", "full_time", ("full-time", "full time", "fulltime")),
    ("permanent", "full_time", ("permanent",)),
    ("part", "part_time", ("part-time", "part time", "parttime")),
    ("temporary", "temporary", ("temporary position", "temporary role")),
    ("fixed", "temporary", ("fixed-term", "fixed term")),
)
# Each with letters that all its words hold, which are found faster than a pattern is.
_ASKING = {
    "contract": (
        ("contract", re.compile(r"contract(?:or|ors|ing|s)?\b")),
        ("c2c", re.compile(r"c2c\b")),
        ("corp-to-corp", re.compile("corp-to-corp")),
    ),
    "freelance": (("freelanc", re.compile(r"freelanc\w+")),),
    "internship": (
        ("intern", re.compile(r"intern(?:s|ships?)?\b")),
        ("co-op", re.compile(r"co-op\b")),
        ("coop", re.compile(r"coop\b")),
    ),
}
_SHORT_FULL_TIME = re.compile(r"\bfte?s?\b")
_NO_TYPE = re.compile(
    r"\b(?:smart|social|government|data|api|legal|customer|enterprise|defen[cs]e|sign\w*|under)[\s-]contract\w*|"
    r"\bcontract(?:s|ing)? (?:management|lifecycle|with|analysis|negotiation|review)|"
    r"\b(?:no|not) (?:a )?(?:contract\w*|freelanc\w+|interns?\w*|part[\s-]?time)\b|"
    r"\b(?:former|previous|prior|past|your|were|was an?) intern\w*|"
    r"\bfreelanc\w+ (?:platform|marketplace|market|economy)"
)
_VISA_STEMS = ("visa", "sponsor", "h1b", "h1-b", "h-1", "to work in the", "us person", "us citizen")
_NO_VISA = re.compile(
    r"\b(?:no|not|cannot|can['’]t|unable|without|don['’]t|won['’]t|aren['’]t|isn['’]t|sorry)\b[^.|\n]{0,45}?"
    r"(?:visas?\b|sponsor\w*|h-?1-?bs?\b)|\b(?:must|should|need to) (?:already )?(?:be |have )"
    r"(?:legally |currently |already )?(?:authori[sz]\w+|eligible|the right|right) to work\b|"
    r"\bus (?:persons?|citizens?(?:hip)?) (?:only|required)|"
    r"(?:visas?|sponsorship|h1b)\s?(?:transfer\w* )?(?:is |are )?(?:no\b|not\b|:\s?no\b|unavailable)"
)
_VISA = re.compile(
    r"\bvisas?\b(?! (?:inc|card|debit|and master|or master|,? mastercard|checkout))|"
    r"\bsponsor(?:s|ship|ing)?\b(?=[^.\n]{0,30}(?:visa|h-?1b|relocat|work permit))|"
    r"\bsponsorship (?:is )?(?:available|possible|offered|provided|ok)|\b(?:we|can|will|to|and) sponsor(?:ship)?\b|"
    r"\bh-?1-?b\b"
)
_EQUITY_STEMS = ("equity", "stock ", "option", "esop", "rsu", "vsop", "ownership stake", "share ")
_EQUITY = re.compile(
    r"\bequity\b(?! (?:market|fund|research|trading|firm|partner|analys|data|and inclusion|&))|\bstock options?\b|"
    r"\besop\b|\brsus?\b|\b(?:share|stock) (?:option|grant|plan|scheme|package)s?\b|"
    r"\boptions? (?:package|plan|grant|pool)\b|\bownership stake\b|\bvsop\b|\bemi options\b"
)
_NO_EQUITY = re.compile(
    r"\b(?:private|diversity,?|racial|social|health|brand|inclusion,?|and) equity\b(?! \+)|\bno equity\b|"
    r"\bequity[- ]free\b"
)


def employment_types(head: str, body: str) -> tuple[str, ...]:
    """The kinds of employment, sorted: those of the head (both in lower case), or where it names none, of the body."""
    in_head = _types(head)
    if "ft" in head and "full_time" not in in_head and _SHORT_FULL_TIME.search(head):
        in_head = tuple(sorted((*in_head, "full_time")))
    return in_head or _types(body)


def _types(text: str) -> tuple[str, ...]:
    plain = {kind for letters, kind, words in _PLAIN if letters in text and holds_any(text, words)}
    return tuple(sorted([*plain, *[kind for kind in _ASKING if _asks(kind, text)]]))


def _asks(kind: str, text: str) -> bool:
    """Whether a mention of the kind is left when those are taken away that mean something else."""
    for letters, pattern in _ASKING[kind]:
        found = pattern.search(text) if letters in text else None
        if found and pattern.search(_NO_TYPE.sub(" ", around(text, found[0]))):
            return True
    return False


def is_internship(text: str) -> bool:
    """Whether the text, in lower case, offers an internship."""
    return _asks("internship", text)


def visa(text: str) -> bool | None:
    """Whether a visa is sponsored, by a text in lower case; a refusal outweighs the bare word."""
    near = around(text, *_VISA_STEMS)
    if not near:
        return None
    return False if _NO_VISA.search(near) else True if _VISA.search(near) else None


def has_equity(text: str) -> bool:
    """Whether a share of the company is offered, by a text in lower case."""
    near = around(text, *_EQUITY_STEMS)
    return bool(near) and _EQUITY.search(_NO_EQUITY.sub(" ", near)) is not None
