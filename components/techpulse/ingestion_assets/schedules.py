"""When months are loaded: two jobs, the monthly schedule, and the daily refresh while a thread still grows.

Belongs here: names, tags, cron lines, and what a tick asks for. Does not: what a run does.
"""

from datetime import date, timedelta

from dagster import (
    RunRequest,
    ScheduleEvaluationContext,
    SkipReason,
    build_schedule_from_partitioned_job,
    define_asset_job,
    schedule,
)

from techpulse.ingestion_assets.partitions import REFRESH_DAYS

_SELECTION = ["who_is_hiring_thread_id", "raw_hn_items"]
_SATURDAY = 5

who_is_hiring_ingestion_job = define_asset_job(
    "who_is_hiring_ingestion_job",
    selection=_SELECTION,
    description="One month's thread, found and landed.",
    tags={"dagster/max_runtime": "3600", "dagster/priority": "1"},
)

who_is_hiring_backfill_job = define_asset_job(
    "who_is_hiring_backfill_job",
    selection=_SELECTION,
    description="Many months' threads; at most five at once, where the instance enforces it.",
    tags={"dagster/concurrency_key": "hn_api", "dagster/max_concurrent_backfill_partitions": "5"},
)

# The month that has just begun, since the partitions end one after the last whole month: on 2 November, November.
who_is_hiring_monthly_schedule = build_schedule_from_partitioned_job(
    who_is_hiring_ingestion_job,
    name="who_is_hiring_monthly_schedule",
    description="Loads the month that has just begun, on its 2nd day at 00:00 UTC.",
    day_of_month=2,
)


def refresh_of(day: date) -> date | str:
    """The month to read again on `day` (UTC), or why there is nothing to do.

    A thread is posted on the month's first weekday, and then grows for two weeks.
    """
    first = day.replace(day=1)
    first_weekday = first + timedelta(days=7 - first.weekday() if first.weekday() >= _SATURDAY else 0)
    if day < first_weekday:
        return f"the thread of {day:%B %Y} is posted on its first weekday, {first_weekday}"
    if day.day > REFRESH_DAYS:
        return f"the thread of {day:%B %Y} has stopped growing after {REFRESH_DAYS} days"
    return first


@schedule(
    name="who_is_hiring_refresh_schedule",
    job=who_is_hiring_ingestion_job,
    cron_schedule="0 18 * * *",
    execution_timezone="UTC",
    description="Reads the current month's thread again, daily at 18:00 UTC, while it grows.",
)
def who_is_hiring_refresh_schedule(context: ScheduleEvaluationContext) -> RunRequest | SkipReason:
    """A run of the current month's partition, or the reason why none is needed; each day asks once."""
    day = context.scheduled_execution_time.date()
    refresh = refresh_of(day)
    if isinstance(refresh, str):
        return SkipReason(refresh)
    return RunRequest(run_key=f"{refresh}@{day}", partition_key=refresh.isoformat())
