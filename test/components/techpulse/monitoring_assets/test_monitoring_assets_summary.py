"""What counts in a window, and how: from real ledgers, and from any ledger at all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from techpulse.duckdb_store import DuckDBStore, LoadFacts
from techpulse.monitoring_assets.summary import STATUSES, MonitorSummary, Tally, summarize

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
Load = Callable[..., None]


def read(database: Path, now: datetime, *, hours: int = 24) -> MonitorSummary:
    with DuckDBStore(database) as store:
        return summarize(store.loads(), now=now, hours=hours)


def test_each_status_of_each_source_is_told_when_loads_ended_in_every_way(
    load: Load, database: Path, now: datetime
) -> None:
    load("herald", "complete", minutes=2, rows=5, quarantined=1)
    load("herald", "complete", minutes=4, rows=1)
    load("herald", "failed", minutes=1, rows=3)
    load("gazette", "abandoned", minutes=10, rows=2)
    load("gazette", "running", hours=0.05, minutes=3, rows=4)

    found = read(database, now)

    herald, gazette = found.by_source["herald"], found.by_source["gazette"]
    assert [herald[status].count for status in STATUSES] == [2, 0, 1, 0]
    assert [gazette[status].count for status in STATUSES] == [0, 1, 0, 1]
    assert (herald["complete"].avg_seconds, herald["complete"].succeeded, herald["complete"].failed) == (180.0, 6, 1)
    assert (gazette["running"].avg_seconds, gazette["running"].stalled) == (360.0, 0)
    assert herald["failed"].last_error == "PermanentFetchError: it said | no to herald\nsecond line"
    assert found.by_status["complete"] == herald["complete"]
    assert herald["running"] == Tally()


def test_a_load_counts_when_it_ended_in_the_window_or_runs_still(load: Load, database: Path, now: datetime) -> None:
    load("herald", hours=23, minutes=600)
    load("herald", hours=25)
    load("herald", "running", hours=90)
    load("gazette", hours=900)

    found = read(database, now)

    assert [tally.count for tally in found.by_status.values()] == [1, 1, 0, 0]
    assert found.by_status["running"].stalled == 1
    assert set(found.by_source["gazette"].values()) == {Tally()}


def test_unchanged_records_succeeded_only_when_the_load_is_complete(load: Load, database: Path, now: datetime) -> None:
    load("herald", "complete", rows=5, listed=100)
    load("herald", "failed", rows=7, listed=100)

    found = read(database, now)

    assert found.by_status["complete"].succeeded == 100
    assert found.by_status["failed"].succeeded == 7


def facts(number: int, source: str, status: str, *, hours: tuple[int, int], counts: tuple[int, int]) -> LoadFacts:
    began = NOON - timedelta(hours=sum(hours))
    ended = NOON - timedelta(hours=hours[0])
    return LoadFacts(
        load_id=UUID(int=number),
        source=source,
        partition_key=str(number),
        table_name="raw_things",
        status=status,  # type: ignore[arg-type]  # one of the four, by the strategy below
        epoch=1,
        started_at=began,
        updated_at=ended,
        finished_at=None if status == "running" else ended,
        rows=counts[0],
        tombstones=0,
        quarantined=counts[1],
        requests=1,
        bytes=1,
        retries=0,
        error_kind="BadError" if status == "failed" else None,
        error_text=str(number),
        host="here",
        pid=1,
        owner="me",
        code_version="1",
        watermark=None,
        unchanged=0,
    )


LOADS = st.lists(
    st.builds(
        facts,
        st.integers(0, 10**6),
        st.sampled_from(["herald", "gazette", "almanac"]),
        st.sampled_from(STATUSES),
        hours=st.tuples(st.integers(0, 60), st.integers(0, 60)),
        counts=st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
    ),
    unique_by=lambda load: load.load_id,
    max_size=20,
)


@given(loads=LOADS, hours=st.integers(1, 50))
def test_counts_of_sources_add_up_to_those_of_all_when_the_ledger_holds_anything(
    loads: list[LoadFacts], hours: int
) -> None:
    found = summarize(loads, now=NOON, hours=hours)

    for status in STATUSES:
        parts = [tallies[status] for tallies in found.by_source.values()]
        whole = found.by_status[status]
        assert whole.count == sum(part.count for part in parts)
        assert whole.succeeded == sum(part.succeeded for part in parts)
        assert whole.failed == sum(part.failed for part in parts)
        spent = sum(part.avg_seconds * part.count for part in parts)
        assert abs(whole.avg_seconds * whole.count - spent) <= 0.001 * (len(loads) + 1)
    active = [load for load in loads if load.finished_at is None or load.finished_at >= NOON - timedelta(hours=hours)]
    assert sum(tally.count for tally in found.by_status.values()) == len(active)
    assert sum(map(len, found.marks.values())) == len(active)
    assert found.by_source.keys() == {load.source for load in loads}


@given(loads=LOADS, data=st.data())
def test_the_summary_is_the_same_when_loads_come_in_another_order(loads: list[LoadFacts], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(loads))

    assert summarize(shuffled, now=NOON, hours=24) == summarize(loads, now=NOON, hours=24)
