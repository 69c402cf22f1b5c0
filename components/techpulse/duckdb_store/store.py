"""The store's face: each method is one short session on the target, holding the file for no longer than that."""

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from uuid import UUID, uuid4

from techpulse.duckdb_store import audit, bronze, keyed, leases, ledger, schema
from techpulse.duckdb_store.duckdb_file import DuckDBFile, Session
from techpulse.duckdb_store.errors import LedgerMismatchError, StoreDiskError, StoreError
from techpulse.duckdb_store.keyed import KeyedTable, Upserted
from techpulse.duckdb_store.records import BronzeTable, Compression, FetchCounters, LoadFacts, RawRecord

_DEFAULT_PATH = "data/techpulse.duckdb"
_RESUME_WITHIN = timedelta(hours=6)

Result = TypeVar("Result")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class DuckDBStore:
    """The Bronze store in one DuckDB file; the file and its folder are made by the first write.

    Every method opens, does one transaction and lets go, so that processes take turns; it waits for its turn up to
    `lock_deadline_seconds`. A load is written by one thread; otherwise a store may be shared by threads.

    Args:
        database_path: the file; None means `TECHPULSE_DB_PATH`, and without that `data/techpulse.duckdb`.
        lock_deadline_seconds: how long to wait for others to let go of the file.
        clock: aware UTC now; times in the ledger never run backwards, whatever it says.
        code_version: written into the ledger.

    Every method raises `StoreError` (its `may_pass` tells whether trying again helps) and nothing of DuckDB's.
    """

    def __init__(
        self,
        database_path: str | Path | None = None,
        *,
        lock_deadline_seconds: float = 60.0,
        clock: Callable[[], datetime] = _utc_now,
        code_version: str = "unknown",
    ) -> None:
        path = database_path or os.environ.get("TECHPULSE_DB_PATH") or _DEFAULT_PATH
        self._target = DuckDBFile(Path(path).expanduser().resolve(), lock_deadline_seconds=lock_deadline_seconds)
        self._clock = clock
        host, pid = socket.gethostname(), os.getpid()
        self._owner = leases.Owner(f"{host}:{pid}:{uuid4().hex[:8]}", host, pid, code_version)
        self._leases: dict[UUID, leases.Lease] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Lets the engine go, and leaves a file that is whole without its log, unless others hold it: they will."""
        with suppress(StoreError):
            self._target.settle()
        self._target.close()

    @property
    def database_path(self) -> Path:
        """Where the file is, or will be."""
        return self._target.path

    def open_load(
        self, source: str, partition_key: str, *, table: BronzeTable, resume_within: timedelta = _RESUME_WITHIN
    ) -> LoadFacts:
        """The partition's load, now `running` and ours; any other run of the partition loses it from here on.

        The newest load is taken up (same `load_id`) where it is unfinished, was touched `resume_within` ago at most and
        the tables hold what the ledger counts; otherwise a fresh load begins, and always does for increments. Makes the
        table and its view if missing.
        """
        claim = leases.Claim(source, partition_key, table, resume_within, self._owner, self._clock())
        lease = self._write(lambda session: leases.open_load(session, claim))
        self._leases[lease.facts.load_id] = lease
        return lease.facts

    def insert_items(self, load_id: UUID, records: Sequence[RawRecord], *, fetched: FetchCounters | None = None) -> int:
        """How many raw rows are new; all records are stored and counted in one transaction, or none.

        Idempotent: a key already in the load is left as it is. What DuckDB cannot take as JSON is quarantined. Of
        increments, a record whose payload is the partition's current one is left out.

        Raises:
            LeaseLostError: a later run has the partition; nothing was stored.
        """
        lease = self._lease(load_id)
        at = self._clock()
        facts = self._write(lambda session: leases.land(session, lease, records=records, fetched=fetched, at=at))
        self._leases[load_id] = replace(lease, facts=facts)
        return facts.rows - lease.facts.rows

    def complete_load(
        self,
        load_id: UUID,
        fetched: FetchCounters | None = None,
        *,
        records: Sequence[RawRecord] = (),
        watermark: str | None = None,
    ) -> LoadFacts:
        """The load's facts, `complete`: from here on its rows are the partition's current ones. Idempotent.

        The last `records` are stored in the same transaction, as by `insert_items`.

        Raises:
            LeaseLostError: a later run has the partition.
            StoreError: the tables do not hold what the ledger counted; the load is `failed`, run the partition again.
        """
        lease = self._lease(load_id)
        ending = leases.Ending(records, watermark)
        at = self._clock()
        facts = self._write(lambda session: leases.complete(session, lease, ending=ending, fetched=fetched, at=at))
        if facts.status == "failed":
            raise LedgerMismatchError(f"load {load_id} was not completed: {facts.error_text}; run the partition again")
        return facts

    def fail_load(self, load_id: UUID, *, kind: str, text: str, fetched: FetchCounters | None = None) -> None:
        """Mark the load `failed`; silent if the lease is lost, so that the error being handled stays the one seen."""
        self._give_up(load_id, error=(kind, text), fetched=fetched)

    def abandon_load(self, load_id: UUID) -> None:
        """Mark the load `abandoned`, free to be taken up; silent if the lease is lost."""
        self._give_up(load_id, error=None, fetched=None)

    def upsert(self, table: KeyedTable, rows: Sequence[Mapping[str, object]], *, load_id: UUID) -> Upserted:
        """How many of the rows the load has created, updated, or found as they are; all in one transaction, or none.

        A row holds the table's columns and a `version`: of one key the greatest stays, in whatever order they come, so
        that a run that was overtaken changes nothing. Idempotent. Makes the table and that of its changes if missing.
        """
        at = self._clock()
        return self._write(lambda session: keyed.upsert(session, table, rows=rows, load_id=load_id, at=at))

    def landed(self, load_id: UUID, field: str | None = None) -> dict[int | str, str | None]:
        """Every key of the load's raw rows, with the JSON text of the payload's top-level `field`, None if absent."""
        table = self._lease(load_id).table
        return self._read(lambda session: bronze.landed(session, table, load_id=load_id, field=field))

    def write_parquet(self, load_id: UUID, path: Path, *, table: BronzeTable, compression: Compression) -> None:
        """The load's raw rows by ascending key in a new Parquet file: id, dl_inserted_at (UTC), payload, dl_hash."""
        self._read(
            lambda session: bronze.write_parquet(session, table, load_id=load_id, path=path, compression=compression)
        )

    def quarantined(self, load_id: UUID) -> list[RawRecord]:
        """The load's quarantined records, oldest first; their keys as text."""
        return self._read(lambda session: bronze.quarantined(session, load_id))

    def loads(
        self, *, source: str | None = None, partition_key: str | None = None, limit: int | None = None
    ) -> list[LoadFacts]:
        """The ledger, newest first; None leaves a condition out."""
        return self._read(
            lambda session: ledger.listed(session, source=source, partition_key=partition_key, limit=limit)
        )

    def query(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[tuple[object, ...]]:
        """The rows of a read-only query; cast TIMESTAMPTZ to text or `epoch_us`, fetching it needs pytz."""
        return self._read(lambda session: session.execute(sql, parameters).fetchall())

    def verify(self) -> list[LoadFacts]:
        """The current and running loads that can't be trusted, newest first; running their partitions again heals.

        Their tables do not hold what the ledger counted, or the log of another file brought them.
        """
        return self._read(audit.disagreeing)

    def _give_up(self, load_id: UUID, *, error: tuple[str, str] | None, fetched: FetchCounters | None) -> None:
        lease = self._lease(load_id)
        at = self._clock()
        self._write(lambda session: leases.give_up(session, lease, fetched=fetched, error=error, at=at))

    def _lease(self, load_id: UUID) -> leases.Lease:
        if load_id not in self._leases:
            raise StoreError(f"load {load_id} was not opened by this store: call open_load first")
        return self._leases[load_id]

    def _read(self, work: Callable[[Session], Result]) -> Result:
        with self._target.session(read_only=True) as session:
            schema.require(session, newest=len(schema.shipped_migrations()))
            return work(session)

    def _write(self, work: Callable[[Session], Result]) -> Result:
        """The work's result. A commit that raised may have committed: the work runs once more, being idempotent."""
        try:
            return self._transact(work)
        except StoreDiskError:
            return self._transact(work)

    def _transact(self, work: Callable[[Session], Result]) -> Result:
        with self._target.session(read_only=False) as session:
            schema.migrate(session, schema.shipped_migrations())
            session.begin()
            result = work(session)
            session.commit()
            return result
