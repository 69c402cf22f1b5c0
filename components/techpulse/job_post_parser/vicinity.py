"""Looking only where it is worth it: the words around the places where a stem stands.

Belongs here: windows of a text. Does not: what is looked for in them. A stem is found by a plain search, many times
faster than a pattern that begins with a choice, and most posts hold few of them.
"""

from collections.abc import Iterable, Iterator, Sequence

_BEFORE, _AFTER = 70, 60


def holds_any(text: str, stems: Iterable[str]) -> bool:
    """Whether any of the stems stands in the text; the earlier ones are looked for first."""
    for stem in stems:  # noqa: SIM110 - half the time of any()
        if stem in text:
            return True
    return False


def around(text: str, *stems: str) -> str:
    """The parts of the text, to whole words, near any of the stems, each on a line; empty where none of them stands."""
    present = [stem for stem in stems if stem in text]
    if not present:
        return ""
    spans = sorted(_spans(text, present))
    merged = [spans[0]]
    for start, end in spans[1:]:
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return "\n".join([text[start:end] for start, end in merged])


def _spans(text: str, stems: Sequence[str]) -> Iterator[tuple[int, int]]:
    for stem in stems:
        position = text.find(stem)
        while position >= 0:
            start = text.find(" ", max(0, position - _BEFORE), position) + 1 if position > _BEFORE else 0
            end = text.find(" ", position + _AFTER, position + _AFTER + 30)
            yield start or max(0, position - _BEFORE), end if end >= 0 else min(len(text), position + _AFTER)
            position = text.find(stem, position + len(stem))
