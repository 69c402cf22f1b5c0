"""Which day a run is for, and what a run of an earlier day can be. Does not belong here: what a run does."""

from datetime import UTC, date, datetime

from dagster import DailyPartitionsDefinition

from techpulse.asset_kit import BadRunConfigError

FIRST_DAY = date(2026, 11, 1)
# Today is a partition, too (`end_offset=1`): sites show no other day.
DAYS = DailyPartitionsDefinition(start_date=FIRST_DAY.isoformat(), timezone="UTC", end_offset=1)


def require_today(partition_key: str | None, *, now: datetime) -> None:
    """Nothing, where the run is for today (UTC), or for no day in particular.

    Raises:
        BadRunConfigError: it is for a day that is past: no site shows it any more.
    """
    today = now.astimezone(UTC).date().isoformat()
    if partition_key not in {None, today}:
        raise BadRunConfigError(
            f"sites show today, {today}, and the partition is {partition_key}: launch today's. What was read on past "
            "days is in raw_conference_pages; techpulse reparse conferences reads it again"
        )
