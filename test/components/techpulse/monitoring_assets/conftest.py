"""What the tests of monitoring start from: a real ledger, filled by the store as sources do, at chosen times."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, RawRecord

THINGS = BronzeTable("raw_things", key="id", holds="increments")

Load = Callable[..., None]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "lake.duckdb"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def load(database: Path, now: datetime) -> Load:
    """A load that was last written `hours` ago, `minutes` after it had begun; each of a partition of its own."""
    numbers = count()
    clock = [now]
    store = DuckDBStore(database, clock=lambda: clock[0])

    def made(source: str, status: str = "complete", *, hours: float = 1, minutes: float = 2, **counts: int) -> None:
        ended = now - timedelta(hours=hours)
        clock[0] = ended - timedelta(minutes=minutes)
        with store:
            load_id = store.open_load(source, f"part {next(numbers)}", table=THINGS).load_id
            clock[0] = ended
            sound, bad = range(counts.get("rows", 0)), range(counts.get("quarantined", 0))
            records = [RawRecord(key, "{}") for key in sound]
            records += [RawRecord(-1 - key, "{}", quarantine_reason="no title") for key in bad]
            fetched = FetchCounters(requests=1, listed=counts.get("listed", len(records)))
            store.insert_items(load_id, records, fetched=fetched)
            if status == "complete":
                store.complete_load(load_id, fetched)
            elif status == "failed":
                store.fail_load(load_id, kind="PermanentFetchError", text=f"it said | no to {source}\nsecond line")
            elif status == "abandoned":
                store.abandon_load(load_id)

    return made
