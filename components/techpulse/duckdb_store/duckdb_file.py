"""The target: one DuckDB file, who may open it when, and what its failures mean. The only place that connects.

Another target (a DuckLake catalog) stands beside this one by offering `path` and `session`.
"""

import errno
import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from techpulse.duckdb_store import file_lock
from techpulse.duckdb_store.errors import StoreBusyError, StoreDiskError, StoreError
from techpulse.duckdb_store.turns import Turns

Session = duckdb.DuckDBPyConnection

# One thread, since transactions are short and small: more of them cost a fifth more CPU, and keep memory each.
_SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "autoinstall_known_extensions": False,
}
_CATALOG = "lake"
# A checkpoint packs the last, unfinished row group anew: with DuckDB's 122,880 rows that takes 250 MB. Smaller ones
# than these make checkpoints of large tables slower, since each lists all groups.
_ROW_GROUP_ROWS = 4_096
# A checkpoint takes the longer, the larger the file; the log is replayed each time the file is opened.
_MOST_LOG_BYTES = 1024 * 1024
_DISK_ERRNOS = frozenset({errno.EIO, errno.ENOSPC, errno.EDQUOT})
_RETRY_SECONDS = (0.005, 0.05)
_SHARED_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class _Held:
    """That the file is attached, under which lock, and until when (monotonic seconds) others of us may join."""

    lock: ExitStack
    is_read_only: bool
    until: float


