"""The ledger and the store against a plain dictionary: any order of runs, takeovers, endings and crashes."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord, StoreError

ITEMS = BronzeTable("raw_hn_items", key="item_id")
RUNS = st.sampled_from([0, 1])
PARTITIONS = st.sampled_from(["2024-05-01", "2024-06-01"])
KEYS = st.lists(st.integers(1, 9), max_size=6)


@dataclass
class Load:
    partition: str
    epoch: int
    owner: int
    status: str = "running"
    good: set[int] = field(default_factory=set)
    bad: set[int] = field(default_factory=set)


class StoreMachine(RuleBasedStateMachine):
    """Two runs work on two partitions. `held[run]` is the load and epoch that the run believes to hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.stores = {run: self.fresh_store() for run in (0, 1)}
        self.loads: dict[UUID, Load] = {}
        self.held: dict[int, tuple[UUID, int]] = {}

    def fresh_store(self) -> DuckDBStore:
        return DuckDBStore(Path(self.folder.name) / "bronze.duckdb", lock_deadline_seconds=5.0)

    def newest(self, partition: str) -> tuple[UUID, Load] | None:
        found = [(load_id, load) for load_id, load in self.loads.items() if load.partition == partition]
        return max(found, key=lambda pair: pair[1].epoch, default=None)

    def is_ours(self, run: int) -> bool:
        load_id, epoch = self.held[run]
        return (self.loads[load_id].status, self.loads[load_id].epoch) == ("running", epoch)

    def require_lost(self, error: StoreError, run: int) -> None:
        assert error.is_lease_lost
        assert not self.is_ours(run)

    @rule(run=RUNS, partition=PARTITIONS)
    def open(self, run: int, partition: str) -> None:
        facts = self.stores[run].open_load("hn", partition, table=ITEMS)
        newest = self.newest(partition)
        epoch = newest[1].epoch + 1 if newest else 1
        if newest and newest[1].status != "complete":
            assert facts.load_id == newest[0]
            newest[1].status, newest[1].epoch = "running", epoch
        else:
            assert facts.load_id not in self.loads
            self.loads[facts.load_id] = Load(partition, epoch, run)
        assert facts.epoch == epoch
        self.held[run] = (facts.load_id, epoch)

    @precondition(lambda self: self.held)
    @rule(run=RUNS, good=KEYS, bad=KEYS)
    def insert(self, run: int, good: list[int], bad: list[int]) -> None:
        if run not in self.held:
            return
        load_id, _ = self.held[run]
        records = [RawRecord(key, "{}") for key in good] + [RawRecord(key, "no JSON") for key in bad]
        load = self.loads[load_id]
        try:
            stored = self.stores[run].insert_items(load_id, records)
        except StoreError as error:
            self.require_lost(error, run)
            return
        assert self.is_ours(run)
        assert stored == len(set(good) - load.good)
        load.good |= set(good)
        load.bad |= set(bad)

    @precondition(lambda self: self.held)
    @rule(run=RUNS, status=st.sampled_from(["complete", "complete", "failed", "abandoned"]))
    def end(self, run: int, status: str) -> None:
        if run not in self.held:
            return
        (load_id, epoch), store, is_ours = self.held[run], self.stores[run], self.is_ours(run)
        was_completed_by_us = (self.loads[load_id].status, self.loads[load_id].epoch) == ("complete", epoch)
        if status == "failed":
            store.fail_load(load_id, kind="test", text="ended")
        elif status == "abandoned":
            store.abandon_load(load_id)
        else:
            try:
                store.complete_load(load_id)
            except StoreError as error:
                self.require_lost(error, run)
            else:
                assert is_ours or was_completed_by_us
        if is_ours:
            self.loads[load_id].status = status

    @precondition(lambda self: self.held)
    @rule(run=RUNS)
    def crash(self, run: int) -> None:
        self.stores[run] = self.fresh_store()
        self.held.pop(run, None)

    def teardown(self) -> None:
        if self.loads:
            store = self.fresh_store()
            told = {load.load_id: (load.status, load.epoch, load.rows, load.quarantined) for load in store.loads()}
            assert told == {
                load_id: (load.status, load.epoch, len(load.good), len(load.bad))
                for load_id, load in self.loads.items()
            }
            assert store.verify() == []
            rows = store.query("SELECT partition_key, item_id FROM current_hn_items ORDER BY ALL")
            assert rows == sorted((load.partition, key) for load in self.current() for key in load.good)
        self.folder.cleanup()

    def current(self) -> list[Load]:
        newest: dict[str, Load] = {}
        for load in sorted(self.loads.values(), key=lambda load: load.epoch):
            if load.status == "complete":
                newest[load.partition] = load
        return list(newest.values())


StoreMachine.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=14,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
test_the_ledger_tells_what_a_dictionary_would_when_runs_interleave = StoreMachine.TestCase
