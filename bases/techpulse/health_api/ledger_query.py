"""What is asked of the ledger, and its rows as facts: one query, as few rows as health needs.

Not here: when it is asked (`ledger_watch.py`), how the file is opened and locked (`duckdb_store`).
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from techpulse.service_health import LoadSummary

NEWEST_LOADS = """
WITH ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY source, partition_key ORDER BY epoch DESC) AS place,
        row_number() OVER (PARTITION BY source, partition_key, status ORDER BY epoch DESC) AS place_in_status
    FROM loads
)
SELECT
    source, partition_key, epoch, status,
    epoch_us(started_at), epoch_us(updated_at), epoch_us(finished_at),
    rows, quarantined
FROM ranked
WHERE place = 1 OR (status = 'complete' AND place_in_status = 1)
"""
"""One row per partition's newest load, and per its newest complete one. Times as microseconds: others need pytz."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def load_summary(row: Sequence[Any]) -> LoadSummary:
    """A row of that query as a fact."""
    source, partition_key, epoch, status, started_at, updated_at, finished_at, rows, quarantined = row
    return LoadSummary(
        source=source,
        partition_key=partition_key,
        epoch=epoch,
        status=status,
        started_at=_moment(started_at),
        updated_at=_moment(updated_at),
        finished_at=None if finished_at is None else _moment(finished_at),
        rows=rows,
        quarantined=quarantined,
    )


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
