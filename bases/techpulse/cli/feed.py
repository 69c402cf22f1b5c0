"""`techpulse feed bills`: new and changed bills as an Atom feed, from the tables.

Belongs here: changes to entries, and how it is told. Does not: the feed's format (`atom_feed`), the tables.
"""

import argparse
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from techpulse.atom_feed import Feed, FeedEntry, render_feed
from techpulse.cli.environment import settings_with
from techpulse.cli.files import writable, written
from techpulse.cli.outcome import FailedError
from techpulse.duckdb_store import DuckDBStore, StoreError

# A tag URI (RFC 4151) names an entry for ever, wherever the feed is served from.
_TAG = "tag:techpulse-lake.github.io,2026:bills"
_URL = "https://www.parl.ca/legisinfo/en"
_LONGEST = 120
_HTML_TAG = re.compile(r"<[^>]{0,2000}>")
_HAS_BILLS = """
SELECT count(*) FROM information_schema.tables
WHERE table_catalog = current_database() AND table_name IN ('bills', 'bill_changes')
"""
_CHANGES = """
WITH events AS (
    SELECT jurisdiction, parliament, session, number, version, seen_at FROM bill_changes
    GROUP BY ALL ORDER BY seen_at DESC, parliament, session, number, version DESC LIMIT ?
)
SELECT
    concat(parliament, '-', session) AS session, number, version, epoch(seen_at) AS seen_at, change, field, old_value,
    new_value, coalesce(bills.short_title_en, bills.title_en, number) AS title, bills.status_en AS status
FROM events
INNER JOIN bill_changes USING (jurisdiction, parliament, session, number, version, seen_at)
INNER JOIN bills USING (jurisdiction, parliament, session, number)
ORDER BY bill_changes.seen_at DESC, parliament, bill_changes.session, number, bill_changes.version DESC, field
"""


class _Change(NamedTuple):
    session: str
    number: str
    version: int
    seen_at: float
    change: str
    field: str
    old_value: str | None
    new_value: str | None
    title: str
    status: str | None


def feed(options: argparse.Namespace) -> int:
    """0 with the feed written, whole or not at all: the newest changes of bills, newest first.

    Raises:
        BadInputError: nothing can be written where the feed should go.
        FailedError: no bills are loaded, or the database can't be read.
    """
    output = writable(Path(options.output))
    database = settings_with(database=options.database).db_path
    entries = list(_entries(_changes(database, limit=options.limit)))
    updated_at = max((entry.updated_at for entry in entries), default=datetime.fromtimestamp(0, UTC))
    about = Feed(_TAG, "Bills of the Parliament of Canada: new and changed", f"{_URL}/bills", "TechPulse", updated_at)
    print(f"{output}: {len(entries):,} entries, {written(output, render_feed(about, entries)):,} bytes")
    return 0


def _changes(database: Path, *, limit: int) -> list[_Change]:
    try:
        with DuckDBStore(database) as store:
            if store.query(_HAS_BILLS) != [(2,)]:
                raise FailedError(f"no bills in {database} yet: launch fetch_bills_job in Dagster (make dev)")
            return [msgspec.convert(row, _Change) for row in store.query(_CHANGES, [limit])]
    except StoreError as error:
        raise FailedError(str(error)) from error


def _entries(changes: Sequence[_Change]) -> Iterator[FeedEntry]:
    for (session, number, version), group in groupby(changes, key=lambda each: each[:3]):
        some = list(group)
        first = some[0]
        name = f"{number} ({session})"
        is_new = first.change == "created"
        yield FeedEntry(
            id=f"{_TAG}/{session}/{number}/{version}",
            title=f"{'New: ' if is_new else ''}{name}: {first.title}",
            url=f"{_URL}/bill/{session}/{str(number).lower()}",
            updated_at=datetime.fromtimestamp(first.seen_at, UTC),
            summary=f"Status: {first.status or 'unknown'}" if is_new else _told(some),
        )


def _told(changes: Sequence[_Change]) -> str:
    return "\n".join(
        f"{change.field.replace('_', ' ')}: {_short(change.old_value)} → {_short(change.new_value)}"
        for change in changes
    )


def _short(value: str | None) -> str:
    plain = " ".join(_HTML_TAG.sub(" ", value or "none").split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
