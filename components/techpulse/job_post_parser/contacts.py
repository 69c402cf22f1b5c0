"""Where to write and to read on: web addresses, and whether an e-mail address is given.

Belongs here: addresses as such. Does not: whose they are (`domains.py`).
"""

import re

from techpulse.job_post_parser.vicinity import holds_any

_URL = re.compile(r"https?://[^\s<>\"|]{1,2000}")
_BARE = re.compile(r"www\.[^\s<>\"|,;)]{1,2000}")
_EMAIL = re.compile(r"@ ?[\w-]+(?: ?(?:\.|\bdot\b) ?[\w-]+)* ?(?:\.|\bdot\b) ?[a-z]{2,}", re.IGNORECASE)
# By a mark that each holds: one character is found many times faster than a word.
_SPELLED_SIGNS = {
    "[": ("[at]", " [@] ", "[at "), "]": (" at] ",), "{": ("{at}",), "<": ("<at>",), "-": (" -at- ",), "_": ("_at_",),
    '"': ('"at"',), "'": ("'at'",), "(": ("(at)", "(@)"),
}  # fmt: skip
_SPELLED = re.compile(r"\w at [\w-]+(?: ?(?:\.|\bdot\b) ?[\w-]+)*? dot [a-z]{2,}|\w dot \w+ at \w")
_LOUD = re.compile(r"\w AT [\w-]+ ?(?:\.|DOT)")


def urls(text: str) -> tuple[str, ...]:
    """The web addresses in the text, each once, without the sentence's punctuation behind them."""
    found = _URL.findall(text) if "http" in text else []
    if "www." in text:
        found += [
            bare[0] for bare in _BARE.finditer(text) if text[bare.start() - 1 : bare.start()] not in {"/", ".", "@"}
        ]
    return tuple(dict.fromkeys([url if url[-1].isalnum() else _closed(url.rstrip(".,;:!?'*_”’…")) for url in found]))


def _closed(url: str) -> str:
    """Without brackets at the end that were opened outside."""
    while url and url[-1] in ")]" and url.count(")") + url.count("]") > url.count("(") + url.count("["):
        url = url[:-1].rstrip(".,;:!?")
    return url


def has_email(text: str, lower: str) -> bool:
    """Whether an e-mail address is given, plain or spelled out, in a text that comes as it is and in lower case."""
    if "@" in text and _EMAIL.search(text):
        return True
    for mark, signs in _SPELLED_SIGNS.items():
        if mark in lower and holds_any(lower, signs):
            return True
    return (" dot " in lower and _SPELLED.search(lower) is not None) or (
        " AT " in text and _LOUD.search(text) is not None
    )
