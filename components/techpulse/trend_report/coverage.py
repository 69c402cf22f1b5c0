"""Which months are loaded, as a table of years by months and in words.

Belongs here: coverage and freshness. Does not: judging them, which Gold has done.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from itertools import groupby

from techpulse.trend_report.figures import Coverage, GoldFigures
from techpulse.trend_report.texts import in_html

_MEANINGS = {
    "complete": "complete",
    "stale": "read before its thread had closed: posts and replies may be missing",
    "unfinished": "begun, not finished",
    "missing": "not loaded",
}
_LETTERS = "JFMAMJJASOND"


def coverage_in_words(gold: GoldFigures) -> str:
    """How many months are in each state, with the colour that stands for it."""
    counts = Counter(map(_state, gold.coverage))
    return "<br>".join(
        f'<span class="key {state}" aria-hidden="true"></span>{counts[state]:,} {_months(counts[state])} {meaning}'
        for state, meaning in _MEANINGS.items()
    )


def freshness_in_words(gold: GoldFigures) -> str:
    """When the newest month was read, and what is missing."""
    loaded = [month for month in gold.coverage if month.loaded_at]
    if not loaded:
        return "No month is loaded yet."
    last = loaded[-1]
    assert last.loaded_at
    gaps = len(gold.coverage) - len(loaded)
    words = f"Newest thread: {last.month:%B %Y}, read {last.loaded_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    words += ", before it had closed." if last.is_stale else "."
    return words + (f" {gaps:,} of {len(gold.coverage):,} months are not loaded; lines break there." if gaps else "")


def calendar(coverage: Sequence[Coverage]) -> str:
    """A table, a row a year and a column a month, each cell coloured and worded by its state."""
    letters = "".join(f'<th scope="col">{letter}</th>' for letter in _LETTERS)
    rows = "\n".join(
        _year(year, {month.month.month: month for month in months})
        for year, months in groupby(coverage, key=lambda month: month.month.year)
    )
    return (
        '<div class="calendar"><table><caption class="visually-hidden">State of each month</caption>'
        f'<thead><tr><th scope="col">Year</th>{letters}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'
    )


def _year(year: int, months: dict[int, Coverage]) -> str:
    cells = "".join(_cell(months.get(number)) for number in range(1, 13))
    return f'<tr><th scope="row">{year}</th>{cells}</tr>'


def _cell(month: Coverage | None) -> str:
    if month is None:
        return "<td></td>"
    state = _state(month)
    read = f", read {month.loaded_at:%Y-%m-%d}" if month.loaded_at else ""
    words = f"{month.month:%Y-%m}: {in_html(state)}, {month.posts:,} posts of {month.items:,} items{read}"
    return f'<td><span class="{in_html(state)}" title="{words}"></span><span class="word">{in_html(state)}</span></td>'


def _state(month: Coverage) -> str:
    return "stale" if month.status == "complete" and month.is_stale else month.status


def _months(count: int) -> str:
    return "month" if count == 1 else "months"
