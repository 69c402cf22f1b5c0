"""Text from posts on its way into the page: short, visible, and never markup or script.

Belongs here: cutting and escaping. Does not: where a text stands in the page.
"""

import json
import unicodedata
from html import escape

MOST_CHARACTERS = 80
_INVISIBLE = {"Cc": " ", "Zl": " ", "Zp": " ", "Cf": "", "Cs": "", "Co": ""}
_IN_SCRIPT = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def shown(text: str) -> str:
    """The text as one line without invisible, control or direction characters, cut to a length a page can bear."""
    start = text[: 4 * MOST_CHARACTERS]
    visible = "".join(_INVISIBLE.get(unicodedata.category(letter), letter) for letter in start)
    line = " ".join(visible.split())
    return line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1].rstrip() + "…"


def in_html(text: str) -> str:
    """The text for an element or a quoted attribute."""
    return escape(shown(text))


def in_script(value: object) -> str:
    """The value as JSON in ASCII that can end no script element and begin no comment."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    for letter, code in _IN_SCRIPT.items():
        text = text.replace(letter, code)
    return text
