"""What this source adds to a code location."""

from dagster import Definitions, ResourceDefinition, in_process_executor

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.parliament_assets.assets import fetch_latest_bills, fetch_parliament_session_bills, parliament_sessions
from techpulse.parliament_assets.resources import ParliamentResource
from techpulse.parliament_assets.schedules import (
    discover_sessions_job,
    fetch_bills_daily,
    fetch_bills_hourly,
    fetch_bills_job,
    fetch_session_bills_job,
)


def definitions(
    parliament: ParliamentResource | ResourceDefinition, duckdb: DuckDBStoreResource | ResourceDefinition
) -> Definitions:
    """The assets, checks, jobs and schedules of Canada's bills, over these two resources."""
    return Definitions(
        assets=[fetch_latest_bills, fetch_parliament_session_bills, parliament_sessions],
        jobs=[fetch_bills_job, fetch_session_bills_job, discover_sessions_job],
        schedules=[fetch_bills_hourly, fetch_bills_daily],
        resources={"parliament": parliament, "duckdb": duckdb},
        executor=in_process_executor,
    )
