"""The head of a post, cut into the fields that its writer set apart.

Belongs here: what separates fields, and where the head ends. Does not: what a field says.
"""

import re
from typing import NamedTuple

_OTHER_BARS = "│┃¦•·"
_SLASHED_BAR = re.compile(r"\s//\s")
_DASHES = re.compile(
    r"(?=\s*+[–—―:;-]|\t)"  # lets the engine pass over all other characters at once
    r"(?:\s+(?:-{1,3}|[–—―])\s+|\s*—\s*|\s+[–-](?=[A-Z])|(?<=[a-z)])[–-]\s+|:\s+|\s*;\s+|\t+)"
)
_SLASHES = re.compile(r"\s+/\s+")
_SENTENCE_END = re.compile(
    r"(?<=[a-z)!?])[.!?]\s+(?=[A-Z])|\s(?=(?:We|Our|I'm|I am|We're|We’re|At|About|Hi|Hello)\s|"
    r"[A-Z][\w.]* (?:is|are|was|has|builds|helps|provides|makes)\s)"
)
_RULES = frozenset({"--", "==", "**", "##"})
_RULE = re.compile(r"[-=_*#~+\s]+")
_BLANK = " \t*_"
_FEWEST_SLASHED = 3
_SHORT, _LONGEST_FIELD, _LONGEST_LINE, _FAR, _MOST_LINES = 50, 110, 420, 6000, 60


class Header(NamedTuple):
    """The head's fields in their order, whether bars set them apart, its whole text, and the lines below it."""

    fields: tuple[str, ...]
    is_barred: bool
    text: str
    lines: tuple[str, ...]


def read_header(text: str) -> Header:
    """The head of a plain text: its first line that says something, cut at bars, or at dashes where it has none."""
    stripped = [line for full in text[:_FAR].split("\n", _MOST_LINES) if (line := full.strip())]
    first, lines = _begun([line for line in stripped if line[:2] not in _RULES or not _is_rule(line)])
    first = first[:_LONGEST_LINE]
    if first.count(" l ") > 1:  # a letter in place of a bar
        first = first.replace(" l ", " | ")
    fields = _filled(_with_bars(first).split("|"))
    is_barred = len(fields) > 1 or "|" in first
    if not is_barred:
        fields = fields_of(first)
    if len(fields) > 1 or is_barred:
        fields[-1:] = [_without_prose(field) for field in fields[-1:]]
    return Header(tuple(fields), is_barred, " | ".join(fields) if is_barred else " - ".join(fields), tuple(lines))


def _with_bars(line: str) -> str:
    """The line with a plain bar for each mark that does as one."""
    if not line.isascii():
        for bar in _OTHER_BARS:
            line = line.replace(bar, "|")
    return _SLASHED_BAR.sub("|", line) if "//" in line else line


def fields_of(line: str) -> list[str]:
    """The fields of a line without bars, cut at dashes, or else at slashes if there are several; at least one."""
    fields = _filled(_DASHES.split(line[:_LONGEST_LINE]))
    if len(fields) == 1 and " / " in line:
        slashed = _filled(_SLASHES.split(line[:_LONGEST_LINE]))
        fields = slashed if len(slashed) >= _FEWEST_SLASHED else fields
    return fields or [line]


def _filled(fields: list[str]) -> list[str]:
    return [stripped for field in fields if (stripped := field.strip(_BLANK))]


def _is_rule(line: str) -> bool:
    """Whether a line that begins as a rule is one."""
    return line[-2:] in _RULES or _RULE.fullmatch(line) is not None


def _begun(lines: list[str]) -> tuple[str, list[str]]:
    """The first line, with the next ones where bars hang over the line's end; and the lines below."""
    if not lines:
        return "", []
    first, below = lines[0], 1
    if below < len(lines) and len(first) < _SHORT and "|" not in first and lines[1].count("|") > 1:
        first, below = f"{first} | {lines[1]}", 2  # a name alone above the head
    while below < len(lines) and len(first) < _LONGEST_LINE and (first[-1] == "|" or lines[below][0] == "|"):
        first, below = f"{first} {lines[below]}", below + 1
    return first, lines[below:]


def _without_prose(field: str) -> str:
    """A last field without the sentences that follow it on the same line."""
    if len(field) <= _LONGEST_FIELD // 2:
        return field
    end = _SENTENCE_END.search(field)
    kept = field[: end.start()] if end else field
    return kept[:_LONGEST_FIELD]
