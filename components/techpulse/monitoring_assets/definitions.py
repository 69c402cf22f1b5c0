"""What monitoring adds to a code location."""

from dagster import Definitions, ResourceDefinition, in_process_executor

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.monitoring_assets.assets import monitor_asset
from techpulse.monitoring_assets.notify import notifier
from techpulse.monitoring_assets.schedules import monitor_daily, monitor_job
from techpulse.monitoring_assets.thresholds import MonitorThresholds
from techpulse.monitoring_assets.webhook import Webhook


def definitions(
    duckdb: DuckDBStoreResource | ResourceDefinition, *, thresholds: MonitorThresholds, webhook_url: str | None
) -> Definitions:
    """The monitoring asset, its checks, job and schedule; with a webhook also the sensor that tells of failed runs.

    The sensor watches every job of the code location that this is merged into.

    Raises:
        ValueError: the webhook is no plain http(s) address; the message does not repeat it.
    """
    return Definitions(
        assets=[monitor_asset(thresholds)],
        jobs=[monitor_job],
        schedules=[monitor_daily],
        sensors=[notifier(Webhook(webhook_url))] if webhook_url else [],
        resources={"duckdb": duckdb},
        executor=in_process_executor,
    )
