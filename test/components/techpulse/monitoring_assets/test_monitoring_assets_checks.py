"""When a source is silent, fails too often, quarantines too much; and what is said where nothing can be judged."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from dagster import AssetCheckResult, AssetCheckSeverity

from techpulse.duckdb_store import DuckDBStore
from techpulse.monitoring_assets import MonitorThresholds
from techpulse.monitoring_assets.checks import check_results
from techpulse.monitoring_assets.summary import summarize

STRICT = MonitorThresholds(silence_hours=(("herald", 10.0),), default_silence_hours=100.0)
Load = Callable[..., None]


def verdicts(database: Path, now: datetime, thresholds: MonitorThresholds = STRICT) -> Mapping[str, AssetCheckResult]:
    with DuckDBStore(database) as store:
        loads = store.loads()
    results = check_results(loads, summarize(loads, now=now, hours=24), thresholds=thresholds)
    return {str(result.check_name): result for result in results}


def test_a_source_is_silent_when_its_newest_complete_load_is_older_than_its_own_rhythm(
    load: Load, database: Path, now: datetime
) -> None:
    load("herald", hours=11)
    load("herald", "failed", hours=1)
    load("gazette", hours=99)

    result = verdicts(database, now)["no_source_is_silent"]

    assert not result.passed
    assert result.severity == AssetCheckSeverity.WARN
    assert result.description == "herald: 11 h 0 min since its last complete load (limit 10 h 0 min)"


def test_silence_is_an_error_when_it_lasts_twice_as_long_as_it_may(load: Load, database: Path, now: datetime) -> None:
    load("herald", hours=21)

    assert verdicts(database, now)["no_source_is_silent"].severity == AssetCheckSeverity.ERROR


def test_a_source_is_silent_when_it_never_completed_a_load_for_that_long(
    load: Load, database: Path, now: datetime
) -> None:
    load("herald", "failed", hours=12, minutes=1)
    load("herald", "failed", hours=1)

    result = verdicts(database, now)["no_source_is_silent"]

    assert not result.passed
    assert "none is complete" in str(result.description)


def test_no_source_is_silent_when_each_completed_a_load_in_time(load: Load, database: Path, now: datetime) -> None:
    load("herald", hours=9)
    load("herald", hours=500)
    load("gazette", hours=99)

    assert verdicts(database, now)["no_source_is_silent"].passed


def test_later_pairs_count_when_a_source_is_named_twice(load: Load, database: Path, now: datetime) -> None:
    load("herald", hours=11)
    twice = MonitorThresholds(silence_hours=(("herald", 10.0), ("herald", 12.0)))

    assert verdicts(database, now, twice)["no_source_is_silent"].passed


def test_a_source_fails_too_often_when_more_than_its_share_of_loads_failed_or_was_abandoned(
    load: Load, database: Path, now: datetime
) -> None:
    for status in ("complete", "complete", "complete", "failed", "abandoned"):
        load("herald", status)
        load("gazette", "complete")

    result = verdicts(database, now)["failure_rate"]

    assert not result.passed
    assert result.severity == AssetCheckSeverity.WARN
    assert result.description == "herald: 2 of 5 loads failed or were abandoned"


def test_the_failure_rate_is_an_error_when_nothing_but_failures_ended(
    load: Load, database: Path, now: datetime
) -> None:
    for _ in range(3):
        load("herald", "failed")

    assert verdicts(database, now)["failure_rate"].severity == AssetCheckSeverity.ERROR


def test_the_failure_rate_passes_when_it_equals_its_limit(load: Load, database: Path, now: datetime) -> None:
    for status in ("complete", "complete", "complete", "complete", "failed", "running"):
        load("herald", status)

    assert verdicts(database, now)["failure_rate"].passed


def test_the_failure_rate_says_so_when_too_few_loads_ended_to_judge(load: Load, database: Path, now: datetime) -> None:
    load("herald", "failed")
    load("herald", "failed")
    load("gazette", "failed", hours=30)

    result = verdicts(database, now)["failure_rate"]

    assert result.passed
    assert "herald: 2 of 2 loads failed or were abandoned, too few to judge" in str(result.description)
    assert "gazette: no loads ended in 24 h" in str(result.description)


def test_quarantine_spikes_when_its_share_is_far_above_the_four_weeks_before(
    load: Load, database: Path, now: datetime
) -> None:
    for source in ("herald", "gazette"):
        load(source, hours=100, rows=95, quarantined=5)
    load("herald", rows=80, quarantined=20)
    load("gazette", rows=88, quarantined=12)

    result = verdicts(database, now)["quarantine_spike"]

    assert not result.passed
    assert result.description == "herald: 20 of 100 records (20.0%), 5.0% in the 28 days before"


def test_quarantine_spikes_when_nothing_is_known_of_the_time_before(load: Load, database: Path, now: datetime) -> None:
    load("herald", hours=30 * 24, rows=100, quarantined=100)
    load("herald", rows=90, quarantined=10)

    result = verdicts(database, now)["quarantine_spike"]

    assert not result.passed
    assert "no records in the 28 days before" in str(result.description)


def test_what_is_usual_is_a_source_own_past_when_another_quarantines_more(
    load: Load, database: Path, now: datetime
) -> None:
    load("gazette", hours=100, quarantined=100)
    load("herald", hours=100, rows=100)
    load("herald", rows=80, quarantined=20)

    assert "20.0%), 0.0% in the 28 days" in str(verdicts(database, now)["quarantine_spike"].description)


def test_quarantine_does_not_spike_when_it_is_a_handful_of_records(load: Load, database: Path, now: datetime) -> None:
    load("herald", rows=1, quarantined=9)
    load("gazette", hours=30)

    result = verdicts(database, now)["quarantine_spike"]

    assert result.passed
    assert "gazette: no records in 24 h" in str(result.description)


def test_every_check_says_that_there_are_no_loads_when_the_ledger_is_empty(now: datetime) -> None:
    results = check_results([], summarize([], now=now, hours=24), thresholds=STRICT)

    assert [result.passed for result in results] == [True, True, True]
    assert [result.description for result in results] == [
        "herald: no loads yet",
        "no loads yet: nothing to judge",
        "no loads yet: nothing to judge",
    ]
