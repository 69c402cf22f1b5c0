"""The summary as a Markdown table for people. What comes from a source or an error is escaped."""

import re
from collections.abc import Iterator
from datetime import datetime

from techpulse.monitoring_assets.summary import MonitorSummary, Tally

_LONGEST = 120
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")
_HEAD = ("source", "status", "loads", "average", "succeeded", "failed", "newest (UTC)", "last error")


def operations(summary: MonitorSummary) -> str:
    """One row per source and status that has loads in the window; a source without any has one row that says so."""
    rows = list(_rows(summary))
    if not rows:
        return "No loads yet."
    return "\n".join([_line(_HEAD), "|---" * 2 + "|--:" * 4 + "|---" * 2 + "|", *map(_line, rows)])


def in_words(seconds: float) -> str:
    """The time as a person says it, in two units at most: `0.4 s`, `12 s`, `3 min 20 s`, `5 h 1 min`, `2 d 3 h`."""
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"  # noqa: PLR2004 - a digit more for few
    whole = round(seconds)
    for unit, size, lesser, part in (("d", 86_400, "h", 3_600), ("h", 3_600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            return f"{whole // size:,} {unit} {whole % size // part} {lesser}"
    return f"{whole} s"


def plain(text: str, *, longest: int = _LONGEST) -> str:
    """The text in one line of printable characters, shortened."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _rows(summary: MonitorSummary) -> Iterator[tuple[str, ...]]:
    for source, tallies in summary.by_source.items():
        some = {status: tally for status, tally in tallies.items() if tally.count}
        yield from ((_escaped(source), status, *_cells(tally)) for status, tally in some.items())
        if not some:
            yield (_escaped(source), f"none in {summary.hours} h", "0", "", "0", "0", "", "")


def _cells(tally: Tally) -> tuple[str, ...]:
    stalled = f"{tally.stalled} without a heartbeat" if tally.stalled else ""
    return (
        f"{tally.count:,}",
        in_words(tally.avg_seconds),
        f"{tally.succeeded:,}",
        f"{tally.failed:,}",
        _minute(tally.newest_at),
        _escaped(tally.last_error or stalled),
    )


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", plain(text))


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
