"""The assets of bills: what is new, one session whole, and which sessions there are.

Belongs here: how each reads as a sentence: choose, fetch, report. Does not: any of these.
"""

from datetime import UTC, datetime

from dagster import AssetExecutionContext, Backoff, Jitter, MaterializeResult, RetryPolicy, asset

from techpulse.asset_kit import DuckDBStoreResource, dagster_failures
from techpulse.http_client import FetchCounts
from techpulse.parliament_assets.checks import check_results, checks
from techpulse.parliament_assets.config import LatestConfig, SessionConfig, chosen_session
from techpulse.parliament_assets.ingest import ingest_session
from techpulse.parliament_assets.latest import ingest_latest
from techpulse.parliament_assets.partitions import POOL, SESSIONS, add_sessions, read_one_at_a_time
from techpulse.parliament_assets.report import metadata
from techpulse.parliament_assets.resources import ParliamentResource
from techpulse.parliament_assets.summary import require_answers

GROUP = "bills"
OWNERS = ["team:data-engineering"]
_MAY_PASS = RetryPolicy(max_retries=3, delay=30, backoff=Backoff.EXPONENTIAL, jitter=Jitter.FULL)


@asset(
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=POOL,
    retry_policy=_MAY_PASS,
    check_specs=checks("fetch_latest_bills"),
    metadata={"dagster/table_name": "bills"},
)
def fetch_latest_bills(
    context: AssetExecutionContext,
    config: LatestConfig,
    *,
    parliament: ParliamentResource,
    duckdb: DuckDBStoreResource,
) -> MaterializeResult:  # type: ignore[type-arg]  # Dagster reads the annotation and knows only the bare class
    """Bills that are new or changed in the newest session, with details of both APIs and every change kept."""
    begun_at = datetime.now(UTC)
    with dagster_failures(context.run.tags), parliament.get_client() as client, duckdb.get_store() as store:
        found = ingest_latest(client, store, limit=config.limit, now=begun_at)
        add_sessions(context.instance, [each.session for each in found.sessions])
        read_one_at_a_time(context.instance)
        cost = found.discovery.requests
        report = metadata(store, found.sessions, begun_at=begun_at, ended_at=datetime.now(UTC), requests=cost)
        return MaterializeResult(metadata=report, check_results=check_results(store, found.sessions))


@asset(
    partitions_def=SESSIONS,
    group_name=GROUP,
    owners=OWNERS,
    kinds={"python", "duckdb"},
    pool=POOL,
    retry_policy=_MAY_PASS,
    check_specs=checks("fetch_parliament_session_bills"),
    metadata={"dagster/table_name": "bills"},
)
def fetch_parliament_session_bills(
    context: AssetExecutionContext,
    config: SessionConfig,
    *,
    parliament: ParliamentResource,
    duckdb: DuckDBStoreResource,
) -> MaterializeResult:  # type: ignore[type-arg]  # as above
    """All bills of one session of one parliament, for backfills: the run's partition, or the one in its config."""
    begun_at = datetime.now(UTC)
    with dagster_failures(context.run.tags), parliament.get_client() as client, duckdb.get_store() as store:
        partition_key = context.partition_key if context.has_partition_key else None
        session = chosen_session(config, partition_key=partition_key)
        found = ingest_session(client, store, session=session, limit=config.limit, now=begun_at)
        require_answers([found])
        report = metadata(store, [found], begun_at=begun_at, ended_at=datetime.now(UTC))
        return MaterializeResult(metadata=report, check_results=check_results(store, [found]))


@asset(group_name=GROUP, owners=OWNERS, kinds={"python"}, pool=POOL, retry_policy=_MAY_PASS)
def parliament_sessions(context: AssetExecutionContext, parliament: ParliamentResource) -> MaterializeResult:  # type: ignore[type-arg]  # as above
    """Every session since 2001, learnt from OpenParliament: from here on each is a partition that can be backfilled."""
    with dagster_failures(context.run.tags), parliament.get_client() as client:
        counts = FetchCounts()
        sessions = client.sessions(counts=counts)
        read_one_at_a_time(context.instance)
        fresh = add_sessions(context.instance, sessions)
        report = {"sessions": ", ".join(sessions), "new_sessions": ", ".join(fresh) or "none"}
        return MaterializeResult(metadata={**report, "request_count": counts.requests})
