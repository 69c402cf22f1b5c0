"""Months as partitions: keys, first and last, and what "future" means.

Belongs here: pure rules over dates. Does not: when anything runs (`schedules.py`).
"""

from datetime import UTC, date, datetime

from dagster import MonthlyPartitionsDefinition

FIRST_MONTH = date(2011, 4, 1)

REFRESH_DAYS = 15  # 99 % of a thread's comments exist after 14 days

# The month that has just begun is a partition too (`end_offset=1`): its thread is there from its first weekday on.
MONTHS = MonthlyPartitionsDefinition(start_date=FIRST_MONTH.isoformat(), timezone="UTC", end_offset=1)


def month_of_key(partition_key: str) -> date:
    """The first day of the month that a partition key (`YYYY-MM-DD`) stands for."""
    return date.fromisoformat(partition_key).replace(day=1)


def is_future(month: date, *, now: datetime) -> bool:
    """Whether the month that begins on `month` has not begun yet, in UTC, at the aware moment `now`."""
    return month > now.astimezone(UTC).date()


def is_closed(month: date, *, read_at: datetime) -> bool:
    """Whether the month's thread had stopped growing at the aware moment `read_at`, so that one reading of it lasts."""
    return read_at.astimezone(UTC).date() > month.replace(day=REFRESH_DAYS)
