"""When endpoints are read: daily where something changed, and weekly for what is gone.

Belongs here: names, cron lines, and what a tick asks for. Does not: what a run does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dagster import (
    AssetKey,
    AssetSelection,
    RunRequest,
    ScheduleDefinition,
    ScheduleEvaluationContext,
    SkipReason,
    define_asset_job,
    schedule,
)

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.bulletin_assets.endpoints import Endpoint
from techpulse.bulletin_assets.ingest import watermark
from techpulse.bulletin_assets.resources import LakeResource, WordPressResource

CURSOR_TAG = "techpulse/cursor"


def cursor(newest: Mapping[str, datetime | None]) -> str:
    """The moments of the endpoints' newest changes in their order: `pages|media`."""
    return "|".join(moment.isoformat() if moment else "" for moment in newest.values())


def daily_schedule(endpoints: Sequence[Endpoint]) -> ScheduleDefinition:
    """Asks every day for those endpoints that have changed since their last complete load."""
    job = define_asset_job(
        "bulletin_job",
        selection=AssetSelection.assets(*(endpoint.asset for endpoint in endpoints)),
        description="What is new or changed, of every endpoint.",
        tags={"dagster/max_runtime": "14400"},
    )

    @schedule(
        name="bulletin_daily_schedule",
        job=job,
        cron_schedule="0 10 * * *",
        execution_timezone="UTC",
        description="Daily at 10:00 UTC: reads what has changed; skips where nothing has.",
    )
    def bulletin_daily_schedule(
        context: ScheduleEvaluationContext,
        *,
        wordpress: WordPressResource,
        duckdb: DuckDBStoreResource,
        lake: LakeResource,
    ) -> RunRequest | SkipReason:
        with wordpress.get_client() as client, duckdb.get_store() as store:
            newest = {each.key: client.newest(each.key, path=each.path).modified_at for each in endpoints}
            known = {each.key: watermark(store, each) for each in endpoints}
        changed = [each for each in endpoints if _is_later(newest[each.key], known[each.key])]
        if not changed:
            return SkipReason(f"nothing has changed since {cursor(known)}")
        config = {"config": {"upload_to_s3": lake.url is not None}}
        return RunRequest(
            run_key=f"{cursor(newest)}@{context.scheduled_execution_time.date()}",
            asset_selection=[AssetKey(each.asset) for each in changed],
            run_config={"ops": {each.asset: config for each in changed}},
            tags={CURSOR_TAG: cursor(newest)},
        )

    return bulletin_daily_schedule


def sweep_schedule(endpoints: Sequence[Endpoint], *, cron: str) -> ScheduleDefinition:
    """Asks for every endpoint's sweep."""
    job = define_asset_job(
        "bulletin_sweep_job",
        selection=AssetSelection.assets(*(endpoint.sweep_asset for endpoint in endpoints)),
        description="Tombstones for what the site lists no more.",
        tags={"dagster/max_runtime": "14400"},
    )
    return ScheduleDefinition(
        name="bulletin_sweep_schedule",
        job=job,
        cron_schedule=cron,
        execution_timezone="UTC",
        description="Looks for deleted records, weekly unless set otherwise.",
    )


def _is_later(newest: datetime | None, known: datetime | None) -> bool:
    return newest is not None and (known is None or newest > known)
