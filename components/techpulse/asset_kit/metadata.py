"""The metadata that every landed load carries, whatever its source: one vocabulary for people and monitors."""

from collections.abc import Mapping

from techpulse.duckdb_store import LoadFacts


def load_metadata(load: LoadFacts, *, duration_seconds: float) -> Mapping[str, str | int | float]:
    """The load's counts and cost, by the names that every source uses; `duration_seconds` is this run's share."""
    return {
        "item_count": load.rows,
        "tombstone_count": load.tombstones,
        "quarantined_count": load.quarantined,
        "load_id": str(load.load_id),
        "duration_seconds": round(duration_seconds, 3),
        "request_count": load.requests,
        "retry_count": load.retries,
        "dagster/row_count": load.rows,
        "dagster/table_name": load.table_name,
    }
