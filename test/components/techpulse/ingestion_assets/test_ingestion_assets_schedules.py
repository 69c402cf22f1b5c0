"""When months are loaded: partitions, jobs, and what each tick asks for."""

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from dagster import (
    DefaultScheduleStatus,
    Definitions,
    JobDefinition,
    RunRequest,
    ScheduleDefinition,
    SkipReason,
    build_schedule_context,
)
from hypothesis import given
from hypothesis import strategies as st

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.ingestion_assets import FIRST_MONTH, HackerNewsClientResource, definitions
from techpulse.ingestion_assets.partitions import MONTHS, is_future
from techpulse.ingestion_assets.schedules import refresh_of


def partitions(requests: list[RunRequest] | SkipReason) -> list[str | None]:
    return [request.partition_key for request in requests] if isinstance(requests, list) else []


YEARS = range(2019, 2030)


@pytest.fixture(scope="module")
def defs() -> Definitions:
    return definitions(HackerNewsClientResource(), DuckDBStoreResource())


def schedule(defs: Definitions, name: str) -> ScheduleDefinition:
    return defs.resolve_schedule_def(name)


def job(defs: Definitions, name: str) -> JobDefinition:
    return defs.resolve_job_def(name)


def requested(defs: Definitions, name: str, tick: datetime) -> list[RunRequest] | SkipReason:
    with build_schedule_context(scheduled_execution_time=tick, repository_def=defs.get_repository_def()) as context:
        data = schedule(defs, name).evaluate_tick(context)
    return list(data.run_requests) if data.run_requests else SkipReason(data.skip_message)


def test_every_month_since_april_2011_is_a_partition_when_it_has_begun() -> None:
    keys = MONTHS.get_partition_keys(current_time=datetime(2026, 11, 1, 0, 0, 1, tzinfo=UTC))
    assert (keys[0], keys[-1], len(keys)) == ("2011-04-01", "2026-11-01", 188)


# Dagster 1.13's own schedule calls what Dagster 1.13 deprecates.
@pytest.mark.filterwarnings("ignore:Function `JobDefinition.run_request_for_partition`:DeprecationWarning")
def test_the_month_that_has_just_begun_is_loaded_when_the_monthly_schedule_ticks(defs: Definitions) -> None:
    assert schedule(defs, "who_is_hiring_monthly_schedule").cron_schedule == "0 0 2 * *"
    ticks = [datetime(year, month, 2, tzinfo=UTC) for year in YEARS for month in range(1, 13)]
    for tick in ticks:
        assert partitions(requested(defs, "who_is_hiring_monthly_schedule", tick)) == [f"{tick:%Y-%m}-01"]


@pytest.mark.parametrize("name", ["who_is_hiring_monthly_schedule", "who_is_hiring_refresh_schedule"])
def test_schedule_is_off_in_utc_when_nobody_has_started_it(defs: Definitions, name: str) -> None:
    assert schedule(defs, name).default_status is DefaultScheduleStatus.STOPPED
    assert schedule(defs, name).execution_timezone == "UTC"


def test_jobs_carry_the_tags_of_the_specification_when_defined(defs: Definitions) -> None:
    ingestion, backfill = job(defs, "who_is_hiring_ingestion_job"), job(defs, "who_is_hiring_backfill_job")
    assert ingestion.tags["dagster/max_runtime"] == "3600"
    assert ingestion.tags["dagster/priority"] == "1"
    assert backfill.tags["dagster/concurrency_key"] == "hn_api"
    assert backfill.tags["dagster/max_concurrent_backfill_partitions"] == "5"
    for each in (ingestion, backfill):
        assert {key.to_user_string() for key in each.asset_layer.executable_asset_keys} == {
            "who_is_hiring_thread_id",
            "raw_hn_items",
        }


@given(day=st.dates(date(2011, 4, 1), date(2035, 12, 31)))
def test_current_month_is_refreshed_from_its_first_weekday_to_its_fifteenth_when_days_pass(day: date) -> None:
    first_weekday = next(
        date(day.year, day.month, number) for number in (1, 2, 3) if calendar.weekday(day.year, day.month, number) < 5
    )
    is_due = first_weekday <= day <= day.replace(day=15)
    assert refresh_of(day) == day.replace(day=1) if is_due else isinstance(refresh_of(day), str)


def test_refresh_asks_once_a_day_for_the_current_partition_when_the_thread_grows(defs: Definitions) -> None:
    runs = [
        requested(defs, "who_is_hiring_refresh_schedule", datetime(2026, 11, 2, 18, tzinfo=UTC) + timedelta(days=days))
        for days in range(3)
    ]
    assert [(run[0].partition_key, run[0].run_key) for run in runs if isinstance(run, list)] == [
        ("2026-11-01", "2026-11-01@2026-11-02"),
        ("2026-11-01", "2026-11-01@2026-11-03"),
        ("2026-11-01", "2026-11-01@2026-11-04"),
    ]


@pytest.mark.parametrize(
    ("day", "why"), [(1, "posted on its first weekday, 2026-11-02"), (16, "stopped growing after 15 days")]
)
def test_refresh_skips_with_a_reason_when_there_is_nothing_to_do(defs: Definitions, day: int, why: str) -> None:
    answer = requested(defs, "who_is_hiring_refresh_schedule", datetime(2026, 11, day, 18, tzinfo=UTC))
    assert isinstance(answer, SkipReason)
    assert why in str(answer.skip_message)


@given(now=st.datetimes(datetime(2011, 5, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - UTC by timezones
def test_month_is_future_when_it_has_not_begun_in_utc(now: datetime) -> None:
    current = now.date().replace(day=1)
    assert not is_future(current, now=now)
    assert is_future((current + timedelta(days=32)).replace(day=1), now=now)
    assert date(2011, 4, 1) == FIRST_MONTH
