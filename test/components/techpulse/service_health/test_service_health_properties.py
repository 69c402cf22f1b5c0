"""Laws that hold for every ledger."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.service_health import DatabaseProblem, HealthReport, LedgerReading, LoadSummary, assess

law = settings(deadline=None, max_examples=40)  # how long a machine takes is none of theirs
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BADNESS = ["pass", "warn", "fail"].index
SOURCES = st.sampled_from(["hacker_news", "bulletin", "other"])
STATUSES: st.SearchStrategy[Literal["running", "complete", "failed", "abandoned"]] = st.sampled_from(
    ("running", "complete", "failed", "abandoned")
)
PARTITIONS = st.sampled_from(["2026-09-01", "2026-10-01", "2026-11-01", "pages"])

any_time = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone follows
past = st.timedeltas(timedelta(), timedelta(days=100)).map(lambda age: NOW - age)
counts = st.integers(0, 2000)


@st.composite
def loads(draw: st.DrawFn) -> LoadSummary:
    started_at, updated_at = sorted((draw(past), draw(past)))
    status = draw(STATUSES)
    return LoadSummary(
        source=draw(SOURCES),
        partition_key=draw(PARTITIONS),
        epoch=0,
        status=status,
        started_at=started_at,
        updated_at=updated_at,
        finished_at=None if status == "running" else updated_at,
        rows=draw(counts),
        quarantined=draw(counts),
    )


def in_turn(found: list[LoadSummary]) -> tuple[LoadSummary, ...]:
    """Numbered as the ledger does: a later run of a partition never ends before an earlier one."""
    by_time = sorted(found, key=lambda load: load.updated_at)
    return tuple(replace(load, epoch=epoch) for epoch, load in enumerate(by_time, start=1))


ledgers = st.lists(loads(), max_size=8).map(in_turn)
problems = st.none() | st.sampled_from(DatabaseProblem)
readings = st.builds(
    LedgerReading,
    loads=ledgers,
    read_at=st.none() | past,
    problem=problems,
    troubled_since=st.none() | past,
    free_bytes=st.none() | st.integers(0, 10**12),
    clock_set_back=st.timedeltas(timedelta(), timedelta(days=1)),
)


def statuses(report: HealthReport) -> dict[str, int]:
    return {check.name: BADNESS(check.status) for check in report.checks}


@law
@given(readings, st.sampled_from(DatabaseProblem))
def test_health_never_passes_when_the_database_has_a_problem(reading: LedgerReading, problem: DatabaseProblem) -> None:
    assert assess(replace(reading, problem=problem), now=NOW).status != "pass"


@law
@given(readings, any_time)
def test_the_same_facts_at_the_same_time_give_the_same_report(reading: LedgerReading, now: datetime) -> None:
    assert assess(reading, now=now) == assess(reading, now=now)


@law
@given(readings, any_time)
def test_the_status_is_the_worst_of_all_checks(reading: LedgerReading, now: datetime) -> None:
    report = assess(reading, now=now)
    assert BADNESS(report.status) == max(statuses(report).values())
    assert report.worst in report.checks
    assert report.worst.status == report.status


@law
@given(readings, st.data())
def test_the_order_of_the_loads_changes_nothing(reading: LedgerReading, data: st.DataObject) -> None:
    shuffled = replace(reading, loads=tuple(data.draw(st.permutations(reading.loads))))
    assert assess(shuffled, now=NOW) == assess(reading, now=NOW)


@law
@given(readings)
def test_the_newest_loads_and_the_newest_complete_ones_are_all_it_takes(reading: LedgerReading) -> None:
    newest: dict[tuple[str, str, bool], LoadSummary] = {}
    for load in sorted(reading.loads, key=lambda load: load.epoch):
        newest[load.source, load.partition_key, False] = load
        if load.status == "complete":
            newest[load.source, load.partition_key, True] = load
    few = tuple(dict.fromkeys(newest.values()))
    assert assess(replace(reading, loads=few), now=NOW).checks == assess(reading, now=NOW).checks


@law
@given(readings, any_time, st.timedeltas(timedelta(), timedelta(days=500)))
def test_no_check_but_the_clocks_improves_when_nothing_happens_but_time(
    reading: LedgerReading, now: datetime, later: timedelta
) -> None:
    before, after = statuses(assess(reading, now=now)), statuses(assess(reading, now=now + later))
    assert all(after[name] >= before[name] for name in before.keys() & after.keys() - {"clock:skew"})


@law
@given(ledgers, SOURCES, PARTITIONS)
def test_health_is_never_worse_when_a_newer_load_completes(
    ledger: tuple[LoadSummary, ...], source: str, partition_key: str
) -> None:
    newest = max((load.updated_at for load in ledger), default=NOW)
    newer = LoadSummary(
        source=source,
        partition_key=partition_key,
        epoch=len(ledger) + 1,
        status="complete",
        started_at=newest,
        updated_at=NOW,
        finished_at=NOW,
    )
    is_known = any(load.source == source and load.status == "complete" for load in ledger)
    before = assess(LedgerReading(loads=ledger, read_at=NOW), now=NOW).status
    after = assess(LedgerReading(loads=(*ledger, newer), read_at=NOW), now=NOW).status
    assert BADNESS(after) <= BADNESS(before) or not is_known  # the first load of a source brings expectations


@law
@given(readings, any_time)
def test_observations_are_never_negative_and_a_clock_set_back_is_said(reading: LedgerReading, now: datetime) -> None:
    report = assess(reading, now=now)
    assert all(check.observed_value is None or check.observed_value >= 0 for check in report.checks)
    (clock,) = (check for check in report.checks if check.name == "clock:skew")
    facts = [reading.read_at, *(load.updated_at for load in reading.loads)]
    ahead = max((fact - now for fact in facts if fact is not None), default=timedelta())
    assert (clock.status == "warn") == (max(ahead, reading.clock_set_back) > timedelta(seconds=5))


@law
@given(readings)
def test_every_check_says_what_is_wrong_when_it_does_not_pass(reading: LedgerReading) -> None:
    report = assess(reading, now=NOW)
    assert all((check.output is None) == (check.status == "pass") for check in report.checks)
    assert len({check.name for check in report.checks}) == len(report.checks)


@law
@given(readings, st.integers(0, 10**12))
def test_less_space_is_never_better(reading: LedgerReading, fewer_bytes: int) -> None:
    less = min(fewer_bytes, reading.free_bytes or 0)
    before, after = (assess(replace(reading, free_bytes=size), now=NOW) for size in (reading.free_bytes or 0, less))
    assert BADNESS(after.status) >= BADNESS(before.status)
