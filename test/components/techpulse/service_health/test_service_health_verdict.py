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
    epoch=7,
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
    assert check_of(report, "ledger:partitions").output == "nothing ingested yet"


@pytest.mark.parametrize("problem", sorted(set(DatabaseProblem) - {DatabaseProblem.BUSY}))
def test_health_fails_and_says_nothing_of_loads_when_the_database_cannot_be_read(problem: DatabaseProblem) -> None:
    report = report_of(COMPLETE, problem=problem)
    assert report.status == "fail"
    assert [check.name for check in report.checks] == ["database:snapshotAge", "clock:skew"]
    assert report.checks[0].output
    assert report.tallies == ()


def test_every_problem_of_the_database_has_words_of_its_own() -> None:
    words = {report_of(COMPLETE, problem=problem).checks[0].output for problem in DatabaseProblem}
    assert len(words) == len(DatabaseProblem)


def test_health_fails_when_the_file_is_held_for_longer_than_any_writer_of_ours() -> None:
    held = LedgerReading(
        loads=(COMPLETE,), read_at=NOW - 2 * HOUR, problem=DatabaseProblem.BUSY, troubled_since=NOW - HOUR
    )
    assert assess(held, now=NOW).status == "warn"
    assert assess(held, now=NOW + timedelta(seconds=1)).status == "fail"


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
    assert report.checks[0].observed_value is None
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
    later = replace(COMPLETE, partition_key=FAILED.partition_key, epoch=FAILED.epoch + 1)
    assert report_of(COMPLETE, later, FAILED).status == "pass"


def test_a_failed_load_is_not_forgiven_when_another_partition_completes() -> None:
    assert report_of(FAILED, replace(COMPLETE, epoch=FAILED.epoch + 1)).status == "warn"


def test_a_refresh_that_failed_warns_only_when_an_older_load_of_the_month_is_complete() -> None:
    refresh = replace(COMPLETE, status="failed", epoch=COMPLETE.epoch + 1)
    report = report_of(COMPLETE, refresh)
    assert report.status == "warn"
    assert check_of(report, "hacker_news:completeLoadAge").status == "pass"


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
    ("source", "age", "status"),
    [
        ("bulletin", 8 * DAY, "pass"),
        ("bulletin", 9 * DAY, "warn"),
        ("bulletin", 16 * DAY, "warn"),
        ("bulletin", 17 * DAY, "fail"),
        ("other", 35 * DAY, "pass"),
        ("other", 36 * DAY, "warn"),
        ("other", 70 * DAY, "warn"),
        ("other", 71 * DAY, "fail"),
    ],
)
def test_data_goes_from_fresh_to_late_to_failing_when_it_ages(source: str, age: timedelta, status: str) -> None:
    assert report_of(replace(aged(age), source=source)).status == status


@pytest.mark.parametrize(
    ("newest", "now", "status"),
    [
        ("2026-10-01", "2026-11-03T23:59:59", "pass"),
        ("2026-10-01", "2026-11-04T00:00:00", "warn"),
        ("2026-10-01", "2026-11-04T23:59:59", "warn"),
        ("2026-10-01", "2026-11-05T00:00:00", "fail"),
        ("2026-11-01", "2026-11-05T00:00:00", "pass"),
        ("2026-11-01", "2026-12-03T23:59:59", "pass"),
        ("2026-09-01", "2026-11-01T00:00:00", "fail"),
        ("2026-12-01", "2027-01-04T00:00:00", "warn"),
        ("2026-11-17", "2026-11-20T00:00:00", "fail"),
        ("a month", "2026-11-20T00:00:00", "fail"),
    ],
)
def test_the_months_thread_is_expected_by_its_fourth_day(newest: str, now: str, status: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    hour_ago = moment - HOUR
    load = replace(COMPLETE, partition_key=newest, started_at=hour_ago, updated_at=hour_ago, finished_at=hour_ago)
    assert assess(LedgerReading(loads=(load,), read_at=moment), now=moment).status == status


def test_a_month_that_was_loaded_again_does_not_hide_that_the_newest_is_missing() -> None:
    assert report_of(replace(COMPLETE, partition_key="2026-03-01")).status == "fail"


def test_health_warns_and_names_the_partition_when_a_load_runs_for_too_long() -> None:
    endless = replace(RUNNING, started_at=NOW - 5 * HOUR)
    report = report_of(COMPLETE, endless)
    assert report.status == "warn"
    assert check_of(report, "hacker_news:overdueLoads").output == "running for too long: 2026-09-01"


@pytest.mark.parametrize(
    ("rows", "quarantined", "status"),
    [(99, 1, "pass"), (98, 2, "warn"), (80, 20, "warn"), (79, 21, "fail"), (1, 9, "warn"), (0, 0, "pass")],
)
def test_quarantine_warns_and_fails_by_its_share_of_the_last_load(rows: int, quarantined: int, status: str) -> None:
    assert report_of(replace(COMPLETE, rows=rows, quarantined=quarantined)).status == status


def test_the_quarantine_of_an_earlier_load_is_forgotten_when_a_later_one_is_clean() -> None:
    bad = replace(COMPLETE, rows=1, quarantined=99, finished_at=NOW - 2 * HOUR)
    assert report_of(bad, replace(COMPLETE, epoch=8)).status == "pass"


@pytest.mark.parametrize(
    ("free_bytes", "status"), [(2048 * 10**6, "pass"), (2047 * 10**6, "warn"), (256 * 10**6, "warn"), (255, "fail")]
)
def test_health_warns_and_fails_when_the_disk_runs_full(free_bytes: int, status: str) -> None:
    reading = LedgerReading(loads=(COMPLETE,), read_at=NOW, free_bytes=free_bytes)
    assert assess(reading, now=NOW).status == status


def test_the_disk_is_told_when_the_database_cannot_be_read() -> None:
    report = assess(LedgerReading(problem=DatabaseProblem.DAMAGED, free_bytes=5), now=NOW)
    assert check_of(report, "disk:freeSpace").status == "fail"


def test_partitions_are_tallied_by_the_status_of_their_newest_load() -> None:
    tallies = report_of(COMPLETE, replace(COMPLETE, partition_key="2026-08-01"), FAILED, RUNNING).tallies
    assert {(tally.source, tally.status): tally.partitions for tally in tallies} == {
        ("hacker_news", "complete"): 2,
        ("hacker_news", "failed"): 1,
        ("hacker_news", "running"): 1,
    }


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


def test_health_warns_when_the_clock_was_seen_to_turn_back() -> None:
    turned = LedgerReading(loads=(COMPLETE,), read_at=NOW, clock_set_back=HOUR)
    assert check_of(assess(turned, now=NOW), "clock:skew").status == "warn"


def test_limits_are_the_callers_when_thresholds_are_passed() -> None:
    strict = Thresholds(monthly_sources={}, age_warnings={"hacker_news": timedelta(minutes=40)})
    assert assess(LedgerReading(loads=(COMPLETE,), read_at=NOW), now=NOW, thresholds=strict).status == "warn"
