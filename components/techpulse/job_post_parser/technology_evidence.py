"""Whether a doubtful form means its technology: what the words and marks around it say.

Belongs here: how evidence is weighed. Does not: the words that are evidence (`technology_context.py`), finding forms
(`technologies.py`), which of them are doubtful (the seed's guards).
"""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from techpulse.job_post_parser import technology_context as context
from techpulse.job_post_parser.technology_forms import DISCIPLINE, LINE_END, Form, Kind

_MOST_MARKS = 6
_NOTHING = ("",) * 16
_COMPANY_WINDOW = 30
_SKILL_WINDOW, _LONG_SKILL_WINDOW = 4, 12
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
    """A text's words as they are written, and in lower case.

    The latter have empty ones behind them, so that any place near a word can be asked for without looking where the
    text ends; since lists count negative places from their end, that holds before its beginning, too.
    """

    words: Sequence[str]
    lower: Sequence[str]


def passage_of(words: Sequence[str]) -> Passage:
    """The passage that consists of these words."""
    return Passage(words, [*map(str.lower, words), *_NOTHING])


def is_cased(passage: Passage, mention: Mention) -> bool:
    """Whether a form is written with exactly the capitals that it should have."""
    if mention.end == mention.start + 1:
        return passage.words[mention.start] == mention.form.written
    written = "".join(passage.words[mention.start : mention.end])
    return written.replace("-", "") == mention.form.written.replace(" ", "").replace("-", "")


def employer_field(passage: Passage) -> range:
    """The places of the post's first field, which may name the employer; empty if there is none."""
    lower, start = passage.lower, 0
    while lower[start] in context.BEFORE_HEADER:
        start += 1
    line = lower[start : start + _FIELD_WORDS]
    line = line[: line.index(LINE_END)] if LINE_END in line else line
    ends = context.FIELD_ENDS if "|" in line else context.FIELD_ENDS_WITHOUT_BAR
    for place, word in enumerate(line, start):
        if word in ends:
            return range(start, place)
    return range(start, start)


def is_role(passage: Passage, field: range) -> bool:
    """Whether the post's first field names a role rather than the employer."""
    return not context.BUILT.isdisjoint(passage.lower[field.start : field.stop])


def is_employer(passage: Passage, mention: Mention, *, field: range) -> bool:
    """Whether a product's name is all that the employer's field holds, but for words such as Inc."""
    if mention.start != field.start or mention.form.category in _NO_PRODUCTS:
        return False
    is_hyphenated = passage.lower[field.stop] == "-" and mention.form.kind is Kind.SURE
    return not is_hyphenated and context.SUFFIXES.issuperset(passage.lower[mention.end : field.stop])


def is_worked_on(passage: Passage, mention: Mention) -> bool:
    """Whether a post names people who work with the technology: its developers, its engineers."""
    return passage.lower[mention.end] in context.CRAFT


def is_among_companies(passage: Passage, mention: Mention) -> bool:
    """Whether the sentence so far speaks of employers, customers or investors."""
    lower = passage.lower
    for place in range(mention.start - 1, max(0, mention.start - _COMPANY_WINDOW) - 1, -1):
        word = lower[place]
        if word in context.COMPANY:
            return True
        if word in context.SENTENCE_ENDS:
            return False
    return False


def may_be_meant(passage: Passage, mention: Mention, *, starts: Collection[int]) -> bool:
    """False where something around a doubtful form rules its technology out; `starts` are the places of all forms."""
    before, after = passage.lower[mention.start - 1], passage.lower[mention.end]
    if len(passage.words[mention.start]) == 1 and mention.end - mention.start == 1 and _is_initial(passage, mention):
        return False
    if before in context.NEVER_BEFORE or (before == "." and passage.lower[mention.start - 2] == "."):
        return False
    if mention.form.kind is Kind.MAKER or (mention.form.kind is Kind.VENDOR and is_among_companies(passage, mention)):
        return False
    if not _is_weak(passage, mention):
        return True
    return after in context.BOUNDARIES or _is_craft(passage, mention.end) or mention.end in starts


def is_meant(passage: Passage, mention: Mention) -> bool:
    """Whether the words beside a form say that it is a technology: its developers, "written in" it."""
    kind, after = mention.form.kind, passage.lower[mention.end]
    if after == "for" and passage.lower[mention.end + 1] in context.TASKS:
        return True
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
        word = passage.lower[place]
        if word not in context.LIST_MARKS and word not in context.FILLERS and not word.isdigit():
            return None if is_broken and not has_bullet else place
        is_broken = is_broken or word == LINE_END
        has_bullet = has_bullet or word in context.BULLETS
    return None


def _is_craft(passage: Passage, place: int) -> bool:
    """Whether developers or the like stand at a place, with what they develop between or not."""
    word = passage.lower[place]
    return word in context.CRAFT or (word in context.TRADES and passage.lower[place + 1] in context.CRAFT)


def _is_initial(passage: Passage, mention: Mention) -> bool:
    """Whether a single letter belongs to an abbreviation, a name or another letter: D.C., R&D, John C. Smith."""
    letter, before, after = passage.words[mention.start], passage.lower[mention.start - 1], passage.lower[mention.end]
    if "&" in {before, after} or (letter.islower() and letter not in _LOWER_LETTERS):
        return True
    if after == "." and (len(passage.lower[mention.end + 1]) == 1 or passage.words[mention.start - 1][:1].isupper()):
        return passage.lower[mention.end + 1].isalnum()
    return before == "." and len(passage.lower[mention.start - 2]) == 1


def _is_lower(passage: Passage, mention: Mention) -> bool:
    return passage.words[mention.start].islower() and not mention.form.written.islower()


def _is_weak(passage: Passage, mention: Mention) -> bool:
    """Whether the form's capitals say nothing: there are none, or a sentence begins here."""
    before = passage.lower[mention.start - 1]
    return before == "" or before in context.SENTENCE_ENDS or _is_lower(passage, mention)


def _is_used(passage: Passage, mention: Mention) -> bool:
    """Whether it stands where a skill or a tool does: `using X`, `written in X`, `our stack: X`, `Engineer (X)`."""
    before, after, is_lower = passage.lower[mention.start - 1], passage.lower[mention.end], _is_lower(passage, mention)
    if is_lower and after not in context.BOUNDARIES:
        return False
    if before in context.USING or (before == "/" and passage.lower[mention.start - 2] == "w"):
        return True
    is_language = mention.form.category == "language" and mention.form.kind is not Kind.CASED and not is_lower
    if is_language and (before == "in" or (before in context.OPENINGS and after == ")")):
        return True
    if is_language and before == "and" and after in context.FULL_STOPS:
        return _is_before(passage.lower, mention.start - 1, telling=context.ABILITIES, window=_LONG_SKILL_WINDOW)
    if before not in context.PREPOSITIONS or (is_lower and before not in context.LOWER_PREPOSITIONS):
        return False
    telling = context.HOSTED if mention.form.kind is Kind.VENDOR and before == "on" else context.SKILL
    return _is_before(passage.lower, mention.start - 1, telling=telling)


def _is_before(lower: Sequence[str], end: int, *, telling: Collection[str], window: int = _SKILL_WINDOW) -> bool:
    """Whether one of the last words of the sentence before `end` is one of these."""
    for place in range(end - 1, max(0, end - window) - 1, -1):
        word = lower[place]
        if word in telling:
            return True
        if word in context.FULL_STOPS:
            return False
    return False
