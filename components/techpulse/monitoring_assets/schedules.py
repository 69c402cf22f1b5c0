"""When all sources are looked at: once a day, after the night's loads. Not here: what a run does."""

from dagster import ScheduleDefinition, define_asset_job

from techpulse.monitoring_assets.assets import NAME

monitor_job = define_asset_job(
    "monitor_job",
    selection=[NAME],
    description="Counts and judges the loads of all sources.",
    tags={"dagster/max_runtime": "900"},
)

monitor_daily = ScheduleDefinition(
    name="monitor_daily",
    job=monitor_job,
    cron_schedule="0 3 * * *",
    execution_timezone="UTC",
    description="Daily at 03:00 UTC: the last 24 hours.",
)
