"""The head of a post, cut into the fields that its writer set apart.

Belongs here: what separates fields, and where the head ends. Does not: what a field says.
"""

import re
from dataclasses import dataclass

_BARS = re.compile(r"\s*(?:\|+|[│┃¦｜]|•|·|\s//\s)\s*")
_DASHES = re.compile(r"\s+(?:-{1,3}|[–—―])\s+|\s*—\s*|\s+[–-](?=[A-Z])|(?<=[a-z)])[–-]\s+|:\s+|\s*;\s+|\s+/\s+|\t+")
_SENTENCE_END = re.compile(
    r"(?<=[a-z)!?])[.!?]\s+(?=[A-Z])|\s(?=(?:We|Our|I'm|I am|We're|We’re|At|About|Hi|Hello)\s|[A-Z][\w.]* (?:is|are|was|has|builds|helps|provides|makes)\s)"
)
_LONGEST_FIELD = 110
_LONGEST_LINE = 420
_RULE = re.compile(r"[-=_*#~+\s]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The head's fields in their order, whether bars set them apart, its whole text, and the lines below it."""

    fields: tuple[str, ...]
    is_barred: bool
    text: str
    lines: tuple[str, ...]


def read_header(text: str) -> Header:
    """The head of a plain text: its first line that says something, cut at bars, or at dashes where it has none."""
    lines = [line.strip() for line in text[:6000].split("\n")]
    lines = [line for line in lines if line and not _RULE.fullmatch(line)]
    first = _begun(lines)
    is_barred = len(_BARS.findall(first[:_LONGEST_LINE])) > 0
    fields = _cut(first, _BARS if is_barred else _DASHES)
    if fields:
        fields[-1] = _without_prose(fields[-1])
    head = " | ".join(fields) if is_barred else " - ".join(fields)
    return Header(tuple(fields), is_barred, head, tuple(lines[1:]))


def fields_of(line: str) -> list[str]:
    """The fields of a line without bars; at least one."""
    return _cut(line, _DASHES) or [line]


def _cut(line: str, separator: re.Pattern[str]) -> list[str]:
    fields = [field.strip(" \t*_") for field in separator.split(line[:_LONGEST_LINE])]
    return [field for field in fields if field]


def _begun(lines: list[str]) -> str:
    """The first line; with the next ones where bars hang over the line's end."""
    if not lines:
        return ""
    while len(lines) > 1 and len(lines[0]) < _LONGEST_LINE and (lines[0].endswith("|") or lines[1].startswith("|")):
        lines[:2] = [f"{lines[0]} {lines[1]}"]
    return lines[0]


def _without_prose(field: str) -> str:
    """A last field without the sentences that follow it on the same line."""
    if len(field) <= _LONGEST_FIELD // 2:
        return field
    end = _SENTENCE_END.search(field)
    kept = field[: end.start()] if end else field
    return kept[:_LONGEST_FIELD]
