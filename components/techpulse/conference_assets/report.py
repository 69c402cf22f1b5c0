"""What materializations say: the counts by their usual names, and tables for people.

Belongs here: names of metadata, and what is shown. Does not: counting (`ingest.py`, `editions.py`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from dagster import MetadataValue

from techpulse.conference_assets.editions import StoreSummary
from techpulse.conference_assets.ingest import SiteSummary
from techpulse.duckdb_store import DuckDBStore

_LONGEST = 80
_PREVIEWED = 3
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")
_SOON = """
SELECT conferences.title, year, kind, strftime(due_at, '%Y-%m-%d %H:%M'), zone, place
FROM deadlines INNER JOIN conferences USING (series, year, track)
WHERE due_at >= ? AND deadlines.is_listed ORDER BY due_at, conferences.title LIMIT 10
"""
_MOVES = """
SELECT conferences.title, year, kind, field, old_value, new_value
FROM deadline_changes INNER JOIN conferences USING (series, year, track)
WHERE change = 'updated' AND field IN ('due_at', 'is_listed') AND seen_at >= ?
ORDER BY seen_at DESC, conferences.title LIMIT 20
"""
Metadata = Mapping[str, str | int | float | MetadataValue]


def site_metadata(site: SiteSummary) -> Metadata:
    """A site's counts; the preview shows its first three conferences."""
    shown = [(record.title, record.year, record.place, len(record.deadlines)) for record in site.records[:_PREVIEWED]]
    return {
        "count": len(site.records),
        "source": site.source,
        "preview": MetadataValue.md(_table(shown, ("conference", "year", "place", "deadlines"))),
        "usual_count": "unknown" if site.usual is None else site.usual,
        "deadline_count": sum(len(record.deadlines) for record in site.records),
        "malformed_count": site.malformed,
        "changed_pages": site.load.rows,
        "unchanged_pages": site.load.unchanged,
        "request_count": site.load.requests,
        "retry_count": site.load.retries,
        "load_id": str(site.load.load_id),
        "dagster/row_count": len(site.records),
        "dagster/table_name": "raw_conference_pages",
    }


def store_metadata(store: DuckDBStore, stored: StoreSummary, *, now: datetime) -> Metadata:
    """What became of all sites' records."""
    [(rows,)] = store.query("SELECT count(*) FROM conferences")
    names = ("conference", "year", "kind")
    return {
        "total_scraped": stored.scraped,
        "new_conferences": stored.new_conferences,
        "updated_conferences": stored.updated_conferences,
        "new_deadlines": stored.new_deadlines,
        "moved_deadlines": stored.moved_deadlines,
        "vanished_deadlines": stored.vanished_deadlines,
        "due_next": MetadataValue.md(_table(store.query(_SOON, [now]), (*names, "at (UTC)", "zone", "place"))),
        "moves": MetadataValue.md(_table(store.query(_MOVES, [now]), (*names, "field", "was", "is"))),
        "dagster/row_count": int(str(rows)),
        "dagster/table_name": "conferences",
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
