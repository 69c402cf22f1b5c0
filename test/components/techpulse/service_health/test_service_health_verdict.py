"""What each state of the ledger is called. The clock stands at NOW in every law."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from techpulse.service_health import (
    Check,
    DatabaseProblem,
    HealthReport,
    LedgerReading,
    LoadSummary,
    Thresholds,
    assess,
)

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

COMPLETE = LoadSummary(
    source="hacker_news",
    partition_key="2026-11-01",
    status="complete",
    started_at=NOW - 2 * HOUR,
    updated_at=NOW - HOUR,
    finished_at=NOW - HOUR,
)
FAILED = replace(COMPLETE, status="failed", partition_key="2026-10-01")
RUNNING = replace(COMPLETE, status="running", finished_at=None, updated_at=NOW, partition_key="2026-09-01")
SILENT = replace(RUNNING, updated_at=NOW - timedelta(minutes=16))


def report_of(*loads: LoadSummary, problem: DatabaseProblem | None = None) -> HealthReport:
    return assess(LedgerReading(loads=loads, read_at=NOW, problem=problem), now=NOW)


def check_of(report: HealthReport, name: str) -> Check:
    return next(check for check in report.checks if check.name == name)


def aged(age: timedelta) -> LoadSummary:
    return replace(COMPLETE, started_at=NOW - age - HOUR, updated_at=NOW - age, finished_at=NOW - age)


def test_health_passes_with_the_age_of_the_data_when_a_load_is_complete() -> None:
    report = report_of(COMPLETE)
    age = check_of(report, "hacker_news:completeLoadAge")
    assert report.status == "pass"
    assert (age.observed_value, age.observed_unit, age.observed_at, age.output) == (3600, "s", NOW, None)


def test_health_warns_that_nothing_is_ingested_when_the_ledger_is_empty() -> None:
    report = report_of()
    assert report.status == "warn"
    assert check_of(report, "ledger:loads").output == "nothing ingested yet"


@pytest.mark.parametrize("problem", [DatabaseProblem.MISSING, DatabaseProblem.UNREADABLE])
def test_health_fails_and_says_nothing_of_loads_when_the_database_cannot_be_read(problem: DatabaseProblem) -> None:
    report = report_of(COMPLETE, problem=problem)
    assert report.status == "fail"
    assert [check.name for check in report.checks] == ["database:snapshotAge"]
    assert report.checks[0].output


def test_health_warns_with_the_age_of_what_it_shows_when_the_file_is_busy() -> None:
    busy = LedgerReading(loads=(COMPLETE,), read_at=NOW - HOUR, problem=DatabaseProblem.BUSY)
    report = assess(busy, now=NOW)
    assert report.status == "warn"
    assert check_of(report, "database:snapshotAge").observed_value == 3600
    assert check_of(report, "hacker_news:completeLoadAge").observed_at == NOW - HOUR


@pytest.mark.parametrize("problem", [None, DatabaseProblem.BUSY])
def test_health_warns_with_a_reason_when_nothing_was_ever_read(problem: DatabaseProblem | None) -> None:
    report = assess(LedgerReading(problem=problem), now=NOW)
    assert report.status == "warn"
    assert [check.observed_value for check in report.checks] == [None]
    assert report.checks[0].output


def test_health_fails_when_a_readable_file_is_no_longer_read() -> None:
    old = LedgerReading(loads=(COMPLETE,), read_at=NOW - timedelta(seconds=31))
    assert assess(old, now=NOW).status == "fail"


def test_health_warns_and_names_the_partition_when_a_running_load_is_silent() -> None:
    report = report_of(COMPLETE, SILENT)
    assert report.status == "warn"
    assert check_of(report, "hacker_news:stalledLoads").output == "running without a heartbeat: 2026-09-01"


def test_health_passes_when_a_running_load_has_a_heartbeat() -> None:
    assert report_of(COMPLETE, RUNNING).status == "pass"


@pytest.mark.parametrize("ended", [FAILED, replace(FAILED, status="abandoned")])
def test_health_warns_when_the_newest_load_of_a_partition_did_not_complete(ended: LoadSummary) -> None:
    report = report_of(COMPLETE, ended)
    assert report.status == "warn"
    assert check_of(report, "hacker_news:failedLoads").observed_value == 1


def test_a_failed_load_is_forgiven_when_a_later_load_of_its_partition_completes() -> None:
    later = replace(COMPLETE, partition_key=FAILED.partition_key, started_at=FAILED.started_at + HOUR)
    assert report_of(later, FAILED).status == "pass"


def test_a_failed_load_is_not_forgiven_when_another_partition_completes() -> None:
    assert report_of(FAILED, replace(COMPLETE, started_at=FAILED.started_at + HOUR)).status == "warn"


def test_many_failed_partitions_are_counted_and_the_newest_named() -> None:
    failed = [replace(FAILED, partition_key=f"2026-0{month}-01") for month in range(1, 6)]
    check = check_of(report_of(COMPLETE, *failed), "hacker_news:failedLoads")
    assert check.observed_value == 5
    assert check.output is not None
    assert check.output.endswith("2026-05-01, 2026-04-01, 2026-03-01 and 2 more")


def test_a_source_fails_when_none_of_its_loads_ever_completed() -> None:
    assert report_of(FAILED).status == "fail"
    assert report_of(SILENT).status == "fail"


def test_a_source_warns_when_its_first_load_is_still_running() -> None:
    assert report_of(RUNNING).status == "warn"


@pytest.mark.parametrize(
    ("age", "status"),
    [(35 * DAY, "pass"), (36 * DAY, "warn"), (70 * DAY, "warn"), (71 * DAY, "fail")],
)
def test_data_goes_from_fresh_to_late_to_failing_when_it_ages(age: timedelta, status: str) -> None:
    assert report_of(aged(age)).status == status


def test_each_source_is_judged_by_its_own_loads() -> None:
    report = report_of(COMPLETE, replace(FAILED, source="bulletin"))
    assert check_of(report, "hacker_news:completeLoadAge").status == "pass"
    assert check_of(report, "bulletin:completeLoadAge").status == "fail"


def test_health_warns_that_a_clock_was_set_back_when_facts_lie_in_the_future() -> None:
    report = assess(LedgerReading(loads=(COMPLETE,), read_at=NOW), now=NOW - 3 * HOUR)
    skew = check_of(report, "clock:skew")
    assert report.status == "warn"
    assert skew.observed_value == 3 * 3600
    assert check_of(report, "hacker_news:completeLoadAge").observed_value == 0


def test_limits_are_the_callers_when_thresholds_are_passed() -> None:
    strict = Thresholds(load_age_warning=timedelta(minutes=1))
    assert assess(LedgerReading(loads=(COMPLETE,), read_at=NOW), now=NOW, thresholds=strict).status == "warn"
