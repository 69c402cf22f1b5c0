"""Landing one load: records into Bronze in batches while fetching goes on, then "complete", or what went wrong.

Belongs here: when a batch is written and how a load ends. Does not: Dagster, SQL, or any one source.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from techpulse.duckdb_store import DuckDBStore, FetchCounters, LeaseLostError, LoadFacts, RawRecord, StoreError
from techpulse.http_client import FetchError

_LEAST_RECORDS = 100
_LEAST_SECONDS = 0.25
_MOST_SECONDS = 5.0
_PAUSE_PER_COMMIT = 10
_MOST_BYTES = 8 * 1024 * 1024

logger = logging.getLogger(__name__)


def land(
    store: DuckDBStore, load: LoadFacts, *, records: Iterable[RawRecord], fetched: Callable[[], FetchCounters]
) -> LoadFacts:
    """The load, complete, with every record in Bronze or in quarantine; its ledger row tells how far it came.

    An error leaves the load `failed`; an interrupt, or a client closed under it, leaves it `abandoned`. What was
    written stays, and the partition's next run takes it up. A run that has lost its lease to a later one changes
    nothing more.

    Raises:
        LeaseLostError: a later run of the same partition has taken over.
        StoreError: the database could not be written.
    """
    try:
        for batch in batches(records):
            store.insert_items(load.load_id, batch, fetched=fetched())
            logger.info(
                "%s %s: landed %d more", load.source, load.partition_key, len(batch), extra={"landed": len(batch)}
            )
        return store.complete_load(load.load_id, fetched=fetched())
    except LeaseLostError:
        raise
    except Exception as error:
        if isinstance(error, FetchError) and error.is_interrupt:
            _record(partial(store.abandon_load, load.load_id), error)
        else:
            _record(partial(store.fail_load, load.load_id, kind=type(error).__name__, text=str(error)), error)
        raise
    except BaseException as interrupt:
        _record(partial(store.abandon_load, load.load_id), interrupt)
        raise


def batches(records: Iterable[RawRecord], clock: Callable[[], float] = time.monotonic) -> Iterator[list[RawRecord]]:
    """The records in their order, in lists that are each worth a commit.

    A list is handed on with 100 records, once ten times as long as the last commit took has passed since (0.25 to 5 s);
    in any case after 5 s or 8 MiB. So a slow source loses little to a kill, and commits take a tenth of the time at
    most, however slow the disk or long the queue for the file.
    """
    batch: list[RawRecord] = []
    size, begun, pause = 0, clock(), _LEAST_SECONDS
    for record in records:
        batch.append(record)
        size += len(record.payload)
        patience = pause if len(batch) >= _LEAST_RECORDS else _MOST_SECONDS
        if clock() - begun >= patience or size >= _MOST_BYTES:
            handed = clock()
            yield batch
            batch, size, begun = [], 0, clock()
            pause = min(max(_LEAST_SECONDS, _PAUSE_PER_COMMIT * (begun - handed)), _MOST_SECONDS)
    if batch:
        yield batch


def _record(write: Callable[[], None], error: BaseException) -> None:
    """Tells the ledger how the load ended; where even that fails, the first error goes on, with a note."""
    try:
        write()
    except StoreError as second:
        error.add_note(f"the ledger could not be told: {second}")
