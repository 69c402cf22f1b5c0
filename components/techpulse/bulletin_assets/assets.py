"""Two assets of every endpoint, made by a factory: its records as they change, and the ones that are gone.

Belongs here: how each reads as a sentence: choose the baseline, fetch, land, export, report. Does not: any of these.
"""

import time
from datetime import UTC, datetime

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    Backoff,
    Jitter,
    MaterializeResult,
    MetadataValue,
    RetryPolicy,
    asset,
)

from techpulse.asset_kit import DuckDBStoreResource, dagster_failures, load_metadata
from techpulse.bulletin_assets.baseline import Baseline, chosen, named_at
from techpulse.bulletin_assets.checks import check_results, checks
from techpulse.bulletin_assets.columns import RAW_COLUMNS
from techpulse.bulletin_assets.config import BulletinConfig, SweepConfig
from techpulse.bulletin_assets.endpoints import SOURCE, Endpoint
from techpulse.bulletin_assets.exports import Uploaded, export, newest_exported_at, object_store, upload
from techpulse.bulletin_assets.ingest import ingest_endpoint, sweep_endpoint, watermark
from techpulse.bulletin_assets.preview import preview
from techpulse.bulletin_assets.resources import LakeResource, WordPressResource
from techpulse.duckdb_store import DuckDBStore
from techpulse.lake_export import Export
from techpulse.wordpress_client import WordPressClient

OWNERS = ["team:data-engineering"]
POOL = "bulletin_api"
_MAY_PASS = RetryPolicy(max_retries=3, delay=30, backoff=Backoff.EXPONENTIAL, jitter=Jitter.FULL)


def bulletin_asset(endpoint: Endpoint) -> AssetsDefinition:
    """The asset of an endpoint's records: one load a run, exported where it holds anything new."""

    @asset(
        name=endpoint.asset,
        description=f"What is new or changed in the site's {endpoint.key}, exactly as sent.",
        group_name=SOURCE,
        owners=OWNERS,
        kinds={"wordpress", "duckdb", "parquet"},
        tags={"layer": "bronze"},
        pool=POOL,
        retry_policy=_MAY_PASS,
        check_specs=checks(endpoint),
        metadata={"dagster/column_schema": RAW_COLUMNS, "dagster/table_name": endpoint.table.name},
    )
    def changed(
        context: AssetExecutionContext,
        config: BulletinConfig,
        *,
        wordpress: WordPressResource,
        duckdb: DuckDBStoreResource,
        lake: LakeResource,
    ) -> MaterializeResult:  # type: ignore[type-arg]  # Dagster reads the annotation and knows only the bare class
        with dagster_failures(context.run.tags), wordpress.get_client() as client, duckdb.get_store() as store:
            return _loaded(config, client=client, store=store, lake=lake, endpoint=endpoint)

    return changed


def sweep_asset(endpoint: Endpoint) -> AssetsDefinition:
    """The asset of what is gone from an endpoint: tombstones, and whatever no increment has shown."""

    @asset(
        name=endpoint.sweep_asset,
        description=f"Tombstones for the site's {endpoint.key} that it lists no more, and what slipped by unseen.",
        group_name=SOURCE,
        owners=OWNERS,
        kinds={"wordpress", "duckdb"},
        tags={"layer": "bronze"},
        pool=POOL,
        deps=[endpoint.asset],
        retry_policy=_MAY_PASS,
        metadata={"dagster/column_schema": RAW_COLUMNS, "dagster/table_name": endpoint.table.name},
    )
    def gone(
        context: AssetExecutionContext,
        config: SweepConfig,
        *,
        wordpress: WordPressResource,
        duckdb: DuckDBStoreResource,
    ) -> MaterializeResult:  # type: ignore[type-arg]  # Dagster reads the annotation and knows only the bare class
        begun = time.monotonic()
        with dagster_failures(context.run.tags), wordpress.get_client() as client, duckdb.get_store() as store:
            load = sweep_endpoint(client, store, endpoint=endpoint, most_deleted_share=config.most_deleted_share)
            return MaterializeResult(metadata=load_metadata(load, duration_seconds=time.monotonic() - begun))

    return gone


def _loaded(
    config: BulletinConfig, *, client: WordPressClient, store: DuckDBStore, lake: LakeResource, endpoint: Endpoint
) -> MaterializeResult:  # type: ignore[type-arg]  # as above
    begun = time.monotonic()
    name = named_at(load_date=config.load_date, load_time=config.load_time, now=datetime.now(UTC))
    target = object_store(lake) if config.upload_to_s3 else None
    since = _baseline(config, store=store, lake=lake, endpoint=endpoint)
    found = ingest_endpoint(client, store, endpoint=endpoint, baseline=since)
    exported = export(store, lake, endpoint=endpoint, named_at=name)
    uploaded = upload(lake, target, endpoint=endpoint) if target else None
    return MaterializeResult(
        metadata={
            **load_metadata(found.load, duration_seconds=time.monotonic() - begun),
            **_lake_metadata(exported, uploaded),
            "dagster/row_count": found.current_rows,
            "unchanged_count": found.load.unchanged,
            "watermark": found.load.watermark or "none",
            "baseline": since.reason,
            "preview": MetadataValue.md(preview(store, found.load.load_id, endpoint=endpoint)),
        },
        check_results=check_results(store, found, endpoint=endpoint),
    )


def _baseline(config: BulletinConfig, *, store: DuckDBStore, lake: LakeResource, endpoint: Endpoint) -> Baseline:
    known = watermark(store, endpoint)
    return chosen(
        full_refresh=config.full_refresh,
        last_modified_date=config.last_modified_date,
        watermark=known,
        exported=newest_exported_at(lake, endpoint) if known is None else None,
    )


def _lake_metadata(exported: Export | None, uploaded: Uploaded | None) -> dict[str, MetadataValue | str | int]:
    """Where the export lies, and what went to the object store."""
    described: dict[str, MetadataValue | str | int] = {}
    if exported:
        described |= {"export": MetadataValue.path(str(exported.path)), "export_sha256": exported.sha256}
    if uploaded:
        described |= {"uploads": "\n".join(uploaded.uris) or "nothing new", "pruned_exports": uploaded.pruned}
    return described
