"""Landing one load: records into Bronze in batches while fetching goes on, then "complete", or what went wrong.

Belongs here: when a batch is written and how a load ends. Does not: Dagster, SQL, or any one source.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from techpulse.duckdb_store import DuckDBStore, FetchCounters, LoadFacts, RawRecord, StoreError
from techpulse.http_client import FetchError

_LEAST_RECORDS = 100
_LEAST_SECONDS = 1.0
_MOST_SECONDS = 5.0
_PAUSE_PER_COMMIT = 10
_MOST_BYTES = 4 * 1024 * 1024

logger = logging.getLogger(__name__)


def land(
    store: DuckDBStore,
    load: LoadFacts,
    *,
    records: Iterable[RawRecord],
    fetched: Callable[[], FetchCounters],
    watermark: str | Callable[[], str | None] | None = None,
) -> LoadFacts:
    """The load, complete, with every record in Bronze or in quarantine; its ledger row tells how far it came.

    An error leaves the load `failed`; an interrupt, or a client closed under it, leaves it `abandoned`. What was
    written stays, and the partition's next run takes it up. A run that has lost its lease to a later one changes
    nothing more. `watermark` says how far the source has been read once the load is complete; where only the records
    tell, a function says it after the last of them.

    Raises:
        StoreError: the database could not be written, or a later run of the same partition has taken over.
    """
    batch = Batch()
    with _told_how_it_ends(store, load):
        for record in records:
            if batch.add(record):
                with batch.committing() as landing:
                    store.insert_items(load.load_id, landing, fetched=fetched())
                _tell(load, len(landing))
        mark = watermark() if callable(watermark) else watermark
        complete = store.complete_load(load.load_id, fetched(), records=batch.records, watermark=mark)
        _tell(load, len(batch.records))
    return complete


class Batch:
    """Records that wait for a commit, until they are worth one.

    They are with 100 of them, once ten times as long as the last commit took has passed since (1 to 5 s); in any case
    after 5 s or 4 MiB. So a kill costs little even where the source is slow, and commits take a tenth of the time at
    most, however slow the disk or long the queue for the file.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.records: list[RawRecord] = []
        self._clock = clock
        self._bytes = 0
        self._begun = clock()
        self._pause = _LEAST_SECONDS

    def add(self, record: RawRecord) -> bool:
        """Whether the records are worth a commit now."""
        self.records.append(record)
        self._bytes += len(record.payload)
        patience = self._pause if len(self.records) >= _LEAST_RECORDS else _MOST_SECONDS
        return self._bytes >= _MOST_BYTES or self._clock() - self._begun >= patience

    @contextmanager
    def committing(self) -> Iterator[list[RawRecord]]:
        """The records; at the end of the block the next batch begins."""
        begun = self._clock()
        yield self.records
        self.records, self._bytes, self._begun = [], 0, self._clock()
        self._pause = min(max(_LEAST_SECONDS, _PAUSE_PER_COMMIT * (self._begun - begun)), _MOST_SECONDS)


@contextmanager
def _told_how_it_ends(store: DuckDBStore, load: LoadFacts) -> Iterator[None]:
    """The ledger learns of an error or an interrupt in the block, unless the load is another run's by now."""
    try:
        yield
    except Exception as error:
        if isinstance(error, StoreError) and error.is_lease_lost:
            raise
        if isinstance(error, FetchError) and error.is_interrupt:
            _record(partial(store.abandon_load, load.load_id), error)
        else:
            _record(partial(store.fail_load, load.load_id, kind=type(error).__name__, text=str(error)), error)
        raise
    except BaseException as interrupt:
        _record(partial(store.abandon_load, load.load_id), interrupt)
        raise


def _tell(load: LoadFacts, landed: int) -> None:
    logger.info("%s %s: landed %d more", load.source, load.partition_key, landed, extra={"landed": landed})


def _record(write: Callable[[], None], error: BaseException) -> None:
    """Tells the ledger how the load ended; where even that fails, the first error goes on, with a note."""
    try:
        write()
    except StoreError as second:
        error.add_note(f"the ledger could not be told: {second}")
