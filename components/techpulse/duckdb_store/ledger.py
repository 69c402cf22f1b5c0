"""Rows of the loads ledger: reading them as facts and writing facts back. What a load may do is said in `leases`."""

import json
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from uuid import UUID

from techpulse.duckdb_store import statements
from techpulse.duckdb_store.duckdb_file import Session
from techpulse.duckdb_store.errors import LeaseLostError
from techpulse.duckdb_store.records import LoadFacts, escaped

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIMES = tuple(
    index for index, field in enumerate(fields(LoadFacts)) if field.name in {"started_at", "updated_at", "finished_at"}
)


def read(session: Session, load_id: UUID) -> LoadFacts | None:
    """The load's facts, None where the ledger does not know it."""
    return _one(session, statements.READ_LOAD, parameters=[load_id])


def newest(session: Session, *, source: str, partition_key: str) -> LoadFacts | None:
    """The partition's load with the greatest epoch, whatever its status."""
    return _one(session, statements.NEWEST_LOAD, parameters=[source, partition_key])


def listed(
    session: Session, *, source: str | None = None, partition_key: str | None = None, limit: int | None = None
) -> list[LoadFacts]:
    """Loads, newest first; None leaves a condition out."""
    rows = session.execute(statements.LIST_LOADS, [source, partition_key, limit]).fetchall()
    return [_facts(row) for row in rows]


def foreign(session: Session) -> set[UUID]:
    """The loads that another file's log brought into this one."""
    return {load_id for (load_id,) in session.execute(statements.FOREIGN_LOADS).fetchall()}


def insert(session: Session, facts: LoadFacts) -> LoadFacts:
    """The same facts, now in the ledger."""
    session.execute(statements.INSERT_LOAD, [_sent(facts)])
    return facts


def save(session: Session, facts: LoadFacts, *, held: LoadFacts) -> LoadFacts:
    """The same facts, now in the ledger in place of `held`.

    Raises:
        LeaseLostError: the ledger no longer says the epoch and the status of `held`.
    """
    changed = tuple(field.name for field in fields(facts) if getattr(facts, field.name) != getattr(held, field.name))
    if not changed:
        return facts
    row = session.execute(statements.save_load(changed), [_sent(facts), held.epoch, held.status]).fetchone()
    if row != (1,):
        raise LeaseLostError(f"load {facts.load_id} of {facts.partition_key} changed hands; this run must stop")
    return facts


def _one(session: Session, sql: str, *, parameters: list[object]) -> LoadFacts | None:
    row = session.execute(sql, parameters).fetchone()
    return _facts(row) if row else None


def _facts(row: tuple[object, ...]) -> LoadFacts:
    # Timestamps come as microseconds: fetching TIMESTAMPTZ itself would need pytz.
    values = list(row)
    for index in _TIMES:
        microseconds = values[index]
        if isinstance(microseconds, int):
            values[index] = _EPOCH + timedelta(microseconds=microseconds)
    return LoadFacts(*values)  # type: ignore[arg-type]  # the statement lists the columns in the fields' order


def _sent(facts: LoadFacts) -> str:
    values = {name: escaped(value) if isinstance(value, str) else value for name, value in asdict(facts).items()}
    return json.dumps(values, default=str)
