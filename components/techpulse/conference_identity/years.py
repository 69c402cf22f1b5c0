"""Years of four digits, and what stands for a year without being one.

Belongs here: finding a year, and leaving years out of a text. Does not: what else a title holds (`titles.py`).
"""

import re
from datetime import date

_YEAR = re.compile(r"(?<![0-9])(?:19[5-9]|20[0-9])[0-9](?![0-9])")
_EARLIEST, _LATEST = 1950, 2099


def year_of(
    title: str, *, year: int | None, full_name: str | None, url: str | None, starts_date: date | None
) -> int | None:
    """The year of an edition, from the most telling of what is there; None where none is written in four digits."""
    begins = starts_date.year if starts_date else None
    written = _written(title, likely=(year, begins))
    if written is None and year is not None and _EARLIEST <= year <= _LATEST:
        return year
    return written or _written(full_name or "", likely=(begins,)) or begins or _written(url or "", likely=())


def without_years(text: str) -> str:
    """The text with a space in the place of each year of four digits."""
    return _YEAR.sub(" ", text)


def without_short_year(text: str, year: int) -> str:
    """The text without two digits behind a word that shorten this very year: `ABC'26`, `ABC-26`, `abc26` in 2026."""
    return re.sub(rf"(?<=[^\W\d_])[\s'-]{{0,2}}{year % 100:02d}(?![\w'])", " ", text)


def _written(text: str, *, likely: tuple[int | None, ...]) -> int | None:
    """The year in a text; of several the first likely one, else the last."""
    years = [int(found) for found in _YEAR.findall(text)]
    return next((each for each in likely if each in years), years[-1] if years else None)
