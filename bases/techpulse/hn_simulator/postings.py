"""Made-up texts of comments, as the HTML that Hacker News makes of what people write.

Here: postings, replies and account names, drawn from the vocabulary.
Not here: the words (`vocabulary`), ids, times and trees (`generator`).
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from random import Random

from techpulse.hn_simulator import vocabulary as words

_THEMES = (words.ABOUT, words.WORK, words.STACK, words.TEAM, words.OFFER)
_SENTENCE_LENGTH = 75
_ENDS_LENGTH = 220  # of the first and the last paragraph
_MEDIAN_POSTING_LENGTH = 1206
_PARAGRAPH = "<p>"
_LINE_SEPARATOR = "\u2028"

# Shares of postings, as counted over real threads; of the line separator only that it is rare is known.
_SHARE_WITH_HEADER = 0.85
_SHARE_WITH_CODE = 0.03
_SHARE_WITH_LINE_SEPARATOR = 0.003

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "/": "&#x2F;"})


class _Writer(dict[str, str]):
    """Fills gaps: with what it holds, else with a drawn phrase of that name; the result is HTML."""

    def __init__(self, rng: Random) -> None:
        company = rng.choice(words.PHRASES["start"]) + rng.choice(words.PHRASES["end"])
        super().__init__(company=_escaped(company), link=_link(company, rng))
        self._rng = rng

    def __missing__(self, name: str) -> str:
        return _escaped(self._rng.choice(words.PHRASES[name]))

    def write(self, template: str) -> str:
        return _escaped(template).format_map(self)

    def write_some(self, templates: Sequence[str], count: int) -> str:
        chosen = self._rng.sample(templates, min(count, len(templates)))
        return " ".join(self.write(template) for template in chosen)


def posting(rng: Random) -> str:
    """The text of a top-level comment: who we are, what you would do, how to apply."""
    writer = _Writer(rng)
    opening = words.HEADERS if rng.random() < _SHARE_WITH_HEADER else words.OPENINGS
    length = rng.lognormvariate(math.log(_MEDIAN_POSTING_LENGTH), 0.5)
    sentences = max(1, round((length - _ENDS_LENGTH) / _SENTENCE_LENGTH))
    counts = [(sentences + place) // len(_THEMES) for place in range(len(_THEMES))]
    paragraphs = [
        writer.write_some(opening, 1),
        *(writer.write_some(theme, count) for theme, count in zip(_THEMES, counts, strict=True) if count),
        writer.write_some(words.CALLS, 1),
    ]
    if rng.random() < _SHARE_WITH_CODE:
        paragraphs.insert(-1, f"<pre><code>{_escaped(rng.choice(words.SNIPPETS))}\n</code></pre>")
    text = _PARAGRAPH.join(paragraphs)
    if rng.random() < _SHARE_WITH_LINE_SEPARATOR:
        return text.replace(". ", f".{_LINE_SEPARATOR}", 1)
    return text


def reply(rng: Random) -> str:
    """The text of a comment below another one."""
    sentences = round(rng.lognormvariate(0.5, 0.6))
    return _Writer(rng).write_some(words.REPLIES, max(1, sentences))


def account_name(rng: Random) -> str:
    """A name that made-up people post under; some of them come back."""
    start, end = rng.choice(words.PHRASES["start"]), rng.choice(words.PHRASES["name"])
    return f"{end}_{start}{rng.randrange(500)}".lower()


@lru_cache(maxsize=1024)
def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _link(company: str, rng: Random) -> str:
    host = "".join(letter for letter in company.lower() if letter.isalpha())
    host += f".{rng.choice(words.PHRASES['host'])}"
    address = f"https:&#x2F;&#x2F;{host}&#x2F;jobs&#x2F;{rng.randrange(1000)}"
    return f'<a href="{address}" rel="nofollow">{address}</a>'
