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

from techpulse.duckdb_store import DuckDBStore, StoreError
from techpulse.health_api.host_facts import ClockSteps, free_bytes
from techpulse.health_api.ledger_query import NEWEST_LOADS, load_summary
from techpulse.health_api.read_problems import problem_of
from techpulse.service_health import DatabaseProblem, LedgerReading, LoadSummary

_LOG = logging.getLogger(__name__)
_LOCK_DEADLINE_SECONDS = 1.0
_FIRST_READ_SECONDS = 2.0
_GOODBYE_SECONDS = 1.0


class LedgerWatch:
    """A context manager: inside it, a new reading is published `pause_seconds` after the last one, whatever it brought.

    One read at a time, with short hands: ingestion is not held up, however many ask for health. The first reading is
    there when the context is entered, unless it takes longer than two seconds. While the file is busy the last good
    loads stay; any other problem drops them.
    """

    def __init__(
        self,
        database_path: Path,
        *,
        clock: Callable[[], datetime],
        pause_seconds: float,
        publish: Callable[[LedgerReading], None],
    ) -> None:
        self._reading = LedgerReading()
        self._store = DuckDBStore(database_path, lock_deadline_seconds=_LOCK_DEADLINE_SECONDS)
        self._clock = clock
        self._clock_steps = ClockSteps(clock)
        self._pause_seconds = pause_seconds
        self._publish = publish
        self._has_looked = Event()
        self._is_over = Event()
        self._thread = Thread(target=self._watch, name="ledger-watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._has_looked.wait(_FIRST_READ_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join(_GOODBYE_SECONDS)

    def _watch(self) -> None:
        while not self._is_over.is_set():
            try:
                self._reading = self._looked()
                self._publish(self._reading)
            except Exception:  # noqa: BLE001 - whoever serves sees that nothing new comes; the next look may go well
                _LOG.exception("looking at the ledger went wrong; trying again")
            self._has_looked.set()
            self._is_over.wait(self._pause_seconds)

    def _looked(self) -> LedgerReading:
        return replace(
            self._read(),
            free_bytes=free_bytes(self._store.database_path.parent),
            clock_set_back=self._clock_steps.set_back(),
        )

    def _read(self) -> LedgerReading:
        try:
            loads = self._loads()
        except StoreError as error:
            return self._without(problem_of(error, self._store.database_path), error)
        except Exception as error:  # noqa: BLE001 - the watch outlives a bug below it, and says no meanwhile
            return self._without(DatabaseProblem.UNREADABLE, error)
        if self._reading.problem:
            _LOG.info("the ledger is read again")
        return LedgerReading(loads=loads, read_at=self._clock())

    def _loads(self) -> tuple[LoadSummary, ...]:
        return tuple(map(load_summary, self._store.query(NEWEST_LOADS)))

    def _without(self, problem: DatabaseProblem, error: Exception) -> LedgerReading:
        """A problem is logged when it comes, not each time it is met again."""
        if problem is not self._reading.problem:
            is_foreseen = isinstance(error, StoreError)
            _LOG.warning("the ledger cannot be read: %s", error, exc_info=None if is_foreseen else error)
        since = self._reading.troubled_since or self._clock()
        if problem is DatabaseProblem.BUSY:
            return replace(self._reading, problem=problem, troubled_since=since)
        return LedgerReading(problem=problem, troubled_since=since)
