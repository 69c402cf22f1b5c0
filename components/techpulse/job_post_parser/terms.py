"""Terms of the work that a word or two tell: employment types, internship, visa, equity, addresses.

Belongs here: those words. Does not: remote work (`remote.py`) and pay (`salary.py`).
"""

import re

_TYPES = {
    "full_time": re.compile(r"\bfull[\s-]?time|\bfte?s?\b|\bpermanent\b"),
    "part_time": re.compile(r"\bpart[\s-]?time\b(?! remote)"),
    "contract": re.compile(r"\bcontract(?:or|ors|ing|s)?\b|\bc2c\b|\bcorp-to-corp\b"),
    "freelance": re.compile(r"\bfreelanc\w+"),
    "internship": re.compile(r"\bintern(?:s|ship|ships)?\b|\bco-?op\b"),
    "temporary": re.compile(r"\btemporary\b|\bfixed[\s-]term\b"),
}
_STEMS = {
    "full_time": ("full", "ft", "permanent"),
    "part_time": ("part",),
    "contract": ("contract", "c2c", "corp"),
    "freelance": ("freelanc",),
    "internship": ("intern", "co-op", "coop"),
    "temporary": ("temporary", "fixed"),
}
_NO_TYPE = re.compile(
    r"\b(?:smart|social|government|data|api|legal|customer|enterprise|defen[cs]e|sign\w*|under)[\s-]contract\w*|"
    r"\bcontract(?:s|ing)? (?:management|lifecycle|with|analysis|negotiation|review)|\b(?:no|not) (?:a )?(?:contract\w*|freelanc\w+|"
    r"interns?\w*|part[\s-]?time)\b|\b(?:former|previous|prior|past|your|were|was an?) intern\w*|\bfreelanc\w+ (?:platform|marketplace|market|economy)"
)
_VISA = re.compile(
    r"(?P<no>\b(?:no|not|cannot|can't|can’t|unable|without|don't|don’t|won't|do not|will not|aren't|isn't|sorry)\b[^.|\n]{0,45}?"
    r"(?:visas?\b|sponsor\w*|h-?1-?bs?\b)|\b(?:must|should|need to) (?:already )?(?:be |have )(?:legally |currently |already )?(?:authori[sz]\w+|eligible|the right|right) to work\b|\bus (?:persons?|citizens?(?:hip)?) (?:only|required)|(?:visas?|sponsorship|h1b)\s?(?:transfer\w* )?(?:is |are )?(?:no\b|not\b|:\s?no\b|unavailable))"
    r"|(?P<yes>\bvisas?\b(?! (?:inc|card|debit|and master|or master|,? mastercard|checkout))|\bsponsor(?:s|ship|ing)?\b(?=[^.\n]{0,30}(?:visa|h-?1b|relocat|work permit))|"
    r"\bsponsorship (?:is )?(?:available|possible|offered|provided|ok)|\b(?:we|can|will|to|and) sponsor(?:ship)?\b|\bh-?1-?b\b)"
)
_EQUITY = re.compile(
    r"\bequity\b(?! (?:market|fund|research|trading|firm|partner|analys|data|and inclusion|&))|\bstock options?\b|\besop\b|\brsus?\b|"
    r"\b(?:share|stock) (?:option|grant|plan|scheme|package)s?\b|\boptions? (?:package|plan|grant|pool)\b|\bownership stake\b|\bvsop\b|\bemi options\b"
)
_NO_EQUITY = re.compile(
    r"\b(?:private|diversity,?|racial|social|health|brand|inclusion,?|and) equity\b(?! \+)|\bno equity\b|\bequity[- ]free\b"
)
_URL = re.compile(r"\bhttps?://[^\s<>\"|]+|\bwww\.[^\s<>\"|,;)]+", re.IGNORECASE)
_EMAIL = re.compile(
    r"[\w.+-]\s?(?:@|[\[({<]\s?at\s?[\])}>]|\s-at-\s|\s'at'\s|\s\"at\"\s|_at_|\s?\bAT\b\s?|\s?&#64;\s?)\s?[\w-]+(?:\s?(?:\.|[\[({<]\s?dot\s?[\])}>]|"
    r"\sdot\s|\s-dot-\s|\sDOT\s|_dot_)\s?[a-z]{2,})+|[\w.+-] at [\w-]+ dot [a-z]{2,}|\[(?:at|@)\]|\(at\) ?\w",
)


def employment_types(text: str, *, head: str) -> tuple[str, ...]:
    """The kinds of employment, sorted: those of the head (both in lower case), or where it names none, of the text."""
    return _types(head) or _types(text)


def _types(text: str) -> tuple[str, ...]:
    if not any(stem in text for stems in _STEMS.values() for stem in stems):
        return ()
    said = _NO_TYPE.sub(" ", text) if "contract" in text or "freelanc" in text or "intern" in text else text
    return tuple(
        sorted(
            kind
            for kind, pattern in _TYPES.items()
            if any(stem in said for stem in _STEMS[kind]) and pattern.search(said)
        )
    )


def is_internship(text: str) -> bool:
    """Whether the text, in lower case, offers an internship."""
    return "intern" in text and bool(_TYPES["internship"].search(_NO_TYPE.sub(" ", text)))


def visa(text: str) -> bool | None:
    """Whether a visa is sponsored, by a text in lower case; a refusal outweighs the bare word."""
    if not any(
        stem in text for stem in ("visa", "sponsor", "h1b", "h-1", "h1-", " to work", "us person", "us citizen")
    ):
        return None
    said = {found.lastgroup for found in _VISA.finditer(text)}
    return False if "no" in said else True if "yes" in said else None


def has_equity(text: str) -> bool:
    """Whether a share of the company is offered, by a text in lower case."""
    if not any(stem in text for stem in ("equity", "option", "stock", "esop", "rsu", "vsop", "ownership", "share")):
        return False
    return _EQUITY.search(_NO_EQUITY.sub(" ", text)) is not None


def urls(text: str) -> tuple[str, ...]:
    """The addresses in the text, each once, without the sentence's punctuation behind them."""
    if "http" not in text and "www." not in text and "HTTP" not in text:
        return ()
    found = (_closed(url.rstrip(".,;:!?'*_”’…")) for url in _URL.findall(text))
    return tuple(dict.fromkeys(found))


def _closed(url: str) -> str:
    """Without a bracket at the end that was opened outside."""
    while url.endswith((")", "]")) and url.count(")") + url.count("]") > url.count("(") + url.count("["):
        url = url[:-1].rstrip(".,;:!?")
    return url


def has_email(text: str) -> bool:
    """Whether an e-mail address is given, plain or spelled out."""
    is_likely = "@" in text or " dot " in text or "at]" in text or "at)" in text or " AT " in text or "'at'" in text
    return (is_likely or "-at-" in text) and _EMAIL.search(text) is not None
