"""Laws that hold for every ledger."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from techpulse.service_health import DatabaseProblem, LedgerReading, LoadSummary, assess

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BADNESS = ["pass", "warn", "fail"].index
SOURCES = st.sampled_from(["hacker_news", "bulletin"])
STATUSES: st.SearchStrategy[Literal["running", "complete", "failed", "abandoned"]] = st.sampled_from(
    ("running", "complete", "failed", "abandoned")
)
PARTITIONS = st.sampled_from(["2026-09-01", "2026-10-01", "2026-11-01"])

any_time = st.datetimes(timezones=st.just(UTC))
past = st.timedeltas(timedelta(), timedelta(days=100)).map(lambda age: NOW - age)


@st.composite
def loads(draw: st.DrawFn) -> LoadSummary:
    started_at, updated_at = sorted((draw(past), draw(past)))
    status = draw(STATUSES)
    return LoadSummary(
        source=draw(SOURCES),
        partition_key=draw(PARTITIONS),
        status=status,
        started_at=started_at,
        updated_at=updated_at,
        finished_at=None if status == "running" else updated_at,
    )


ledgers = st.lists(loads(), max_size=8).map(tuple)
shuffled_ledgers = st.lists(loads(), max_size=8, unique_by=lambda load: load.started_at).flatmap(
    lambda ledger: st.tuples(st.just(ledger), st.permutations(ledger))
)
problems = st.none() | st.sampled_from(DatabaseProblem)
readings = st.builds(LedgerReading, loads=ledgers, read_at=st.none() | past, problem=problems)


@given(readings, st.sampled_from(DatabaseProblem))
def test_health_never_passes_when_the_database_has_a_problem(reading: LedgerReading, problem: DatabaseProblem) -> None:
    troubled = LedgerReading(loads=reading.loads, read_at=reading.read_at, problem=problem)
    assert assess(troubled, now=NOW).status != "pass"


@given(readings, any_time)
def test_the_same_facts_at_the_same_time_give_the_same_report(reading: LedgerReading, now: datetime) -> None:
    assert assess(reading, now=now) == assess(reading, now=now)


@given(shuffled_ledgers, problems)
def test_the_order_of_the_loads_changes_nothing(
    both: tuple[list[LoadSummary], list[LoadSummary]], problem: DatabaseProblem | None
) -> None:
    one, other = (LedgerReading(loads=tuple(ledger), read_at=NOW, problem=problem) for ledger in both)
    assert assess(one, now=NOW) == assess(other, now=NOW)


@given(ledgers, SOURCES, PARTITIONS)
def test_health_is_never_worse_when_a_newer_load_completes(
    ledger: tuple[LoadSummary, ...], source: str, partition_key: str
) -> None:
    newest = max((load.updated_at for load in ledger), default=NOW)
    newer = LoadSummary(
        source=source,
        partition_key=partition_key,
        status="complete",
        started_at=newest,
        updated_at=NOW,
        finished_at=NOW,
    )
    before = assess(LedgerReading(loads=ledger, read_at=NOW), now=NOW).status
    after = assess(LedgerReading(loads=(*ledger, newer), read_at=NOW), now=NOW).status
    assert BADNESS(after) <= BADNESS(before)


@given(readings, any_time)
def test_ages_are_never_negative_and_a_clock_set_back_is_said(reading: LedgerReading, now: datetime) -> None:
    report = assess(reading, now=now)
    assert all(check.observed_value is None or check.observed_value >= 0 for check in report.checks)
    for clock in (check for check in report.checks if check.name == "clock:skew"):
        facts = [reading.read_at, *(load.updated_at for load in reading.loads)]
        ahead = max(fact for fact in facts if fact is not None) - now
        assert (clock.status == "warn") == (ahead > timedelta(seconds=5))


@given(readings)
def test_every_check_says_what_is_wrong_when_it_does_not_pass(reading: LedgerReading) -> None:
    report = assess(reading, now=NOW)
    assert all((check.output is None) == (check.status == "pass") for check in report.checks)
    assert len({check.name for check in report.checks}) == len(report.checks)
