"""Whether a doubtful form means its technology: what the words and marks around it say.

Belongs here: how evidence is weighed. Does not: the words that are evidence (`technology_context.py`), finding forms
(`technologies.py`), which of them are doubtful (the seed's guards).
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from techpulse.job_post_parser import technology_context as context
from techpulse.job_post_parser.technology_forms import DISCIPLINE, LINE_END, Form, Kind

_MOST_MARKS = 6
_COMPANY_WINDOW = 30
_SKILL_WINDOW = 4
_FIELD_WORDS = 40
_NO_PRODUCTS = frozenset({"language", "discipline", "os", "protocol", "mobile"})
_CRAFTS = frozenset({"language", "framework", "web", "mobile"})
_JOINED = frozenset({DISCIPLINE, "cloud"})
_LOWER_LETTERS = frozenset("c")


class Mention(NamedTuple):
    """A form that stands at the words from `start` up to, not including, `end`."""

    start: int
    end: int
    form: Form


class Passage(NamedTuple):
    """A text's words as they are written."""

    words: Sequence[str]

    def at(self, place: int) -> str:
        """The lower-case word at a place; "" before the first and after the last."""
        return self.words[place].lower() if 0 <= place < len(self.words) else ""

    def between(self, start: int, end: int) -> list[str]:
        """The lower-case words from `start` up to, not including, `end`."""
        return [word.lower() for word in self.words[max(0, start) : max(0, end)]]


def is_cased(passage: Passage, mention: Mention) -> bool:
    """Whether a form is written with exactly the capitals that it should have."""
    if mention.end == mention.start + 1:
        return passage.words[mention.start] == mention.form.written
    written = "".join(passage.words[mention.start : mention.end])
    return written.replace("-", "") == mention.form.written.replace(" ", "").replace("-", "")


def employer_field(passage: Passage) -> range:
    """The places of the post's first field, where it names the employer rather than a role; empty if there is none."""
    start = 0
    while passage.at(start) in context.BEFORE_HEADER:
        start += 1
    line = passage.between(start, start + _FIELD_WORDS)
    line = line[: line.index(LINE_END)] if LINE_END in line else line
    ends = context.FIELD_ENDS if "|" in line else context.FIELD_ENDS_WITHOUT_BAR
    length = next((at for at, word in enumerate(line) if word in ends), 0)
    is_role = any(word in context.BUILT for word in line[:length])
    return range(start, start) if is_role else range(start, start + length)


def is_employer(passage: Passage, mention: Mention, *, field: range) -> bool:
    """Whether a product's name is all that the employer's field holds, but for words such as Inc."""
    if mention.start != field.start or mention.form.category in _NO_PRODUCTS:
        return False
    is_hyphenated = passage.at(field.stop) == "-" and mention.form.kind is Kind.SURE
    return not is_hyphenated and context.SUFFIXES.issuperset(passage.between(mention.end, field.stop))


def is_worked_on(passage: Passage, mention: Mention) -> bool:
    """Whether a post names people who work with the technology: its developers, its engineers."""
    return passage.at(mention.end) in context.CRAFT


def is_among_companies(passage: Passage, mention: Mention) -> bool:
    """Whether the sentence so far speaks of employers, customers or investors."""
    nearby = passage.between(mention.start - _COMPANY_WINDOW, mention.start)
    for word in reversed(nearby):
        if word in context.COMPANY:
            return True
        if word in context.SENTENCE_ENDS:
            return False
    return False


def may_be_meant(passage: Passage, mention: Mention, *, starts: Collection[int]) -> bool:
    """False where something around a doubtful form rules its technology out; `starts` are the places of all forms."""
    before, after = passage.at(mention.start - 1), passage.at(mention.end)
    if len(passage.words[mention.start]) == 1 and mention.end - mention.start == 1 and _is_initial(passage, mention):
        return False
    if before in context.NEVER_BEFORE or (before == "." and passage.at(mention.start - 2) == "."):
        return False
    if mention.form.kind is Kind.MAKER or (mention.form.kind is Kind.VENDOR and is_among_companies(passage, mention)):
        return False
    if not _is_weak(passage, mention):
        return True
    return after in context.BOUNDARIES or _is_craft(passage, mention.end) or mention.end in starts


