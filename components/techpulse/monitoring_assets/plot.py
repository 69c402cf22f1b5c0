"""The summary as a picture: how long each source's loads took over the window, one strip a source.

Belongs here: the SVG, and the form in which Dagster's UI shows it. Does not: counting (`summary.py`).
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from techpulse.monitoring_assets.summary import Mark, MonitorSummary
from techpulse.monitoring_assets.table import in_words, plain

_COLOURS = {"complete": "#2f7d4f", "running": "#3b6fb6", "abandoned": "#d9962b", "failed": "#c0392b"}
"""From the best end of a load to the worst."""
_SEVERITY = tuple(_COLOURS)
_BARS = 60
_WIDTH, _LEFT, _RIGHT = 760, 190, 20
_TOP, _STRIP, _HIGHEST, _FOOT = 40, 64, 48, 32
_STEP = (_WIDTH - _LEFT - _RIGHT) / _BARS


def picture(summary: MonitorSummary) -> str:
    """The plot as Markdown: the one place that says how an image comes into Dagster's UI."""
    image = b64encode(duration_plot(summary).encode()).decode()
    return f"![How long loads took, by source](data:image/svg+xml;base64,{image})"


def duration_plot(summary: MonitorSummary) -> str:
    """An SVG with a bar for each sixtieth of the window: its longest load, in the colour of the worst end in it.

    Its size is bounded by the number of sources, however many loads there were.
    """
    height = _TOP + _STRIP * max(len(summary.marks), 1) + _FOOT
    size = f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">',
        _box(0, 0, width=_WIDTH, height=height, colour="#ffffff"),
        *_legend(),
    ]
    for row, source in enumerate(summary.marks):
        parts += _strip(summary, source, base=_TOP + _STRIP * (row + 1))
    if not any(summary.marks.values()):
        parts.append(_text(_WIDTH / 2, _TOP + _STRIP / 2, text=f"no loads in {summary.hours} h", anchor="middle"))
    return "".join([*parts, *_axis(summary, y=height - 12), "</svg>"])


def _strip(summary: MonitorSummary, source: str, *, base: float) -> Iterator[str]:
    marks = summary.marks[source]
    longest = max((mark.seconds for mark in marks), default=0.0)
    yield _text(12, base - 26, text=plain(source, longest=24))
    yield _text(12, base - 10, text=f"longest {in_words(longest)}" if marks else "no loads", colour="#666666")
    yield _box(_LEFT, base, width=_WIDTH - _LEFT - _RIGHT, height=1, colour="#cccccc")
    for index, some in _binned(summary, marks).items():
        share = max(mark.seconds for mark in some) / longest if longest else 0.0
        tall = max(_HIGHEST * share, 3.0)
        worst = max((mark.status for mark in some), key=_SEVERITY.index)
        left = _LEFT + index * _STEP
        yield _box(left + 0.5, base - tall, width=_STEP - 1, height=tall, colour=_COLOURS[worst])


def _binned(summary: MonitorSummary, marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    window = (summary.now - summary.begins_at).total_seconds()
    bins: dict[int, list[Mark]] = {}
    for mark in marks:
        share = (mark.at - summary.begins_at).total_seconds() / window
        bins.setdefault(min(max(int(share * _BARS), 0), _BARS - 1), []).append(mark)
    return bins


def _legend() -> Iterator[str]:
    for index, (status, colour) in enumerate(_COLOURS.items()):
        left = _LEFT + index * 110
        yield _box(left, 14, width=12, height=12, colour=colour)
        yield _text(left + 18, 24, text=status)


def _axis(summary: MonitorSummary, *, y: float) -> Iterator[str]:
    yield _text(_LEFT, y, text=f"{summary.begins_at:%Y-%m-%d %H:%M}", colour="#666666")
    yield _text(_WIDTH - _RIGHT, y, text=f"{summary.now:%Y-%m-%d %H:%M} UTC", anchor="end", colour="#666666")


def _box(left: float, top: float, *, width: float, height: float, colour: str) -> str:
    return f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _text(left: float, top: float, *, text: str, anchor: str = "start", colour: str = "#333333") -> str:
    return f'<text x="{left:.1f}" y="{top:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
