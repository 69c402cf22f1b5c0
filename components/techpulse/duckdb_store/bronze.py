"""Raw tables and the quarantine: making them, storing records once, counting and reading them back.

Knows loads only by their id; who may write is decided in `leases`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import duckdb

from techpulse.duckdb_store import statements
from techpulse.duckdb_store.duckdb_file import Session
from techpulse.duckdb_store.errors import StoreError
from techpulse.duckdb_store.records import BronzeTable, Compression, LoadFacts, RawRecord, escaped

_SENT = ("key", "payload", "payload_sha256", "tombstone", "reason")


@dataclass(frozen=True, slots=True)
class Stored:
    """How many records lie in the tables: raw rows, tombstones among them, quarantined apart."""

    rows: int = 0
    tombstones: int = 0
    quarantined: int = 0


def counted(facts: LoadFacts) -> Stored:
    """What the tables must hold of the load, by the ledger."""
    return Stored(facts.rows, facts.tombstones, facts.quarantined)


def create(session: Session, table: BronzeTable) -> None:
    """The raw table and its view of current rows, made where they are missing.

    Raises:
        StoreError: a table of that name has other columns.
    """
    session.execute(_named(statements.CREATE_RAW_TABLE, table))
    found = [column[0] for column in session.execute(_named(statements.RAW_COLUMNS, table)).description]
    expected = ["load_id", "ingested_at", table.key, "payload", "payload_sha256", "tombstone"]
    if found != expected:
        raise StoreError(f"table {table.name} has columns {found}, not {expected}: name another table or database")
    is_whole = table.holds == "snapshots"
    view = statements.CREATE_CURRENT_VIEW if is_whole else statements.CREATE_CURRENT_VIEW_OF_INCREMENTS
    session.execute(_named(view, table))


def new_load_id(session: Session) -> UUID:
    """An id that rises with time."""
    row = session.execute(statements.NEW_LOAD_ID).fetchone()
    assert row is not None
    return UUID(str(row[0]))


def store(
    session: Session, table: BronzeTable, *, load: LoadFacts, records: Sequence[RawRecord], at: datetime
) -> Stored:
    """What of the records was new to the load and is stored now; a key is stored once, quarantined once.

    Of increments, what is current in the partition already is left out.
    """
    if not records:
        return Stored()
    session.register("sent", _sent(records))
    session.execute(_named(statements.JUDGE, table), [load.load_id, load.load_id])
    session.unregister("sent")
    if table.holds == "increments":
        session.execute(_named(statements.LEAVE_OUT_UNCHANGED, table), [load.source, load.partition_key])
    stored = _counted(session, statements.COUNT_BATCH)
    if stored.rows:
        session.execute(_named(statements.INSERT_RAW, table), [load.load_id, at])
    if stored.quarantined:
        session.execute(statements.INSERT_QUARANTINE, [load.load_id, load.source, at])
    return stored


def count(session: Session, table_name: str, *, load_id: UUID) -> Stored:
    """What the tables hold of the load; nothing where its table is gone."""
    try:
        return _counted(session, statements.COUNT_STORED.format(table=table_name), parameters={"load_id": load_id})
    except duckdb.CatalogException:
        return Stored()


def count_each(session: Session, table_name: str) -> dict[UUID, Stored]:
    """What the tables hold of every load that lies in them; nothing where the raw table is gone."""
    try:
        rows = session.execute(statements.COUNT_EACH.format(table=table_name)).fetchall()
    except duckdb.CatalogException:
        return {}
    return {load_id: Stored(*counts) for load_id, *counts in rows}


def landed(session: Session, table: BronzeTable, *, load_id: UUID, field: str | None) -> dict[int | str, str | None]:
    """Each key of the load's raw rows with the JSON text of the payload's top-level `field`, None where absent."""
    pointer = None if field is None else "/" + field.replace("~", "~0").replace("/", "~1")
    return dict(session.execute(_named(statements.LANDED, table), [pointer, load_id]).fetchall())


def write_parquet(session: Session, table: BronzeTable, *, load_id: UUID, path: Path, compression: Compression) -> None:
    """The load's raw rows by ascending key in a Parquet file: id, dl_inserted_at, payload, dl_hash."""
    quoted = str(path).replace("'", "''")
    names = {"table": table.name, "key": table.key, "load_id": load_id, "path": quoted, "compression": compression}
    session.execute(statements.WRITE_PARQUET.format(**names))


def quarantined(session: Session, load_id: UUID) -> list[RawRecord]:
    """The load's quarantined records, oldest first; their keys as text."""
    return [RawRecord(*row) for row in session.execute(statements.QUARANTINED, [load_id]).fetchall()]


def _named(template: str, table: BronzeTable) -> str:
    return template.format(table=table.name, key=table.key, key_type=table.key_type, view=table.current_view)


def _counted(session: Session, sql: str, *, parameters: object = None) -> Stored:
    row = session.execute(sql, parameters).fetchone()
    return Stored(*row) if row else Stored()


def _sent(records: Sequence[RawRecord]) -> object:
    """The records as one Arrow array, which DuckDB reads where it lies: ten times faster than any parameter."""
    import nanoarrow  # noqa: PLC0415 - takes as long as half of DuckDB, and who only reads needs none of it

    columns = zip(*map(_storable, records), strict=True)
    children = [nanoarrow.c_array(column, nanoarrow.string()) for column in columns]
    schema = nanoarrow.struct(dict.fromkeys(_SENT, nanoarrow.string()))
    return nanoarrow.Array(nanoarrow.c_array_from_buffers(schema, len(records), [None], children=children))


def _storable(record: RawRecord) -> tuple[str, str, str, str | None, str | None]:
    key, payload = escaped(str(record.key)), escaped(record.payload)
    tombstone = record.tombstone and escaped(record.tombstone)
    reason = record.quarantine_reason and escaped(record.quarantine_reason)
    if (key, payload, tombstone) != (str(record.key), record.payload, record.tombstone):
        reason = reason or "text with a lone surrogate"
    return key, payload, sha256(payload.encode()).hexdigest(), tombstone, reason
