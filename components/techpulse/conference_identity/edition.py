"""One edition of a conference: the key that records of all sources share, made of one record and nothing else.

Belongs here: which part of a record tells what. Does not: years (`years.py`), tracks (`tracks.py`), titles
(`titles.py`), series (`series.py`).
"""

from dataclasses import dataclass
from datetime import date

from techpulse.conference_identity.series import is_key, series_named
from techpulse.conference_identity.titles import split_title, tidy
from techpulse.conference_identity.tracks import tracked_name, tracked_title
from techpulse.conference_identity.years import without_short_year, without_years, year_of


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """One edition: `series` and `track` in lower case, `track` empty for the main event; `year` of four digits.

    A series that is not known by its acronym alone carries its name: `abc: computing software`.
    """

    series: str
    year: int
    track: str = ""


def edition_of(
    title: str,
    *,
    full_name: str | None = None,
    year: int | None = None,
    url: str | None = None,
    starts_date: date | None = None,
) -> Edition | None:
    """The edition that a record tells of; None where no series or no year of four digits can be told. Never raises.

    The year is the title's, then `year`, then the full name's, the first day's, the address's: a conference may be
    held in the year after its own. Two digits are no year; they are only left out of a title whose year is known. An
    address never tells the series: events that meet together share one.
    """
    known = year_of(title, year=year, full_name=full_name, url=url, starts_date=starts_date)
    if known is None:
        return None
    of_title = tracked_title(_plain(without_short_year(tidy(title), known)))
    of_name = tracked_name(_plain(without_short_year(tidy(full_name or ""), known)))
    series = _series(of_title.text, of_name.text, year=known)
    return Edition(series, known, of_title.track or of_name.track) if series else None


def series_of(title: str, *, full_name: str | None = None) -> str:
    """The series that an edition of this title would have, as text for filters; "" where there is none.

    A series' own text gives itself.
    """
    if full_name is None and is_key(title):
        return title
    of_title, of_name = tracked_title(_plain(tidy(title))), tracked_name(_plain(tidy(full_name or "")))
    return _series(of_title.text, of_name.text, year=None)


def _plain(text: str) -> str:
    return " ".join(without_years(text).split())


def _series(title: str, full_name: str, *, year: int | None) -> str:
    titled, named = split_title(title), split_title(full_name)
    return series_named(titled.short, (named.name or named.short) if full_name else titled.name, year=year)
