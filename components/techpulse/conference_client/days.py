"""Days as people write them, alone or from one to another. Pure, and never raises.

Belongs here: calendar days. Does not: times of day, zones (`times.py`).
Read: 2026-07-02, 2026/07/02, July 2, 2026, 2 Jul 2026, July 2nd 2026, with or without a weekday. Not read, because it
could mean two days: 07/02/2026. Nor what names no year.
"""

import re
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december",
)  # fmt: skip
_NUMBERS = {name: number for names in (MONTHS, _FULL) for number, name in enumerate(names, start=1)} | {"sept": 9}

MONTH = "(?:" + "|".join(sorted(_NUMBERS, key=len, reverse=True)) + r")\.?"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DAY = r"[0-9]{1,2}(?:st|nd|rd|th)?"
_TO = r"\s*(?:[-–—−]|to|until|through)\s*"  # noqa: RUF001 - dashes of all kinds are what is meant
_LONGEST = 120

DAY = (
    rf"{WEEKDAY}(?:(?P<iso>[0-9]{{4}})([-/])(?P<iso_month>[0-9]{{1,2}})\2(?P<iso_day>[0-9]{{1,2}})"
    rf"|(?P<month_first>{MONTH})\s*,?\s*(?P<its_day>{_DAY})\s*,?\s*(?P<its_year>[0-9]{{4}})"
    rf"|(?P<day_first>{_DAY})[\s-]*(?:of\s+)?(?P<then_month>{MONTH})[\s,-]*(?P<then_year>[0-9]{{4}}))"
)
_ONE = re.compile(DAY, re.IGNORECASE)
_SPLIT = re.compile(_TO, re.IGNORECASE)
_AMERICAN = re.compile(
    rf"{WEEKDAY}({MONTH})\s*,?\s*({_DAY}){_TO}{WEEKDAY}(?:({MONTH})\s*)?({_DAY})\s*,?\s*([0-9]{{4}})", re.IGNORECASE
)
_EUROPEAN = re.compile(
    rf"{WEEKDAY}({_DAY})(?:\s*({MONTH}))?{_TO}{WEEKDAY}({_DAY})\s*({MONTH})\s*,?\s*([0-9]{{4}})", re.IGNORECASE
)


def day_of(text: str | None) -> date | None:
    """The one day that the whole text names; None where it names none, or could name two."""
    match = _ONE.fullmatch(_tidy(text))
    return day_from(match) if match else None


def days_of(text: str | None) -> tuple[date, date] | None:
    """The first and the last day that the whole text names: `July 27 - August 1, 2025`, `10-12 May 2025`, `2 May 2025`.

    A year stands at the end, or at both ends; December to January leads into the year at the end. None where it can't
    be told. The last may be before the first where it is written so, with both years.
    """
    tidy = _tidy(text)
    if one := day_of(tidy):
        return one, one
    if american := _AMERICAN.fullmatch(tidy):
        month, first, to_month, last, year = american.groups()
        return _span((first, month), (last, to_month or month), year=int(year))
    if european := _EUROPEAN.fullmatch(tidy):
        first, month, last, to_month, year = european.groups()
        return _span((first, month or to_month), (last, to_month), year=int(year))
    return _two_days(tidy)


def day_from(match: re.Match[str]) -> date | None:
    """The day that a match of `DAY` names; None for the 31st of June."""
    said = match.groupdict()
    if said["iso"]:
        return _day(said["iso_day"], int(said["iso_month"]), year=int(said["iso"]))
    if said["month_first"]:
        return _day(said["its_day"], _month(said["month_first"]), year=int(said["its_year"]))
    return _day(said["day_first"], _month(said["then_month"]), year=int(said["then_year"]))


def _two_days(text: str) -> tuple[date, date] | None:
    """Two whole days with something between them: every place is tried, because dates have dashes, too."""
    for between in _SPLIT.finditer(text):
        first, last = day_of(text[: between.start()]), day_of(text[between.end() :])
        if first and last:
            return first, last
    return None


def _span(first: tuple[str, str], last: tuple[str, str], *, year: int) -> tuple[date, date] | None:
    is_over_new_year = _month(first[1]) > _month(last[1])
    starts = _day(first[0], _month(first[1]), year=year - is_over_new_year)
    ends = _day(last[0], _month(last[1]), year=year)
    return (starts, ends) if starts and ends else None


def _month(name: str) -> int:
    return _NUMBERS[name.rstrip(".").lower()]


def _day(day: str, month: int, *, year: int) -> date | None:
    try:
        found = date(year, month, int(day.rstrip("stndrhSTNDRH")))
    except ValueError:
        return None
    return found if 1950 <= found.year < 2200 else None  # noqa: PLR2004 - beyond these it is no conference's year


def _tidy(text: str | None) -> str:
    tidy = " ".join((text or "").split())
    return tidy if len(tidy) <= _LONGEST else ""