def is_meant(passage: Passage, mention: Mention) -> bool:
    """Whether the words beside a form say that it is a technology: its developers, "written in" it."""
    kind, after = mention.form.kind, passage.at(mention.end)
    if kind is Kind.VENDOR:
        return after in context.OFFERED or _is_used(passage, mention)
    if kind is Kind.NAMED and not _is_weak(passage, mention):
        return True
    if _is_lower(passage, mention) and mention.form.category not in _CRAFTS:
        return _is_used(passage, mention)
    if _is_craft(passage, mention.end) or (after in context.BUILT and not _is_weak(passage, mention)):
        return True
    return _is_used(passage, mention)


def neighbours(passage: Passage, mention: Mention) -> tuple[list[int], list[int]]:
    """Where list items before a form may end, and those after it start: the next one, or the one beyond it."""
    is_weak = mention.form.category not in _JOINED and _is_weak(passage, mention)
    left = [place + 1 for place in _items(passage, mention.start - 1, step=-1, is_weak=is_weak)]
    return left, list(_items(passage, mention.end, step=1, is_weak=is_weak))


def _items(passage: Passage, start: int, *, step: int, is_weak: bool) -> Iterator[int]:
    """The next item from `start` on, and the one beyond if the next is a single word; a weak form needs marks."""
    first = _beyond(passage, start, step=step)
    if first is None or (is_weak and first == start):
        return
    yield first
    if not is_weak and first != start:
        second = _beyond(passage, first + step, step=step)
        if second is not None and second != first + step:
            yield second


def _beyond(passage: Passage, start: int, *, step: int) -> int | None:
    """The first place from `start` on that holds no mark of a list nor a version; None where the list ends before."""
    is_broken = has_bullet = False
    for place in range(start, start + step * (_MOST_MARKS + 1), step):
        word = passage.at(place)
        if word not in context.LIST_MARKS and word not in context.FILLERS and not word.isdigit():
            return None if is_broken and not has_bullet else place
        is_broken = is_broken or word == LINE_END
        has_bullet = has_bullet or word in context.BULLETS
    return None


def _is_craft(passage: Passage, place: int) -> bool:
    """Whether developers or the like stand at a place, with what they develop between or not."""
    word = passage.at(place)
    return word in context.CRAFT or (word in context.TRADES and passage.at(place + 1) in context.CRAFT)


def _is_initial(passage: Passage, mention: Mention) -> bool:
    """Whether a single letter belongs to an abbreviation, a name or another letter: D.C., R&D, John C. Smith."""
    letter, before, after = passage.words[mention.start], passage.at(mention.start - 1), passage.at(mention.end)
    if "&" in {before, after} or (letter.islower() and letter not in _LOWER_LETTERS):
        return True
    if after == "." and (len(passage.at(mention.end + 1)) == 1 or passage.words[mention.start - 1][:1].isupper()):
        return passage.at(mention.end + 1).isalnum()
    return before == "." and len(passage.at(mention.start - 2)) == 1


def _is_lower(passage: Passage, mention: Mention) -> bool:
    return passage.words[mention.start].islower() and not mention.form.written.islower()


def _is_weak(passage: Passage, mention: Mention) -> bool:
    """Whether the form's capitals say nothing: there are none, or a sentence begins here."""
    before = passage.at(mention.start - 1)
    return before == "" or before in context.SENTENCE_ENDS or _is_lower(passage, mention)


def _is_used(passage: Passage, mention: Mention) -> bool:
    """Whether it stands where a skill or a tool does: `using X`, `written in X`, `our stack: X`, `Engineer (X)`."""
    before, after, is_lower = passage.at(mention.start - 1), passage.at(mention.end), _is_lower(passage, mention)
    if is_lower and after not in context.BOUNDARIES:
        return False
    if before in context.USING or (before == "/" and passage.at(mention.start - 2) == "w"):
        return True
    is_language = mention.form.category == "language" and mention.form.kind is not Kind.CASED and not is_lower
    if is_language and (before == "in" or (before in context.OPENINGS and after == ")")):
        return True
    if before not in context.PREPOSITIONS or (is_lower and before not in context.LOWER_PREPOSITIONS):
        return False
    telling = context.HOSTED if mention.form.kind is Kind.VENDOR and before == "on" else context.SKILL
    nearby = passage.between(mention.start - 1 - _SKILL_WINDOW, mention.start - 1)
    return any(word in telling for word in takewhile(_is_within, reversed(nearby)))


def _is_within(word: str) -> bool:
    return word not in context.FULL_STOPS
