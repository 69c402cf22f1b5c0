"""What this source adds to a code location."""

from collections import Counter
from collections.abc import Sequence

from dagster import Definitions, ResourceDefinition, in_process_executor

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.bulletin_assets.assets import bulletin_asset, sweep_asset
from techpulse.bulletin_assets.endpoints import Endpoint
from techpulse.bulletin_assets.resources import LakeResource, WordPressResource
from techpulse.bulletin_assets.schedules import daily_schedule, sweep_schedule


def definitions(
    endpoints: Sequence[Endpoint],
    wordpress: WordPressResource,
    *,
    duckdb: DuckDBStoreResource | ResourceDefinition,
    lake: LakeResource,
    sweep_cron: str,
) -> Definitions:
    """The assets, checks, jobs and schedules of a WordPress site's endpoints, over these resources.

    Raises:
        ValueError: two endpoints would make the same asset.
    """
    _require_distinct(endpoints)
    schedules = [daily_schedule(endpoints), sweep_schedule(endpoints, cron=sweep_cron)]
    return Definitions(
        assets=[make(endpoint) for endpoint in endpoints for make in (bulletin_asset, sweep_asset)],
        schedules=schedules,
        jobs=[each.job for each in schedules],
        resources={"wordpress": wordpress, "duckdb": duckdb, "lake": lake},
        executor=in_process_executor,
    )


def _require_distinct(endpoints: Sequence[Endpoint]) -> None:
    names = Counter(name for each in endpoints for name in (each.asset, each.sweep_asset))
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise ValueError(f"endpoints: {', '.join(twice)} would be made twice; give each a name of its own")
