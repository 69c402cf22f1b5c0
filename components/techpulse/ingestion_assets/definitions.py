"""What this source adds to a code location."""

from dagster import Definitions, ResourceDefinition, in_process_executor

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.ingestion_assets.assets import raw_hn_items, who_is_hiring_thread_id
from techpulse.ingestion_assets.resources import HackerNewsClientResource
from techpulse.ingestion_assets.schedules import (
    who_is_hiring_backfill_job,
    who_is_hiring_ingestion_job,
    who_is_hiring_monthly_schedule,
    who_is_hiring_refresh_schedule,
)
from techpulse.ingestion_assets.thread_ids import THREAD_ID_IO_MANAGER, ThreadIdIOManager


def definitions(
    hn_client: HackerNewsClientResource | ResourceDefinition, duckdb: DuckDBStoreResource | ResourceDefinition
) -> Definitions:
    """Hacker News' assets, checks, jobs and schedules, over these two resources.

    Each may be a ready object with the same `get_client()` or `get_store()`, for a process that runs many months over
    one client and one store.

    Both steps of a run share one process: a second one would cost more to start than a month takes to load.
    """
    return Definitions(
        assets=[who_is_hiring_thread_id, raw_hn_items],
        jobs=[who_is_hiring_ingestion_job, who_is_hiring_backfill_job],
        schedules=[who_is_hiring_monthly_schedule, who_is_hiring_refresh_schedule],
        resources={"hn_client": hn_client, "duckdb": duckdb, THREAD_ID_IO_MANAGER: ThreadIdIOManager()},
        executor=in_process_executor,
    )
