"""Months as people type them: `2024-05`, `2024-05..2024-12`, `2011-04..now`.

Belongs here: pure parsing against a first month and the current one. Does not: what is done with them.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from techpulse.cli.outcome import BadInputError

_RANGE = ".."
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class WantedMonths:
    """The first days of the months asked for, each once, in order of time; `named` are those not only in a range."""

    all: list[date]
    named: frozenset[date]


def parse_months(words: Iterable[str], *, first: date, current: date) -> WantedMonths:
    """The months that the words ask for.

    Raises:
        BadInputError: a word is no month or range, or lies before `first` or after `current`.
    """
    ranges = {word: _range_of(word, first=first, current=current) for word in words}
    named = frozenset(months[0] for word, months in ranges.items() if _RANGE not in word)
    return WantedMonths(sorted({month for months in ranges.values() for month in months}), named)


def _range_of(word: str, *, first: date, current: date) -> list[date]:
    begin, separator, end = word.partition(_RANGE)
    from_month = _month_of(begin, word, current=current)
    to_month = _month_of(end, word, current=current) if separator else from_month
    if from_month > to_month:
        raise BadInputError(f"{word!r} ends before it begins; accepted: YYYY-MM..YYYY-MM, the earlier first")
    for month in (from_month, to_month):
        _check_bounds(month, first=first, current=current)
    return _months_between(from_month, to_month)


def _month_of(text: str, word: str, *, current: date) -> date:
    if text == "now":
        return current
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) == 0:  # noqa: PLR2004 - a year has 12 months
        raise BadInputError(f"{word!r} is not a month; accepted: YYYY-MM, YYYY-MM..YYYY-MM, YYYY-MM..now")
    return date(int(found[1]), int(found[2]), 1)


def _check_bounds(month: date, *, first: date, current: date) -> None:
    accepted = f"accepted: {first:%Y-%m} to {current:%Y-%m}"
    if month > current:
        raise BadInputError(f"{month:%Y-%m} has not begun yet; {accepted}")
    if month < first:
        raise BadInputError(f"{month:%Y-%m} is before the first “Who is hiring?” thread; {accepted}")


def _months_between(first: date, last: date) -> list[date]:
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]
