"""The asset that watches all others: read the ledger, count, judge, report.

Belongs here: how it reads as a sentence, and what "no database yet" means. Does not: any of these steps.
"""

from datetime import UTC, datetime

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    Backoff,
    Jitter,
    MaterializeResult,
    RetryPolicy,
    asset,
)

from techpulse.asset_kit import DuckDBStoreResource, dagster_failures
from techpulse.duckdb_store import DuckDBStore, LoadFacts, StoreError
from techpulse.monitoring_assets.checks import check_results, checks
from techpulse.monitoring_assets.config import MonitorConfig, chosen_hours
from techpulse.monitoring_assets.report import metadata
from techpulse.monitoring_assets.summary import summarize
from techpulse.monitoring_assets.thresholds import MonitorThresholds

NAME = "monitor_fetch_operations"
_MAY_PASS = RetryPolicy(max_retries=3, delay=30, backoff=Backoff.EXPONENTIAL, jitter=Jitter.FULL)


def monitor_asset(thresholds: MonitorThresholds) -> AssetsDefinition:
    """The asset `monitor_fetch_operations`, whose checks judge by these thresholds."""

    @asset(
        name=NAME,
        group_name="monitoring",
        owners=["team:data-engineering"],
        kinds={"python", "duckdb"},
        retry_policy=_MAY_PASS,
        check_specs=checks(NAME),
    )
    def monitor_fetch_operations(
        context: AssetExecutionContext, config: MonitorConfig, *, duckdb: DuckDBStoreResource
    ) -> MaterializeResult:  # type: ignore[type-arg]  # Dagster reads the annotation and knows only the bare class
        """Every fetch of every source in the last hours, by status: how many, how long, what they brought."""
        with dagster_failures(context.run.tags), duckdb.get_store() as store:
            hours = chosen_hours(config)
            loads = ledger(store)
            summary = summarize(loads, now=datetime.now(UTC), hours=hours)
            verdicts = check_results(loads, summary, thresholds=thresholds)
            return MaterializeResult(metadata=metadata(summary), check_results=verdicts)

    return monitor_fetch_operations


def ledger(store: DuckDBStore) -> list[LoadFacts]:
    """Every load there ever was; none where no database has been made yet.

    Raises:
        StoreError: the database is there and cannot be read.
    """
    try:
        return store.loads()
    except StoreError as error:
        if error.file_is is None and not store.database_path.exists():
            return []
        raise
