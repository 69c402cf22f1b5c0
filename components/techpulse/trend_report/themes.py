"""Colours and type of the charts, light and dark: the same hues as the page's style sheet.

Belongs here: Vega-Lite configuration. Does not: what a chart shows.
"""

from dataclasses import dataclass

_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_LIGHT_LINES = ("#1f5fd6", "#d1495b", "#1b8a6b", "#8a4fd3", "#c77d0a", "#0e8aa8", "#a83a86", "#66707c")
_DARK_LINES = ("#7aa7ff", "#ff8a93", "#57d0a6", "#c39bff", "#f2b84b", "#55cbe6", "#f08fd0", "#a7b1bd")


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: its words' colours, and those of lines, by slot."""

    ink: str
    quiet: str
    grid: str
    paper: str
    lines: tuple[str, ...]


LIGHT = Theme(ink="#1c2127", quiet="#5f6872", grid="#e7eaee", paper="#ffffff", lines=_LIGHT_LINES)
DARK = Theme(ink="#e8ebef", quiet="#9aa4af", grid="#2b313a", paper="#15191f", lines=_DARK_LINES)


def config(theme: Theme) -> dict[str, object]:
    """The theme as Vega-Lite's configuration."""
    return {
        "font": _FONT,
        "background": "transparent",
        "padding": {"left": 2, "right": 8, "top": 8, "bottom": 2},
        "view": {"stroke": None},
        "axis": {
            "domain": False,
            "ticks": False,
            "grid": True,
            "gridColor": theme.grid,
            "labelColor": theme.quiet,
            "labelFontSize": 12,
            "labelPadding": 8,
            "titleColor": theme.quiet,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "axisX": {"grid": False, "labelOverlap": True, "labelFlush": True},
        "line": {"strokeCap": "round", "strokeJoin": "round"},
        "rule": {"color": theme.quiet},
        "text": {"color": theme.quiet, "fontSize": 12},
    }
