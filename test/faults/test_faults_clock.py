"""A clock that is set back or jumps, at the ends of months, years and February: the ledger stays ordered.

Belongs here: what the clock does to loads. Does not: which month is asked for (`test_faults_months.py`).
"""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from techpulse.duckdb_store import BronzeTable, DuckDBStore, LoadFacts, RawRecord
from techpulse.hn_client import HackerNewsClient
from techpulse.hn_simulator import HackerNewsDump, HackerNewsSimulator, generate_history
from techpulse.ingestion_assets import ingest_thread

SOURCE, TABLE = "hacker_news", BronzeTable("raw_hn_items", key="item_id")
LONG = b',"pad":"%s"}' % (120_000 * b"x")  # long payloads are committed in many batches
RESUME_WITHIN = timedelta(hours=6)
EDGES = [
    datetime(2023, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 2, 28, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 30, 23, 59, 59, tzinfo=UTC),
]
JUMPS = st.sampled_from(
    [
        *(timedelta(hours=hours) for hours in (-1, -1, 1, -5, 5, 7, -24, 24, -24 * 31, 24 * 31)),
        *(timedelta(seconds=seconds) for seconds in (0, 1, -1, 2)),
    ]
)
LEAP_DAY = """
import sys
from datetime import UTC, datetime
from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
store = DuckDBStore(sys.argv[1], clock=lambda: datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC))
load = store.open_load("hacker_news", "2024-02-01", table=BronzeTable("raw_hn_items", key="item_id"))
store.insert_items(load.load_id, [RawRecord(1, "{}")])
store.complete_load(load.load_id)
[load], [(at,)] = store.loads(), store.query("SELECT ingested_at::VARCHAR FROM raw_hn_items")
print(at, load.started_at.isoformat(), load.finished_at.isoformat(), end="")
"""
SEEDED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # each example is a database of its own: shrinking would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Partition:
    """Runs of one month under a clock that jumps, one after the other, and what the ledger last said of them."""

    store: DuckDBStore
    clock: Clock
    key: str
    held: LoadFacts | None = None
    told: list[LoadFacts] = field(default_factory=list)

    def act(self, action: str) -> None:
        if action == "open" or self.held is None:
            self.open()
        elif action == "insert":
            self.store.insert_items(self.held.load_id, [RawRecord(self.clock.now.microsecond + len(self.told), "{}")])
        else:
            if action == "complete":
                self.store.complete_load(self.held.load_id)
            else:
                self.store.abandon_load(self.held.load_id)
            self.held = None
        self.check()

    def open(self) -> None:
        """A load is taken up where it is unfinished and young by the clock, also if that was set back meanwhile."""
        newest = self.told[0] if self.told else None
        self.held = self.store.open_load(SOURCE, self.key, table=TABLE)
        is_young = newest is not None and self.clock.now - newest.updated_at <= RESUME_WITHIN
        is_due = newest is not None and newest.status != "complete" and is_young
        assert (newest is not None and self.held.load_id == newest.load_id) == is_due
        assert self.held.epoch == (newest.epoch if newest else 0) + 1
        assert self.held.partition_key == self.key

    def check(self) -> None:
        """The ledger is ordered, and nothing in it went back since it was last told."""
        loads = self.store.loads(partition_key=self.key)
        for load in loads:
            assert load.started_at <= load.updated_at
            assert load.finished_at == (None if load.status == "running" else load.updated_at)
        for later, earlier in pairwise(loads):
            assert later.epoch > earlier.epoch
            assert later.started_at >= earlier.updated_at
            assert earlier.status != "running"
        known = {load.load_id: load for load in loads}
        for before in self.told:
            assert known[before.load_id].started_at == before.started_at
            assert known[before.load_id].updated_at >= before.updated_at
        self.told = loads


def keep_order(begin: datetime, steps: list[tuple[str, str, timedelta]]) -> None:
    clock = Clock(begin)
    with TemporaryDirectory() as folder, DuckDBStore(Path(folder) / "lake.duckdb", clock=clock) as store:
        partitions = {key: Partition(store, clock, key) for key in ("2023-12-01", "2024-02-01")}
        for action, key, jump in steps:
            clock.now += jump
            partitions[key].act(action)
        early = "SELECT count(*) FROM raw_hn_items JOIN loads USING (load_id) WHERE ingested_at < started_at"
        late = "SELECT count(*) FROM raw_hn_items JOIN loads USING (load_id) WHERE ingested_at > updated_at"
        assert store.query(early) == store.query(late) == [(0,)]
        assert store.verify() == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["open", "insert", "insert", "complete", "abandon"]),
        st.sampled_from(["2023-12-01", "2024-02-01"]),
        JUMPS,
    ),
    min_size=4,
    max_size=16,
)


@pytest.mark.parametrize("histories", [6, pytest.param(200, marks=pytest.mark.long)])
def test_ledger_stays_ordered_when_the_clock_jumps(histories: int) -> None:
    given(begin=st.sampled_from(EDGES), steps=STEPS)(settings(SEEDED, max_examples=histories)(keep_order))()
    print(f"clock that jumps: {histories} histories of loads, 0 failures")


@pytest.mark.parametrize("edge", EDGES[:3], ids=["year end", "28 February", "leap day"])
def test_month_lands_whole_in_its_own_partition_when_the_clock_goes_back_an_hour_at_each_look(
    tmp_path: Path, edge: datetime
) -> None:
    dump = generate_history("2024-02", seed=20, comments=120)
    [root] = [item_id for item_id, body in dump.items.items() if b"Who is hiring" in body]
    long = HackerNewsDump({item_id: body[:-1] + LONG for item_id, body in dump.items.items()})
    looks: list[datetime] = []

    def clock() -> datetime:
        looks.append(edge - timedelta(hours=len(looks)))
        return looks[-1]

    with (
        HackerNewsSimulator(long) as simulator,
        HackerNewsClient(simulator.base_url) as client,
        DuckDBStore(tmp_path / "lake.duckdb", clock=clock) as store,
    ):
        load = ingest_thread(client, store, partition_key="2024-02-01", thread_id=root)
        assert len(looks) >= 4  # opened, two batches at least, complete
        assert (load.partition_key, load.status, load.rows) == ("2024-02-01", "complete", 121)
        assert load.started_at == load.updated_at == load.finished_at == edge
        partitions = "SELECT DISTINCT partition_key, epoch_us(ingested_at) FROM current_hn_items"
        assert store.query(partitions) == [("2024-02-01", int(edge.timestamp()) * 1_000_000)]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"])
def test_times_are_told_in_utc_when_the_machine_is_in_another_zone(tmp_path: Path, zone: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", LEAP_DAY, str(tmp_path / "lake.duckdb")],
        env=os.environ | {"TZ": zone},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    assert told == "2024-02-29 23:59:59+00 2024-02-29T23:59:59+00:00 2024-02-29T23:59:59+00:00"
