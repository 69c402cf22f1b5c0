"""When sites are read: daily, for the day that has begun, and only once somebody switches it on."""

from datetime import UTC, datetime

import pytest
from dagster import DagsterInstance, RunRequest, build_schedule_context

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.conference_assets import ConferenceResource, definitions


@pytest.mark.filterwarnings("ignore:Function `JobDefinition.run_request_for_partition`")  # Dagster's own call
def test_the_schedule_asks_for_the_day_that_has_begun_and_comes_switched_off() -> None:
    made = definitions(ConferenceResource(), DuckDBStoreResource())
    schedule = made.resolve_schedule_def("daily_crawl_schedule")
    assert (schedule.cron_schedule, schedule.default_status.value) == ("0 2 * * *", "STOPPED")
    with DagsterInstance.ephemeral() as instance:
        tick = build_schedule_context(instance, scheduled_execution_time=datetime(2026, 11, 22, 2, tzinfo=UTC))
        [request] = schedule.evaluate_tick(tick).run_requests or []
    assert isinstance(request, RunRequest)
    assert request.partition_key == "2026-11-22"
