"""The asset through Dagster: what a run says of a real ledger, and what becomes of one that cannot be read."""

import fcntl
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterInstance, DefaultScheduleStatus, ExecuteInProcessResult

from techpulse.asset_kit import ATTENDED_TAG, DuckDBStoreResource
from techpulse.monitoring_assets import MonitorThresholds, definitions

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
ASSET = "monitor_fetch_operations"
Load = Callable[..., None]


def run(database: Path, **config: object) -> ExecuteInProcessResult:
    duckdb = DuckDBStoreResource(database_path=str(database), lock_deadline_seconds=0.2)
    made = definitions(duckdb, thresholds=MonitorThresholds(), webhook_url=None)
    with DagsterInstance.ephemeral() as instance:
        return made.resolve_job_def("monitor_job").execute_in_process(
            run_config={**QUIET, "ops": {ASSET: {"config": config}}},
            instance=instance,
            raise_on_error=False,
            tags={ATTENDED_TAG: "true"},
        )


def told(result: ExecuteInProcessResult) -> Mapping[str, Any]:
    assert result.success
    [materialization] = result.asset_materializations_for_node(ASSET)
    return {name: value.value for name, value in materialization.metadata.items()}


def failure(result: ExecuteInProcessResult) -> str:
    assert not result.success
    [event] = result.get_step_failure_events()
    data = event.step_failure_data.user_failure_data
    return str(data.description) if data else str(event.step_failure_data.error)


def test_the_materialization_holds_the_numbers_of_every_status_when_two_sources_have_loads(
    load: Load, database: Path
) -> None:
    load("herald", "complete", minutes=2, rows=5, quarantined=1)
    load("herald", "failed", minutes=1, rows=3)
    load("gazette", "abandoned", minutes=1)
    load("gazette", "running", hours=0, minutes=1)
    load("gazette", "complete", hours=30, rows=9)

    found = told(run(database))

    assert (found["hours_monitored"], found["load_count"], found["stalled_count"]) == (24, 4, 0)
    for status in ("complete", "failed", "abandoned", "running"):
        assert found[f"{status}_count"] == 1
    assert (found["complete_avg_duration"], found["complete_total_succeeded"], found["complete_total_failed"]) == (
        120.0,
        5,
        1,
    )
    assert (found["herald/failed_count"], found["herald/failed_total_succeeded"], found["gazette/failed_count"]) == (
        1,
        3,
        0,
    )
    assert found["gazette/running_avg_duration"] >= 60
    assert "| herald | failed | 1 | 1 min 0 s | 3 | 0 |" in found["operations"]
    assert r"it said \| no to herald second line" in found["operations"]
    assert found["durations"].startswith("![")


def test_older_loads_are_counted_when_a_run_looks_back_further(load: Load, database: Path) -> None:
    load("herald", hours=30)

    assert told(run(database))["complete_count"] == 0
    assert told(run(database, hours_back=31))["complete_count"] == 1


def test_a_run_reports_zeros_when_there_is_no_database_yet(database: Path) -> None:
    result = run(database)

    found = told(result)
    assert (found["complete_count"], found["failed_avg_duration"], found["load_count"]) == (0, 0.0, 0)
    assert found["operations"] == "No loads yet."
    assert all("no loads yet" in str(check.description) for check in result.get_asset_check_evaluations())
    assert not database.exists()


def test_every_check_is_evaluated_when_the_asset_runs(load: Load, database: Path) -> None:
    for _ in range(3):
        load("herald", "failed", quarantined=4)

    checks = {check.check_name: check.passed for check in run(database).get_asset_check_evaluations()}

    assert checks == {"no_source_is_silent": True, "failure_rate": False, "quarantine_spike": False}


@pytest.mark.parametrize("hours", [0, -5, 8761])
def test_a_run_fails_in_one_clear_line_when_it_should_look_back_too_far_or_nowhere(database: Path, hours: int) -> None:
    assert failure(run(database, hours_back=hours)) == f"hours_back is {hours}; accepted: 1 to 8760, a year"


def test_a_run_fails_with_a_reason_when_the_database_is_damaged(database: Path) -> None:
    database.write_bytes(b"no database" * 1000)

    assert "cannot open" in failure(run(database))


def test_a_run_fails_with_a_reason_when_the_database_stays_locked(load: Load, database: Path) -> None:
    load("herald")
    with database.with_name(database.name + ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        assert "stayed locked" in failure(run(database))


def test_the_monitor_runs_daily_and_only_when_started() -> None:
    made = definitions(DuckDBStoreResource(), thresholds=MonitorThresholds(), webhook_url=None)
    schedule = made.resolve_schedule_def("monitor_daily")

    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 3 * * *", "UTC")
    assert schedule.default_status == DefaultScheduleStatus.STOPPED
    assert schedule.job_name == "monitor_job"
    assert not list(made.sensors or [])
    assert {spec.group_name for spec in made.resolve_all_asset_specs()} == {"monitoring"}
