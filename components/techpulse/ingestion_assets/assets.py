"""The two assets of a month: which thread it is, and all its items in Bronze.

Belongs here: how each reads as a sentence: fetch, land, report. Does not: parsing, SQL, retry loops.
"""

import time
from datetime import UTC, datetime

from dagster import (
    AssetExecutionContext,
    Backoff,
    Jitter,
    MaterializeResult,
    MetadataValue,
    Output,
    RetryPolicy,
    asset,
)

from techpulse.asset_kit import DuckDBStoreResource, dagster_failures, load_metadata, skipped
from techpulse.ingestion_assets.checks import CHECKS, check_results
from techpulse.ingestion_assets.columns import RAW_COLUMNS
from techpulse.ingestion_assets.ingest import ingest_thread
from techpulse.ingestion_assets.partitions import MONTHS, is_future, month_of_key
from techpulse.ingestion_assets.preview import first_posts, preview
from techpulse.ingestion_assets.resources import HackerNewsClientResource
from techpulse.ingestion_assets.thread_ids import THREAD_ID_IO_MANAGER

GROUP = "hacker_news"
OWNERS = ["team:data-engineering"]
_MAY_PASS = RetryPolicy(max_retries=3, delay=30, backoff=Backoff.EXPONENTIAL, jitter=Jitter.FULL)


@asset(
    partitions_def=MONTHS,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"hackernews", "python"},
    io_manager_key=THREAD_ID_IO_MANAGER,
    retry_policy=_MAY_PASS,
)
def who_is_hiring_thread_id(context: AssetExecutionContext, hn_client: HackerNewsClientResource) -> Output[int]:
    """The id of the month's "Ask HN: Who is hiring?" thread."""
    month = month_of_key(context.partition_key)
    if is_future(month, now=datetime.now(UTC)):
        raise skipped(f"{month:%B %Y} has not begun yet; choose a month up to the current one")
    with dagster_failures(context.run.tags), hn_client.get_client() as client:
        thread_id = client.find_thread(month)
    if thread_id is None:
        raise skipped(f"no “Who is hiring?” thread for {month:%B %Y}: not posted yet, or taken down")
    url = MetadataValue.url(f"https://news.ycombinator.com/item?id={thread_id}")
    return Output(thread_id, metadata={"thread": url})


@asset(
    partitions_def=MONTHS,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"hackernews", "duckdb"},
    tags={"layer": "bronze"},
    pool="hn_api",
    retry_policy=_MAY_PASS,
    check_specs=CHECKS,
    metadata={"dagster/column_schema": RAW_COLUMNS, "dagster/table_name": "raw_hn_items"},
)
def raw_hn_items(
    context: AssetExecutionContext,
    who_is_hiring_thread_id: int | None,
    *,
    hn_client: HackerNewsClientResource,
    duckdb: DuckDBStoreResource,
) -> MaterializeResult:  # type: ignore[type-arg]  # Dagster reads the annotation and knows only the bare class
    """Every item of the month's thread as Hacker News sent it: one load, append-only, in `raw_hn_items`."""
    if who_is_hiring_thread_id is None:
        raise skipped("no thread id for this month; materialize who_is_hiring_thread_id first")
    begun = time.monotonic()
    with dagster_failures(context.run.tags), hn_client.get_client() as client, duckdb.get_store() as store:
        load = ingest_thread(client, store, partition_key=context.partition_key, thread_id=who_is_hiring_thread_id)
        report = load_metadata(load, duration_seconds=time.monotonic() - begun)
        return MaterializeResult(
            metadata={**report, "preview": MetadataValue.md(preview(first_posts(store, load.load_id)))},
            check_results=check_results(store, load),
        )
