"""In which year a conference is, and what is doubtful about when it is. Pure.

Belongs here: years and flags that every source's records get alike. Does not: reading days (`days.py`).
"""

import re
from datetime import date

_YEAR = re.compile(r"(?<![0-9])(?:19|20|21)[0-9]{2}(?![0-9])")


def flags_of(*, year: int | None, starts: date | None, ends: date | None) -> tuple[str, ...]:
    """What is doubtful, each in a few words that stay the same from day to day."""
    found = []
    if year is None:
        found.append("no year")
    if starts and ends and ends < starts:
        found.append("ends before it starts")
    if year and starts and starts.year != year:
        found.append("starts in another year")
    return tuple(found)


def year_in(text: str) -> int | None:
    """The last year of four digits that stands in a text by itself; never one of two digits."""
    years = _YEAR.findall(text)
    return int(years[-1]) if years else None
