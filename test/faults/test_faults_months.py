"""Months, years and February that end, by the clock of any zone: the right partition is there, closed, and asked for.

Belongs here: the edges of months. Does not: the schedules' other days (`test_ingestion_assets_schedules.py`).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from dagster import AssetKey, Definitions, RunRequest, TimeWindowPartitionsDefinition, build_schedule_context
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.duckdb_store import BronzeTable, DuckDBStore
from techpulse.ingestion_assets import HackerNewsClientResource, closed_months, definitions

TABLE = BronzeTable("raw_hn_items", key="item_id")
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@st.composite
def edges_of_months(draw: st.DrawFn, *, day: int) -> tuple[date, datetime]:
    """A month, and a moment at most two seconds from the beginning of its `day`, by the clock of any zone."""
    month = date(draw(st.integers(2012, 2034)), draw(st.integers(1, 12)), 1)
    begins = datetime(month.year, month.month, day, tzinfo=UTC)
    moment = begins + timedelta(microseconds=draw(st.integers(-2_000_000, 2_000_000)))
    return month, moment.astimezone(draw(ZONES))


@settings(max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
@given(edge=edges_of_months(day=16))
def test_month_is_closed_when_read_after_its_fifteenth_ended_in_utc(edge: tuple[date, datetime]) -> None:
    month, read_at = edge
    with TemporaryDirectory() as folder, DuckDBStore(Path(folder) / "lake.duckdb", clock=lambda: read_at) as store:
        load = store.open_load("hacker_news", month.isoformat(), table=TABLE)
        assert closed_months(store) == {}
        store.complete_load(load.load_id)
        is_over = read_at >= datetime(month.year, month.month, 16, tzinfo=UTC)
        assert set(closed_months(store)) == ({month} if is_over else set())


@pytest.fixture(scope="module")
def defs() -> Definitions:
    return definitions(HackerNewsClientResource(), DuckDBStoreResource())


@pytest.fixture(scope="module")
def months(defs: Definitions) -> TimeWindowPartitionsDefinition:
    partitions = defs.resolve_asset_graph().get(AssetKey("raw_hn_items")).partitions_def
    assert isinstance(partitions, TimeWindowPartitionsDefinition)
    return partitions


@settings(deadline=None, derandomize=True, database=None)
@given(edge=edges_of_months(day=1))
def test_newest_partition_is_the_month_in_utc_when_a_month_or_year_ends(
    months: TimeWindowPartitionsDefinition, edge: tuple[date, datetime]
) -> None:
    _, moment = edge
    assert months.get_partition_keys(current_time=moment)[-1] == f"{moment.astimezone(UTC):%Y-%m}-01"


def ticks() -> Iterator[datetime]:
    """18:00 UTC on the last day of each month from 2023 on, and on the days after it."""
    for number in range(2023 * 12, 2029 * 12):
        first = datetime(number // 12, number % 12 + 1, 1, 18, tzinfo=UTC)
        yield from (first + timedelta(days=days) for days in (-1, 0, 1, 2, 3))


def test_refresh_asks_for_the_month_that_has_begun_and_never_for_the_one_before_when_months_end(
    defs: Definitions,
) -> None:
    schedule, repository = defs.resolve_schedule_def("who_is_hiring_refresh_schedule"), defs.get_repository_def()
    asked: dict[str, list[RunRequest]] = {}
    for tick in ticks():
        with build_schedule_context(scheduled_execution_time=tick, repository_def=repository) as context:
            requests = list(schedule.evaluate_tick(context).run_requests or ())
        assert [request.partition_key for request in requests] in ([], [f"{tick:%Y-%m}-01"])
        asked.setdefault(f"{tick:%Y-%m}", []).extend(requests)
    assert {month for month, requests in asked.items() if not requests} == {"2022-12"}


# Dagster 1.13's own schedule calls what Dagster 1.13 deprecates.
@pytest.mark.filterwarnings("ignore:Function `JobDefinition.run_request_for_partition`:DeprecationWarning")
def test_the_partition_is_there_at_the_very_tick_that_asks_for_it_when_a_month_has_begun(
    defs: Definitions, months: TimeWindowPartitionsDefinition
) -> None:
    schedule, repository = defs.resolve_schedule_def("who_is_hiring_monthly_schedule"), defs.get_repository_def()
    for tick in (datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)):
        with build_schedule_context(scheduled_execution_time=tick, repository_def=repository) as context:
            [request] = schedule.evaluate_tick(context).run_requests or ()
        assert months.get_partition_keys(current_time=tick)[-1] == request.partition_key == f"{tick:%Y-%m}-01"
