"""One asset of each site and one of all editions, made by one step, so that a site that fails stops no other.

Belongs here: how a run reads as a sentence: crawl, report, store, report, fail. Does not: any of these.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    AssetSpec,
    Backoff,
    Jitter,
    MaterializeResult,
    RetryPolicy,
    multi_asset,
)

from techpulse.asset_kit import DuckDBStoreResource, dagster_failures
from techpulse.conference_assets.checks import STORE_ASSET, check_results, specs
from techpulse.conference_assets.config import DAYS, require_today
from techpulse.conference_assets.crawl import crawl, require_all
from techpulse.conference_assets.editions import store_editions
from techpulse.conference_assets.report import site_metadata, store_metadata
from techpulse.conference_assets.resources import ConferenceResource
from techpulse.conference_assets.tables import SITES
from techpulse.conference_client import Source

OWNERS = ["team:data-engineering"]
_MAY_PASS = RetryPolicy(max_retries=3, delay=60, backoff=Backoff.EXPONENTIAL, jitter=Jitter.FULL)
_NAMES: dict[Source, str] = {site: f"{site}_conferences" for site in SITES}
_KINDS = {"python", "duckdb"}


@multi_asset(
    name="crawl",
    specs=[
        *(
            AssetSpec(
                _NAMES[site],
                group_name="scrapers",
                owners=OWNERS,
                kinds=_KINDS,
                description=f"What {site} tells today.",
            )
            for site in SITES
        ),
        AssetSpec(
            STORE_ASSET,
            deps=[_NAMES[site] for site in SITES],
            group_name="storage",
            owners=OWNERS,
            kinds=_KINDS,
            description="One row per edition and per deadline, joined of all sites, with every change kept.",
            metadata={"dagster/table_name": "conferences"},
        ),
    ],
    check_specs=specs(),
    partitions_def=DAYS,
    can_subset=True,
    pool="conference_sites",
    retry_policy=_MAY_PASS,
)
def crawl_sites(
    context: AssetExecutionContext, conferences: ConferenceResource, *, duckdb: DuckDBStoreResource
) -> Iterator[MaterializeResult | AssetCheckResult]:  # type: ignore[type-arg]  # Dagster knows only the bare class
    """Each site's pages in Bronze, then all editions; what succeeded stays when a site fails, and the run fails."""
    now = datetime.now(UTC)
    chosen = {key.to_user_string() for key in context.selected_asset_keys}
    with dagster_failures(context.run.tags), duckdb.get_store() as store:
        require_today(context.partition_key if context.has_partition_key else None, now=now)
        sources = [site for site in SITES if _NAMES[site] in chosen]
        crawled = crawl(conferences.get_client, store, sources=sources, now=now)
        for site in crawled.sites:
            yield MaterializeResult(asset_key=_NAMES[site.source], metadata=site_metadata(site))
        if STORE_ASSET in chosen:
            stored = store_editions(store)
            verdicts = check_results(store, stored, now=now)
            yield MaterializeResult(
                asset_key=STORE_ASSET, metadata=store_metadata(store, stored, now=now), check_results=verdicts
            )
        require_all(crawled)
