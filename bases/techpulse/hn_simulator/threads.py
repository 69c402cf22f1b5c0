"""What is known of each month's hiring thread before anybody answers it: when, by whom, under which title and id.

Here: rules and facts about months, all pure.
Not here: comments and their texts (`generator`, `postings`).
"""

import re
from bisect import bisect_right
from calendar import SATURDAY
from datetime import UTC, date, datetime, timedelta

_FIRST_MONTH = date(2011, 4, 1)
_POSTER = "whoishiring"
_SUMMER_MONTHS = range(4, 11)

# Threads that another account posted: id and name as on Hacker News.
_OTHER_POSTERS = {
    date(2011, 7, 1): (2719028, "Aloisius"),
    date(2011, 12, 1): (3300290, "lpolovets"),
    date(2015, 4, 1): (9303396, "_whoishiring"),
    date(2015, 5, 1): (9471287, "_whoishiring"),
}

# How far the ids of Hacker News had come, to a thousand. Between two of these days they grow evenly.
_ID_GROWTH = tuple(
    (int(datetime(year, month, 1, tzinfo=UTC).timestamp()), thousands * 1000)
    for year, month, thousands in (
        (2011, 4, 2396),
        (2012, 1, 3412),
        (2013, 1, 4992),
        (2014, 1, 6994),
        (2015, 1, 8822),
        (2016, 1, 10821),
        (2017, 1, 13295),
        (2018, 1, 16045),
        (2019, 1, 18800),
        (2020, 1, 21927),
        (2021, 1, 25600),
        (2022, 1, 29760),
        (2023, 1, 34207),
        (2024, 1, 38825),
        (2025, 1, 42565),
        (2026, 1, 46455),
        (2026, 9, 49522),
    )
)


def parse_months(text: str) -> list[date]:
    """The first days of the months of `2026-10` or `2011-04..2026-10`, in order.

    Raises:
        ValueError: another form, no such month, none in the range, or one before April 2011, the first thread's.
    """
    first, dots, last = text.partition("..")
    month, end = _month(first), _month(last if dots else first)
    if not _FIRST_MONTH <= month <= end:
        raise ValueError(f"months {text!r} must be in order and not before {_FIRST_MONTH:%Y-%m}")
    months = []
    while month <= end:
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    return months


def _month(text: str) -> date:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise ValueError(f"month {text!r} is not of the form 2026-10")
    return date.fromisoformat(f"{text}-01")


def posted_at(month: date) -> datetime:
    """11:00 US Eastern, in UTC, on the first weekday of `month`."""
    day = month
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    # Summer time ends on November's first Sunday, which is still ahead only of a thread of the first.
    is_summer_time = day.month in _SUMMER_MONTHS or (day.month, day.day) == (11, 1)
    return datetime(day.year, day.month, day.day, 15 if is_summer_time else 16, tzinfo=UTC)


def poster(month: date) -> str:
    """The account that posted the threads of `month`."""
    return _OTHER_POSTERS[month][1] if month in _OTHER_POSTERS else _POSTER


def thread_id(month: date, *, seconds: int) -> int:
    """The hiring thread's id: the real one of the four months that other accounts posted, else made up."""
    return _OTHER_POSTERS[month][0] if month in _OTHER_POSTERS else id_at(seconds)


def id_at(seconds: int) -> int:
    """About the newest id of Hacker News at a Unix time; past the last known day it grows as before it."""
    index = bisect_right(_ID_GROWTH, (seconds, 0), lo=1, hi=len(_ID_GROWTH) - 1)
    (start, first_id), (end, last_id) = _ID_GROWTH[index - 1 : index + 1]
    return first_id + (seconds - start) * (last_id - first_id) // (end - start)


def hiring_title(month: date) -> str:
    """The title of the hiring thread, in the spelling and spacing of its time."""
    spelling = "Who is hiring?"
    if month < date(2012, 5, 1):
        spelling = "Who is Hiring?"
    elif month < date(2012, 12, 1):
        spelling = "Who Is Hiring?"
    trailing = " " if month in {date(2012, 10, 1), date(2012, 12, 1)} else ""
    return f"Ask HN: {spelling} ({month:%B %Y}){trailing}"


def sibling_titles(month: date) -> tuple[str, str]:
    """The titles of the two threads posted beside the hiring thread, which are no hiring threads."""
    when = f"({month:%B %Y})"
    return f"Ask HN: Who wants to be hired? {when}", f"Ask HN: Freelancer? Seeking freelancer? {when}"