class DuckDBFile:
    """A database file that this process holds only while it writes or reads, and briefly for those who wait to.

    The engine stays, in memory, from the first session on, and the file is attached to it: starting an engine costs ten
    times what attaching does. Sessions of several threads that wait for one another share an attachment, for a quarter
    of a second at most, since letting the file go costs as much as a small transaction. A session that ends in an error
    takes its engine with it, so that no broken state outlives it and the file is let go whatever happened.
    """

    def __init__(self, path: Path, *, lock_deadline_seconds: float) -> None:
        self.path = path
        self._lock_path = path.with_name(path.name + ".lock")
        self._wal_path = path.with_name(path.name + ".wal")
        self._deadline_seconds = lock_deadline_seconds
        self._engine: Session | None = None
        self._turns = Turns()
        self._held: _Held | None = None
        self._has_written = False

    @contextmanager
    def session(self, *, read_only: bool, patience_seconds: float | None = None) -> Iterator[Session]:
        """A connection in UTC. A writer is alone and may create the file; readers share it and never create one.

        Waits for others `patience_seconds` at most; None: as long as this file was told to.

        Raises:
            StoreBusyError: others held the file until the deadline.
            StoreDiskError: the disk is full, or reading or writing failed.
            StoreError: there is no database to read, the path cannot be written, or the file is not DuckDB's.
        """
        deadline = time.monotonic() + (self._deadline_seconds if patience_seconds is None else patience_seconds)
        with self._translated(), self._turns.mine(otherwise=self._let_go):
            try:
                with closing(self._opened(deadline, read_only=read_only)) as session:
                    yield session
                if not (self._turns.are_wanted and self._held and time.monotonic() < self._held.until):
                    self._let_go()
            except BaseException:
                self.close()
                raise

    def settle(self) -> None:
        """Moves what the log holds into the file, if this process wrote it: it can then be copied by itself.

        Raises as `session` does.
        """
        if self._has_written and self._log_bytes():
            with self.session(read_only=False, patience_seconds=_SHARED_SECONDS) as session:
                session.execute("CHECKPOINT")

    def close(self) -> None:
        """Lets the file go and ends the engine; the next session would start another."""
        engine, self._engine = self._engine, None
        held, self._held = self._held, None
        try:
            if engine is not None:
                engine.close()
        finally:
            if held is not None:
                held.lock.close()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise self._broken(error) from error
        except file_lock.LockTimeoutError as error:
            raise self._busy(f"process {error.holder_pid}" if error.holder_pid else "readers") from error
        except OSError as error:
            kind = StoreDiskError if error.errno in _DISK_ERRNOS else StoreError
            raise kind(
                f"cannot write {self.path}: {error.strerror}; free or choose a place that can be written"
            ) from error

    def _opened(self, deadline: float, *, read_only: bool) -> Session:
        """A connection to the file: attached already by the session before, or now."""
        if self._held and self._held.is_read_only and not read_only:
            self._let_go()
        if not self._held:
            self._check_path(read_only=read_only)
            lock = file_lock.shared if read_only else file_lock.exclusive
            stack = ExitStack()
            stack.enter_context(lock(self._lock_path, deadline=deadline))
            self._held = _Held(stack, is_read_only=read_only, until=time.monotonic() + _SHARED_SECONDS)
            self._engine = self._engine or _engine()
            if not self.path.exists():
                self._create(self._engine)
            self._attach(self._engine, deadline, read_only=read_only)
            self._has_written |= not read_only
        assert self._engine
        session = self._engine.cursor()
        session.execute(f"USE {_CATALOG}")
        return session

    def _let_go(self) -> None:
        if self._held and self._engine:
            if not self._held.is_read_only and self._log_bytes() > _MOST_LOG_BYTES:
                self._engine.execute(f"CHECKPOINT {_CATALOG}")
            self._engine.execute(f"DETACH {_CATALOG}")
            held, self._held = self._held, None
            held.lock.close()

    def _check_path(self, *, read_only: bool) -> None:
        if self.path.exists():
            return
        if read_only:
            raise StoreError(f"no database at {self.path} yet: the first ingest creates it, or name another file")
        if self._wal_path.exists():
            raise StoreError(f"{self._wal_path} lies there without its database: restore {self.path} or move it away")
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def _create(self, engine: Session) -> None:
        """An empty database under its name; a fault or a kill on the way leaves no half-made file there."""
        newborn = self.path.with_name(self.path.name + ".new")
        newborn.unlink(missing_ok=True)
        engine.execute(f"ATTACH {_quoted(newborn)} AS newborn")
        engine.execute("DETACH newborn")
        newborn.rename(self.path)

    def _log_bytes(self) -> int:
        try:
            return self._wal_path.stat().st_size
        except OSError:
            return 0

    def _attach(self, engine: Session, deadline: float, *, read_only: bool) -> None:
        mode = "READ_ONLY" if read_only else f"ROW_GROUP_SIZE {_ROW_GROUP_ROWS}"
        while True:
            try:
                engine.execute(f"ATTACH {_quoted(self.path)} AS {_CATALOG} ({mode})")
            except (duckdb.IOException, duckdb.ConnectionException, duckdb.BinderException) as error:
                if not _is_held(error):
                    raise self._unreadable(error) from error
                if time.monotonic() >= deadline:
                    raise self._busy(_first_line(error)) from error
                time.sleep(random.uniform(*_RETRY_SECONDS))  # noqa: S311 - jitter, not a secret
            except duckdb.Error as error:
                raise self._unreadable(error) from error
            else:
                return

    def _busy(self, holder: str) -> StoreBusyError:
        return StoreBusyError(
            f"{self.path} stayed locked for {self._deadline_seconds:g} s by {holder}; try again when it has finished"
        )

    def _unreadable(self, error: duckdb.Error) -> StoreError:
        if _is_disk(error):
            return self._broken(error)
        remedy = "restore it from a backup or name another file"
        if self._wal_path.exists():
            remedy = f"move {self._wal_path} away and run again what it held, else {remedy}"
        return StoreError(
            f"cannot open {self.path} as a DuckDB database: {_first_line(error)}; it was left untouched, {remedy}",
            file_is="unreadable" if os.strerror(errno.EACCES) in str(error) else "damaged",
        )

    def _broken(self, error: duckdb.Error) -> StoreError:
        if _is_disk(error):
            return StoreDiskError(f"writing {self.path} failed: {_first_line(error)}; check the disk and run again")
        return StoreError(f"DuckDB refused to work on {self.path}: {_first_line(error)}")


def _engine() -> Session:
    engine = duckdb.connect(":memory:", config=_SETTINGS)
    engine.execute("SET GLOBAL TimeZone = 'UTC'")
    engine.execute("PRAGMA disable_checkpoint_on_shutdown")  # nor at each DETACH: see _MOST_LOG_BYTES
    return engine


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _is_held(error: duckdb.Error) -> bool:
    return any(words in str(error) for words in ("Could not set lock", "different configuration", "already attached"))


def _is_disk(error: duckdb.Error) -> bool:
    return isinstance(error, duckdb.FatalException | duckdb.TransactionException) or any(
        os.strerror(number) in str(error) for number in _DISK_ERRNOS
    )


def _first_line(error: duckdb.Error) -> str:
    return str(error).partition("\n")[0]
