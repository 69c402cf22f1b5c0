"""Months as dates: which one a partition stands for, and which one is due.

Here: the calendar. Not here: what it means that a month is missing (`source_checks.py`).
"""

import re
from datetime import UTC, date, datetime, timedelta

_MONTH_KEY = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-01", re.ASCII)


def month_of(partition_key: str) -> date | None:
    """The first day of the month that the key `YYYY-MM-01` stands for; None where it is no such key."""
    found = _MONTH_KEY.fullmatch(partition_key)
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) else None


def due_month(now: datetime, *, day: int) -> date:
    """The first day of the newest month that is expected at `now` (aware): this one from `day` on, UTC, else the last.

    Never goes back as `now` goes on.
    """
    first = now.astimezone(UTC).date().replace(day=1)
    is_due = now.astimezone(UTC).day >= day or first == date.min
    return first if is_due else (first - timedelta(days=1)).replace(day=1)
