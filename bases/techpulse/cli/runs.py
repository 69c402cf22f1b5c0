"""Months through the same Dagster assets that production runs, in this process, a few at once over one client.

Belongs here: starting runs and reading what they say of themselves. Does not: printing, or what the assets do.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.metadata import version
from queue import SimpleQueue
from typing import Literal

from dagster import DagsterInstance, ExecuteInProcessResult, JobDefinition, ResourceDefinition

from techpulse.asset_kit import ATTENDED_TAG, DuckDBStoreResource
from techpulse.cli.months import WantedMonths
from techpulse.cli.outcome import FailedError
from techpulse.cli.run_results import asset_metadata, failure_of, whole_number
from techpulse.duckdb_store import DuckDBStore, StoreError
from techpulse.hn_client import HackerNewsClient
from techpulse.ingestion_assets import ClosedMonth, HackerNewsClientResource, closed_months, definitions
from techpulse.settings import Settings

# While one month waits for the last of its longest chain of replies, others use the connections.
_MONTHS_AT_ONCE = 4

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """How one month's load ended, as `--json` prints it; `seconds` is the wall time of the whole run.

    A month that was complete and closed before is `complete` with 0 requests, and the reason says so.
    """

    month: str
    thread_id: int | None
    load_id: str | None
    status: Literal["complete", "skipped", "failed"]
    items: int
    tombstones: int
    quarantined: int
    requests: int
    seconds: float
    database: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class _Shared:
    """Stands where the resources would: every run gets the same open client and the same store."""

    client: HackerNewsClient
    store: DuckDBStore

    @contextmanager
    def get_client(self) -> Iterator[HackerNewsClient]:
        yield self.client

    @contextmanager
    def get_store(self) -> Iterator[DuckDBStore]:
        yield self.store


def run_months(wanted: WantedMonths, settings: Settings, *, refresh: bool) -> Iterator[MonthReport]:
    """A report for each month, in order of time; a failure is a report too, with its reason.

    In a range, months that are complete and closed are left alone, unless `refresh`. Leaving early closes the
    client, and with it every run that is under way: its load stays to be taken up.

    Raises:
        FailedError: the database can't be read.
    """
    with ExitStack() as stack:
        store = stack.enter_context(store_resource(settings).get_store())
        closed = {} if refresh else _closed(store)
        done = {month: known for month, known in closed.items() if month not in wanted.named}
        instances: SimpleQueue[DagsterInstance] = SimpleQueue()
        for _ in wanted.all[:_MONTHS_AT_ONCE]:
            instances.put(stack.enter_context(DagsterInstance.ephemeral()))
        pool = stack.enter_context(ThreadPoolExecutor(_MONTHS_AT_ONCE))
        client = stack.enter_context(_client_resource(settings).get_client())
        run = partial(_run, _job(_Shared(client, store)), instances=instances)
        yield from pool.map(partial(_report, run=run, done=done, database=str(settings.db_path)), wanted.all)


def _closed(store: DuckDBStore) -> Mapping[date, ClosedMonth]:
    try:
        return closed_months(store)
    except StoreError as error:
        raise FailedError(str(error)) from error


def _client_resource(settings: Settings) -> HackerNewsClientResource:
    return HackerNewsClientResource(
        base_url=settings.hn_base_url,
        max_connections=settings.hn_max_connections,
        requests_per_second=settings.hn_requests_per_second,
        contact_url=settings.contact_url,
    )


def store_resource(settings: Settings) -> DuckDBStoreResource:
    """The store that the settings name."""
    return DuckDBStoreResource(
        database_path=str(settings.db_path),
        lock_deadline_seconds=settings.lock_deadline_seconds,
        code_version=version("code-location"),
    )


def _job(shared: _Shared) -> JobDefinition:
    resource = ResourceDefinition.hardcoded_resource(shared)
    return definitions(resource, resource).resolve_job_def("who_is_hiring_ingestion_job")


def _run(job: JobDefinition, month: date, *, instances: SimpleQueue[DagsterInstance]) -> ExecuteInProcessResult:
    instance = instances.get()  # one run at a time: an instance in memory is for one thread
    try:
        return job.execute_in_process(
            run_config=QUIET,
            instance=instance,
            partition_key=month.isoformat(),
            tags={ATTENDED_TAG: "true"},
            raise_on_error=False,
        )
    finally:
        instances.put(instance)


def _report(
    month: date,
    *,
    run: Callable[[date], ExecuteInProcessResult],
    done: Mapping[date, ClosedMonth],
    database: str,
) -> MonthReport:
    if month in done:
        return _unchanged(done[month], month, database=database)
    begun = time.monotonic()
    result = run(month)
    thread = asset_metadata(result, "who_is_hiring_thread_id")
    load = asset_metadata(result, "raw_hn_items")
    is_skipped, reason = failure_of(result)
    return MonthReport(
        month=f"{month:%Y-%m}",
        thread_id=whole_number(thread, "thread_id") or None,
        load_id=str(load["load_id"]) if load else None,
        status="complete" if result.success else "skipped" if is_skipped else "failed",
        items=whole_number(load, "item_count"),
        tombstones=whole_number(load, "tombstone_count"),
        quarantined=whole_number(load, "quarantined_count"),
        requests=whole_number(load, "request_count"),
        seconds=round(time.monotonic() - begun, 3),
        database=database,
        reason=reason,
    )


def _unchanged(closed: ClosedMonth, month: date, *, database: str) -> MonthReport:
    load = closed.load
    return MonthReport(
        month=f"{month:%Y-%m}",
        thread_id=closed.thread_id,
        load_id=str(load.load_id),
        status="complete",
        items=load.rows,
        tombstones=load.tombstones,
        quarantined=load.quarantined,
        requests=0,
        seconds=0.0,
        database=database,
        reason=f"not read again: its thread had stopped growing when read on {load.started_at:%Y-%m-%d}",
    )
