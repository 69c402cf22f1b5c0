"""Landing a load: what is written when, and how the ledger tells the end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.asset_kit import land
from techpulse.asset_kit.landing import Batch
from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, LoadFacts, RawRecord, StoreError
from techpulse.http_client import FetchError


class ClientNotOpenError(FetchError):
    """As the HTTP client raises it under whoever waits when it is closed."""

    is_interrupt = True


TABLE = BronzeTable("raw_hn_items", key="item_id")
COST = FetchCounters(requests=7, bytes=70, retries=1)


def record(key: int, size: int = 2) -> RawRecord:
    return RawRecord(key, '"' + "x" * (size - 2) + '"')


def opened(store: DuckDBStore) -> LoadFacts:
    return store.open_load("hacker_news", "2024-05-01", table=TABLE)


def only_load(store: DuckDBStore) -> LoadFacts:
    [load] = store.loads()
    return load


def batches(
    arriving: Iterator[RawRecord], clock: Callable[[], float], *, commit: Callable[[], None] = lambda: None
) -> Iterator[list[RawRecord]]:
    """The batches that are worth a commit, and what is left at the end."""
    batch = Batch(clock)
    for each in arriving:
        if batch.add(each):
            with batch.committing() as landing:
                commit()
            yield landing
    yield batch.records


@given(seconds=st.lists(st.floats(0, 2), max_size=400))
def test_batches_hold_every_record_once_and_in_order_whatever_the_pace(seconds: list[float]) -> None:
    time = [0.0]

    def arriving() -> Iterator[RawRecord]:
        for key, waited in enumerate(seconds):
            time[0] += waited
            yield record(key)

    keys = [[each.key for each in batch] for batch in batches(arriving(), clock=lambda: time[0])]
    assert [key for batch in keys for key in batch] == list(range(len(seconds)))
    assert all(keys[:-1])


def test_fast_source_fills_its_batches_when_no_time_passes() -> None:
    assert [len(batch) for batch in batches(map(record, range(1000)), clock=lambda: 0.0)] == [1000]


def test_slow_source_is_written_after_five_seconds_when_fewer_than_a_hundred_came() -> None:
    ticks = iter(range(1000))
    assert max(len(batch) for batch in batches(map(record, range(30)), clock=lambda: float(next(ticks)))) == 5


@settings(deadline=None)
@given(commit_seconds=st.floats(0.001, 0.4))
def test_commits_take_a_tenth_of_the_time_at_most_when_they_are_slow(commit_seconds: float) -> None:
    time = [0.0]

    def arriving() -> Iterator[RawRecord]:
        for key in range(20_000):
            time[0] += 0.001
            yield record(key)

    def commit() -> None:
        time[0] += commit_seconds

    sizes = [len(batch) for batch in batches(arriving(), lambda: time[0], commit=commit)]
    full = sizes[1:-1]
    assert min(full) * 0.001 >= 10 * commit_seconds - 0.002
    assert max(full) * 0.001 <= max(1.0, 10 * commit_seconds) + 0.002


def test_large_records_are_written_at_once_when_they_reach_four_mebibytes() -> None:
    large = (record(key, size=1536 * 1024) for key in range(6))
    assert [len(batch) for batch in batches(large, clock=lambda: 0.0)] == [3, 3, 0]


def test_load_is_complete_with_its_counts_when_every_record_landed(tmp_path: Path) -> None:
    with DuckDBStore(tmp_path / "lake.duckdb") as store:
        facts = land(store, opened(store), records=map(record, range(250)), fetched=lambda: COST)
        assert (facts.status, facts.rows, facts.requests, facts.retries) == ("complete", 250, 7, 1)
        assert only_load(store) == facts


def test_load_is_failed_with_its_rows_kept_when_the_source_breaks(tmp_path: Path) -> None:
    def breaking() -> Iterator[RawRecord]:
        yield record(1, size=9 * 1024 * 1024)
        raise ValueError("the source broke")

    with DuckDBStore(tmp_path / "lake.duckdb") as store:
        with pytest.raises(ValueError, match="the source broke"):
            land(store, opened(store), records=breaking(), fetched=lambda: COST)
        load = only_load(store)
        assert (load.status, load.rows, load.error_kind, load.error_text) == (
            "failed",
            1,
            "ValueError",
            "the source broke",
        )


@pytest.mark.parametrize("interrupt", [KeyboardInterrupt, SystemExit, GeneratorExit, ClientNotOpenError])
def test_load_is_abandoned_when_the_run_is_interrupted(tmp_path: Path, interrupt: type[BaseException]) -> None:
    def interrupted() -> Iterator[RawRecord]:
        yield record(1)
        raise interrupt

    with DuckDBStore(tmp_path / "lake.duckdb") as store:
        with pytest.raises(interrupt):
            land(store, opened(store), records=interrupted(), fetched=lambda: COST)
        assert only_load(store).status == "abandoned"


def test_earlier_run_stops_and_changes_nothing_when_a_later_one_took_the_partition(tmp_path: Path) -> None:
    with DuckDBStore(tmp_path / "lake.duckdb") as earlier, DuckDBStore(tmp_path / "lake.duckdb") as later:
        load = opened(earlier)
        taken = opened(later)
        with pytest.raises(StoreError, match="lease lost"):
            land(earlier, load, records=[record(1)], fetched=lambda: COST)
        assert only_load(later) == taken


def test_first_error_goes_on_with_a_note_when_the_ledger_cannot_be_told(tmp_path: Path) -> None:
    with DuckDBStore(tmp_path / "lake.duckdb") as store:
        load = opened(store)

        def breaking() -> Iterator[RawRecord]:
            yield record(1)
            (tmp_path / "lake.duckdb").write_bytes(b"no database any more")
            raise ValueError("the source broke")

        with pytest.raises(ValueError, match="the source broke") as caught:
            land(store, load, records=breaking(), fetched=lambda: COST)
        assert any("the ledger could not be told" in note for note in caught.value.__notes__)
