"""Months that are done with: complete, and read after their thread had stopped growing.

Belongs here: telling them from the ledger. Does not: the rule itself (`partitions.py`), or leaving them out.
"""

from dataclasses import dataclass
from datetime import date

from techpulse.duckdb_store import DuckDBStore, LoadFacts
from techpulse.ingestion_assets.ingest import SOURCE
from techpulse.ingestion_assets.partitions import is_closed, month_of_key
from techpulse.ingestion_assets.queries import CURRENT_THREADS


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """A month that no new reading could add to: its current load, and its thread."""

    load: LoadFacts
    thread_id: int | None


def closed_months(store: DuckDBStore) -> dict[date, ClosedMonth]:
    """Every closed month by its first day; none where there is no database yet."""
    if not store.database_path.exists():
        return {}
    loads = [load for load in store.loads(source=SOURCE) if load.status == "complete"]
    threads = {load_id: int(str(item_id)) for load_id, item_id in store.query(CURRENT_THREADS)} if loads else {}
    return {
        month: ClosedMonth(load, threads.get(load.load_id))
        for load in sorted(loads, key=lambda load: load.epoch)
        if is_closed(month := month_of_key(load.partition_key), read_at=load.started_at)
    }
