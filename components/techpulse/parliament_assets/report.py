"""What a run's materialization says: the counts by their usual names, and tables for people.

Belongs here: names of metadata, and what is shown of a bill. Does not: counting (`summary.py`), verdicts (`checks.py`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from dagster import MetadataValue

from techpulse.duckdb_store import DuckDBStore
from techpulse.parliament_assets.summary import SessionSummary, shown_errors
from techpulse.parliament_assets.tables import BILLS

_LONGEST = 90
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")
_COUNT = "SELECT count(*) FROM bills"
_NEWEST = """
SELECT concat(parliament, '-', session), number, coalesce(short_title_en, title_en), status_en,
    latest_activity_at::DATE::VARCHAR
FROM bills
WHERE concat(parliament, '-', session) IN (SELECT unnest(?))
ORDER BY latest_activity_at DESC NULLS LAST, number
LIMIT 10
"""
_CHANGES = """
SELECT concat(parliament, '-', session), number, field, old_value, new_value
FROM bill_changes
WHERE change = 'updated' AND seen_at >= ? AND concat(parliament, '-', session) IN (SELECT unnest(?))
ORDER BY seen_at DESC, parliament, session, number, field
LIMIT 20
"""

Metadata = Mapping[str, str | int | float | MetadataValue]


def metadata(
    store: DuckDBStore,
    summaries: Sequence[SessionSummary],
    *,
    begun_at: datetime,
    ended_at: datetime,
    requests: int = 0,
) -> Metadata:
    """Everything counted of the sessions read; `requests` are those that finding them out has cost besides."""
    errors = [error for summary in summaries for error in summary.tally.errors]
    sessions = [summary.session for summary in summaries]
    [(bills,)] = store.query(_COUNT)
    newest = store.query(_NEWEST, [sessions])
    changes = store.query(_CHANGES, [begun_at, sessions])
    return {
        **_counts(summaries),
        "error_count": len(errors),
        "errors": shown_errors(errors) or "none",
        "duration_seconds": round((ended_at - begun_at).total_seconds(), 3),
        "fetch_timestamp": begun_at.isoformat(),
        "request_count": requests + sum(each.load.requests + each.tally.requests for each in summaries),
        "sessions": ", ".join(sessions),
        "load_id": ", ".join(str(summary.load.load_id) for summary in summaries),
        "dagster/row_count": int(str(bills)),
        "dagster/table_name": BILLS.name,
        "preview": MetadataValue.md(_table(newest, ("session", "bill", "title", "status", "last"))),
        "changes": MetadataValue.md(_table(changes, ("session", "bill", "field", "was", "is"))),
    }


def _counts(summaries: Sequence[SessionSummary]) -> Mapping[str, int]:
    loads, tallies = [each.load for each in summaries], [each.tally for each in summaries]
    return {
        "bills_listed": sum(load.rows + load.unchanged for load in loads),
        "bills_fetched": sum(tally.fetched for tally in tallies),
        "bills_created": sum(tally.created for tally in tallies),
        "bills_updated": sum(tally.updated for tally in tallies),
        "bills_waiting": sum(each.waiting for each in summaries),
        "item_count": sum(load.rows for load in loads) + sum(tally.rows for tally in tallies),
        "quarantined_count": sum(load.quarantined for load in loads),
        "tombstone_count": 0,
        "retry_count": sum(load.retries for load in loads) + sum(tally.retries for tally in tallies),
    }


def _table(rows: Sequence[tuple[object, ...]], names: Sequence[str]) -> str:
    if not rows:
        return "none"
    head = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    return "\n".join([*head, *(f"| {' | '.join(map(_shown, row))} |" for row in rows)])


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return _MARKDOWN.sub(r"\\\1", plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…")
