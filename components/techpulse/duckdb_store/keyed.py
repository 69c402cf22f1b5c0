"""Tables with one row per key: rows brought up to date in place, and every change of a field kept beside them.

Belongs here: what counts as created, updated or older. Does not: where a row comes from, or what its fields mean.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import duckdb

from techpulse.duckdb_store.duckdb_file import Session
from techpulse.duckdb_store.errors import StoreError
from techpulse.duckdb_store.keyed_statements import Statements
from techpulse.duckdb_store.records import IDENTIFIER, escaped

_TYPES = frozenset({"BIGINT", "BOOLEAN", "DATE", "DOUBLE", "JSON", "TIMESTAMPTZ", "VARCHAR"})
OWN_COLUMNS = {"content_sha256": "VARCHAR", "version": "BIGINT", "first_seen_at": "TIMESTAMPTZ"}
OWN_COLUMNS |= {"changed_at": "TIMESTAMPTZ"}


@dataclass(frozen=True, slots=True)
class KeyedTable:
    """A table `name` of one row per `key`, and beside it the table `changes`: each is columns and their DuckDB types.

    A change of a `tracked` column is an update, and one row in `changes` (the key, field, old_value, new_value as text,
    change `created` or `updated`, seen_at, version, load_id); replaying these by version gives the table. `kept`
    columns are taken over without a word.

    Raises:
        StoreError: a name is no plain lower-case identifier, or stands there twice, or a type is not taken.
    """

    name: str
    changes: str
    key: Mapping[str, str]
    tracked: Mapping[str, str]
    kept: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [*self.key, *self.tracked, *self.kept, *OWN_COLUMNS]
        for name in (self.name, self.changes, *names):
            if not IDENTIFIER.fullmatch(name) or names.count(name) > 1:
                raise StoreError(f"{name!r} cannot be a name in the table {self.name}: choose another")
        if unknown := set(self.columns.values()) - _TYPES:
            raise StoreError(f"{self.name}: no column can be {', '.join(sorted(unknown))}; taken are {sorted(_TYPES)}")

    @property
    def columns(self) -> dict[str, str]:
        """What a row sent must hold, `version` besides."""
        return {**self.key, **self.tracked, **self.kept}


class Upserted(NamedTuple):
    """How many of the rows sent the load has created and updated; the rest were there already, or older."""

    created: int
    updated: int
    unchanged: int


def upsert(
    session: Session, table: KeyedTable, *, rows: Sequence[Mapping[str, object]], load_id: UUID, at: datetime
) -> Upserted:
    """What the rows did to the table, made where it is missing; the same rows again do nothing.

    Raises:
        StoreError: a table of that name has other types.
    """
    statements = Statements(
        key=table.key, tracked=table.tracked, kept=table.kept, name=table.name, changes=table.changes
    )
    _prepare(session, table, statements=statements)
    session.execute(statements.receive, [_sent(rows, table)])
    session.execute(statements.leave_out_older)
    session.execute(statements.record_changes, [at, load_id])
    session.execute(statements.replace_rows, [at])
    session.execute(statements.drop_replaced)
    session.execute(statements.insert_rows)
    row = session.execute(statements.count, [load_id]).fetchone()
    assert row is not None
    return Upserted(*row)


def _prepare(session: Session, table: KeyedTable, *, statements: Statements) -> None:
    session.execute(statements.create_table)
    session.execute(statements.create_changes)
    found = dict(session.execute(statements.found_columns).fetchall())
    for name, kind in table.columns.items():
        if name not in found:
            session.execute(statements.add_column(name, kind))
        elif found[name] != duckdb.type(kind):
            raise StoreError(f"{table.name}.{name} is {found[name]}, not {kind}: move the table away, or name another")


def _sent(rows: Sequence[Mapping[str, object]], table: KeyedTable) -> str:
    return json.dumps([_storable(row, table) for row in rows], default=str)


def _storable(row: Mapping[str, object], table: KeyedTable) -> dict[str, object]:
    values = {name: _plain(row[name], table.columns[name]) for name in table.columns}
    content = {name: values[name] for name in sorted(table.tracked) if values[name] is not None}
    digest = sha256(json.dumps(content, default=str).encode()).hexdigest()
    return {**values, "content_sha256": digest, "version": row["version"]}


def _plain(value: object, kind: str) -> object:
    """The value as it is sent: JSON as its text, and in no text what no database takes."""
    if kind == "JSON" and value is not None:
        return json.dumps(_escaped(value), ensure_ascii=False, sort_keys=True)
    return _escaped(value)


def _escaped(value: object) -> object:
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, Mapping):
        return {escaped(str(name)): _escaped(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_escaped(each) for each in value]
    return value
