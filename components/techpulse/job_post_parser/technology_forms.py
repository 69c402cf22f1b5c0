"""The words of a text, and the forms in which a technology may be written: what the search for technologies works on.

Belongs here: cutting a text into words, and what a form is. Does not: which forms there are (`taxonomy.py`), finding
them (`technologies.py`), whether a doubtful one is meant (`technology_evidence.py`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

LINE_END = "¶"
DISCIPLINE = "discipline"
"""The category of what people do rather than what they do it with."""
HYPHENS = frozenset("-\u2010\u2011")
_WORD = re.compile(
    r"[^\W_]+(?:\.(?i:js|net)(?![^\W_])|\+\+|#|://\S+)?"  # a word: C++, C# and Node.js are one; so is an address
    r"|@\S+"  # what makes the word before it a mail address
    r"|(?<=[^\W_])\.(?:(?i:com|org|io)|co|ai|dev|app|edu|gov|uk|de|eu|ca|fr|tech|xyz|info|jobs|team|land|me|sh)"
    r"(?![^\W_])(?:[/?:#]\S*)?"  # the end of a host's name, which makes the word before it one; and its path
    r"|\.(?i:net)(?![^\W_])"
    r"|\*(?i:n?ix)(?![^\W_])"
    r"|[^\w\s]"
)
_VERSIONED = re.compile(r"([^\W\d_]{3,})(?:[2-9]|1[0-9]|2[01])")
_MARKS = frozenset(",.:;!?)")
_MOST_REMEMBERED = 100_000
_LONGEST_REMEMBERED = 32


class Kind(Enum):
    """When a form counts as its technology."""

    SURE = auto()
    """Wherever it stands as a word, in any case."""
    CASED = auto()
    """Wherever it is written with exactly these capitals; in other case like `CONTEXT`."""
    CONTEXT = auto()
    """Where what stands around it says so: an English word or a name of something else otherwise."""
    NAMED = auto()
    """Where it has its capitals though no sentence begins with it; otherwise like `CONTEXT`."""
    MAKER = auto()
    """Wherever it stands, but where it may be an employer, a customer or an investor."""
    VENDOR = auto()
    """Where both `CONTEXT` and `MAKER` do."""


class Form(NamedTuple):
    """One way to write a technology, as lower-case words; `key` is "" for a phrase that is none and hides one."""

    words: tuple[str, ...]
    key: str
    kind: Kind
    written: str
    category: str


class Forms(NamedTuple):
    """The forms that begin with one word: the word itself, if it is one, and the others by their second word."""

    single: Form | None
    longer: Mapping[str, Sequence[Form]]


class Vocabulary(dict[str, tuple[str, ...]]):
    """The forms by their first word, and how the text between two spaces is cut into words.

    Remembers, within bounds, the cuts that it made: posts repeat their words, and looking a cut up costs a tenth of
    making it. A version that sticks to a sure name (`rails5`, `php7`) becomes a form when a text first has it: all that
    there could be are ten times as many as all other forms, too many to be looked up fast.
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        super().__init__()
        self.forms = _by_words(forms)

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        """The cut of a chunk that is not remembered."""
        words = tuple(_WORD.findall(chunk))
        for word in words:
            if word[-1].isdigit():
                self._know_version(word.lower())
        if len(chunk) <= _LONGEST_REMEMBERED and len(self) < _MOST_REMEMBERED:
            self[chunk] = words
        return words

    def _know_version(self, word: str) -> None:
        versioned = _VERSIONED.fullmatch(word)
        named, known = self.forms.get(versioned[1]) if versioned else None, self.forms.get(word)
        if named and named.single and named.single.key and named.single.kind is Kind.SURE:
            self.forms[word] = Forms((known and known.single) or named.single, known.longer if known else {})

    def words_of(self, text: str) -> list[str]:
        """Words, marks and line ends of `text` in its order; only an unusual chunk is looked up."""
        words: list[str] = []
        for line in text.split("\n"):
            for chunk in line.split():
                if chunk.isalpha():
                    words.append(chunk)
                elif chunk[-1] in _MARKS and (word := chunk[:-1]).isalpha():
                    words.append(word)
                    words.append(chunk[-1])
                else:
                    words += self[chunk]
            words.append(LINE_END)
        words.pop()  # nothing follows the last line
        return words


def _by_words(forms: Iterable[Form]) -> dict[str, Forms]:
    singles: dict[str, Form] = {}
    longer: dict[str, dict[str, list[Form]]] = {}
    for form in sorted(forms, key=lambda form: -len(form.words)):
        if len(form.words) == 1:
            singles[form.words[0]] = form
        else:
            longer.setdefault(form.words[0], {}).setdefault(form.words[1], []).append(form)
    return {word: Forms(singles.get(word), longer.get(word, {})) for word in {*singles, *longer}}


def form_words(form: str) -> tuple[str, ...]:
    """The lower-case words of a form, without hyphens: these may stand or not between the words of any form."""
    words = [word for chunk in form.lower().split() for word in _WORD.findall(chunk)]
    return tuple(word for word in words if word not in HYPHENS)
