"""The newest reading of the ledger, kept by one thread, so that no request ever touches the file.

Here: when the ledger is read and what a failed read leaves behind. Not here: what the facts mean
(`service_health`), how the file is opened and locked (`duckdb_store`).
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

from techpulse.duckdb_store import DuckDBStore, LoadFacts, StoreError
from techpulse.service_health import DatabaseProblem, LedgerReading, LoadSummary

_LOG = logging.getLogger(__name__)
_LOCK_DEADLINE_SECONDS = 1.0
_GOODBYE_SECONDS = 2.0


class LedgerWatch:
    """A context manager: inside it, `reading` is renewed `pause_seconds` after the last read ended.

    One read at a time, with short hands: ingestion is not held up, however many ask for health. The first read is
    done when the context is entered. While the file is busy the last good loads stay; any other problem drops them.
    """

    def __init__(self, database_path: Path, *, clock: Callable[[], datetime], pause_seconds: float) -> None:
        self.reading = LedgerReading()
        self._store = DuckDBStore(database_path, lock_deadline_seconds=_LOCK_DEADLINE_SECONDS)
        self._clock = clock
        self._pause_seconds = pause_seconds
        self._is_over = Event()
        self._thread = Thread(target=self._watch, name="ledger-watch", daemon=True)

    def __enter__(self) -> Self:
        self._read()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join(_GOODBYE_SECONDS)

    def _watch(self) -> None:
        while not self._is_over.wait(self._pause_seconds):
            self._read()

    def _read(self) -> None:
        try:
            loads = self._store.loads()
        except StoreError as error:
            self._note(error)
        except Exception:  # noqa: BLE001 - the watch outlives a bug below it, and says no meanwhile
            _LOG.exception("reading the ledger went wrong in an unforeseen way")
            self.reading = LedgerReading(problem=DatabaseProblem.UNREADABLE)
        else:
            self.reading = LedgerReading(loads=tuple(map(_summary, loads)), read_at=self._clock())

    def _note(self, error: StoreError) -> None:
        problem = _problem(error, self._store.database_path)
        if problem is not self.reading.problem:
            _LOG.warning("the ledger cannot be read: %s", error)
        is_busy = problem is DatabaseProblem.BUSY
        self.reading = replace(self.reading, problem=problem) if is_busy else LedgerReading(problem=problem)


def _problem(error: StoreError, database_path: Path) -> DatabaseProblem:
    if error.may_pass:
        return DatabaseProblem.BUSY
    return DatabaseProblem.MISSING if _is_missing(database_path) else DatabaseProblem.UNREADABLE


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False


def _summary(load: LoadFacts) -> LoadSummary:
    return LoadSummary(
        source=load.source,
        partition_key=load.partition_key,
        status=load.status,
        started_at=load.started_at,
        updated_at=load.updated_at,
        finished_at=load.finished_at,
    )
