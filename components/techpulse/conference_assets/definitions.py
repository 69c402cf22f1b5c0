"""What this source adds to a code location: assets, checks, the job and when it runs."""

from dagster import (
    Definitions,
    ResourceDefinition,
    build_schedule_from_partitioned_job,
    define_asset_job,
    in_process_executor,
)

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.conference_assets.assets import crawl_sites
from techpulse.conference_assets.resources import ConferenceResource

crawl_job = define_asset_job(
    "crawl_job",
    selection=[crawl_sites],
    description="All sites' conferences, and the editions and deadlines made of them.",
    tags={"dagster/max_runtime": "7200"},
)

daily_crawl_schedule = build_schedule_from_partitioned_job(
    crawl_job, name="daily_crawl_schedule", description="Daily at 02:00 UTC.", hour_of_day=2
)


def definitions(
    conferences: ConferenceResource | ResourceDefinition, duckdb: DuckDBStoreResource | ResourceDefinition
) -> Definitions:
    """The assets, checks, job and schedule of conferences, over these two resources."""
    return Definitions(
        assets=[crawl_sites],
        jobs=[crawl_job],
        schedules=[daily_crawl_schedule],
        resources={"conferences": conferences, "duckdb": duckdb},
        executor=in_process_executor,
    )
