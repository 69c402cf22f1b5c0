"""The schema's version: telling it, refusing what is not ours, and bringing an older file up to date.

A migration is one numbered `.sql` file beside this module. Raw tables are made by `bronze`, when a source first loads.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources

import duckdb

from techpulse.duckdb_store.duckdb_file import Session
from techpulse.duckdb_store.errors import StoreError

_VERSION = "SELECT max(version) FROM schema_version"
_RECORD = "INSERT INTO schema_version VALUES (?, now())"


@cache
def shipped_migrations() -> tuple[str, ...]:
    """The SQL of version 1, 2, … in order."""
    folder = resources.files(__package__) / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return tuple(file.read_text(encoding="utf-8") for file in files)


def require(session: Session, *, newest: int) -> None:
    """Nothing, where the file has this version's schema.

    Raises:
        StoreError: the file is older or newer.
    """
    version = _version(session)
    _refuse_newer(version, newest=newest)
    if version < newest:
        text = f"the database has schema {version}, this version reads {newest}: the next ingest upgrades it"
        raise StoreError(text, file_is="older" if version else "foreign")


def migrate(session: Session, migrations: Sequence[str]) -> None:
    """Bring the file to the newest version, step by step, each whole or not at all. Repeating it changes nothing.

    A new file gets all steps in one transaction, an older one each in its own: DuckDB alters no table of others that
    the same transaction has written to.

    Raises:
        StoreError: the file is newer, or holds tables named like ours that are not.
    """
    version = _version(session)
    _refuse_newer(version, newest=len(migrations))
    if version == len(migrations):
        return
    steps = list(enumerate(migrations[version:], start=version + 1))
    for together in [steps] if version == 0 else [[step] for step in steps]:
        session.begin()
        for number, script in together:
            _apply(session, script, number=number)
        session.commit()
    session.execute("CHECKPOINT")  # a log that mixes tables with their rows is what damaged files are made of


def _apply(session: Session, script: str, *, number: int) -> None:
    try:
        session.execute(script)
        session.execute(_RECORD, [number])
    except duckdb.CatalogException as error:
        text = f"cannot bring the database to schema {number}: {error}"
        raise StoreError(f"{text}; its tables are not ours and stay untouched, name another file") from error


def _version(session: Session) -> int:
    try:
        row = session.execute(_VERSION).fetchone()
    except duckdb.CatalogException:
        return 0
    except duckdb.BinderException as error:
        text = "the database has a schema_version table that is not ours; name another file"
        raise StoreError(text, file_is="foreign") from error
    return row[0] or 0 if row else 0


def _refuse_newer(version: int, *, newest: int) -> None:
    if version > newest:
        text = f"the database has schema {version}, this version knows {newest}: upgrade techpulse"
        raise StoreError(text, file_is="newer")
