"""All current records to `conferences`, `deadlines` and `conference_sources`, with every change kept. No Dagster here.

Belongs here: the order of merging and upserting, and what came of it. Does not: fetching (`ingest.py`).
"""

import json
from dataclasses import dataclass
from uuid import uuid4

from techpulse.conference_assets.merge import doubled, editions
from techpulse.conference_assets.pages import current_records, read_at, version
from techpulse.conference_assets.rows import Known, Row, conference_rows, deadline_rows, source_rows
from techpulse.conference_assets.tables import CONFERENCE_SOURCES, CONFERENCES, DEADLINES
from techpulse.duckdb_store import DuckDBStore, KeyedTable

_MOVED = """
SELECT count(*) FROM deadline_changes WHERE load_id = ? AND change = 'updated' AND field = ?
"""


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """What all sources' records came to: how many there were, editions created and updated, deadlines likewise."""

    scraped: int
    unreadable: tuple[str, ...]
    unidentified: tuple[str, ...]
    doubled: tuple[str, ...]
    new_conferences: int
    updated_conferences: int
    new_deadlines: int
    moved_deadlines: int
    vanished_deadlines: int


def store_editions(store: DuckDBStore) -> StoreSummary:
    """The tables brought up to date with the current pages of all sites, whenever each was read; idempotent.

    A source that failed is represented by its last good pages. What a page told that can't be read any more stays.
    """
    load_id = uuid4()
    for table in (CONFERENCES, DEADLINES, CONFERENCE_SOURCES):
        store.upsert(table, [], load_id=load_id)  # makes the tables, so that they can be asked
    records, unknown = current_records(store)
    merged, strays = editions(records)
    number, silent = version(store), {error.source for error in unknown}
    rows = conference_rows(merged, known=_known(store, CONFERENCES), version=number, silent=silent)
    conferences = store.upsert(CONFERENCES, list(rows), load_id=load_id)
    rows = deadline_rows(merged, known=_known(store, DEADLINES), version=number, silent=silent)
    deadlines = store.upsert(DEADLINES, list(rows), load_id=load_id)
    store.upsert(CONFERENCE_SOURCES, list(source_rows(merged, read_at=read_at(store), version=number)), load_id=load_id)
    [(moved,)] = store.query(_MOVED, [load_id, "due_at"])
    [(vanished,)] = store.query(_MOVED + " AND new_value = 'false'", [load_id, "is_listed"])
    return StoreSummary(
        scraped=len(records),
        unreadable=tuple(str(error) for error in unknown),
        unidentified=tuple(f"{stray.source}: {stray.title}" for stray in strays),
        doubled=tuple(
            f"{edition.series} {edition.year} {edition.track}".strip() + f": {source}"
            for edition, source in doubled(merged)
        ),
        new_conferences=conferences.created,
        updated_conferences=conferences.updated,
        new_deadlines=deadlines.created,
        moved_deadlines=int(str(moved)),
        vanished_deadlines=int(str(vanished)),
    )


def _known(store: DuckDBStore, table: KeyedTable) -> Known:
    """The table's rows by key, each value as it would be sent."""
    columns = {**table.key, **table.tracked}
    shown = [f"{name}::VARCHAR" if kind in {"DATE", "TIMESTAMPTZ", "JSON"} else name for name, kind in columns.items()]
    rows = store.query(f"SELECT {', '.join(shown)} FROM {table.name}")  # noqa: S608 - our own tables' names
    found: dict[tuple[object, ...], Row] = {}
    for values in rows:
        row = dict(zip(columns, values, strict=True))
        nested = {name: json.loads(str(row[name])) for name, kind in columns.items() if kind == "JSON" and row[name]}
        found[tuple(row[name] for name in table.key)] = {**row, **nested}
    return found
