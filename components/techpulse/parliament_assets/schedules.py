"""When bills are read: hourly and daily what is new, and by hand a session whole or which sessions there are.

Belongs here: names, tags and cron lines. Does not: what a run does.
"""

from dagster import ScheduleDefinition, define_asset_job

fetch_bills_job = define_asset_job(
    "fetch_bills_job",
    selection=["fetch_latest_bills"],
    description="What is new or changed in the newest session.",
    tags={"dagster/max_runtime": "3600"},
)

fetch_session_bills_job = define_asset_job(
    "fetch_session_bills_job",
    selection=["fetch_parliament_session_bills"],
    description="All bills of one session: a partition, or the config's parliament and session.",
    tags={"dagster/max_runtime": "14400"},
)

discover_sessions_job = define_asset_job(
    "discover_sessions_job",
    selection=["parliament_sessions"],
    description="Makes each session since 2001 a partition that can be backfilled.",
    tags={"dagster/max_runtime": "900"},
)

fetch_bills_hourly = ScheduleDefinition(
    name="fetch_bills_hourly",
    job=fetch_bills_job,
    cron_schedule="0 * * * *",
    execution_timezone="UTC",
    description="Every hour: two requests where nothing has changed.",
)

fetch_bills_daily = ScheduleDefinition(
    name="fetch_bills_daily",
    job=fetch_bills_job,
    cron_schedule="0 2 * * *",
    execution_timezone="UTC",
    description="Daily at 02:00 UTC, for who needs no more than that.",
)
