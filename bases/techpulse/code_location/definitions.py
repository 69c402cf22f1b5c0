"""Settings to resources to definitions, when Dagster asks for them."""

from importlib.metadata import version

from dagster import Definitions, definitions

from techpulse import bulletin_assets, conference_assets, ingestion_assets, monitoring_assets, parliament_assets
from techpulse.asset_kit import DuckDBStoreResource
from techpulse.bulletin_assets import Endpoint, LakeResource, WordPressResource
from techpulse.conference_assets import ConferenceResource
from techpulse.ingestion_assets import HackerNewsClientResource
from techpulse.monitoring_assets import MonitorThresholds
from techpulse.parliament_assets import ParliamentResource
from techpulse.settings import Settings, load_settings


@definitions
def defs() -> Definitions:
    """Everything this code location runs, by the environment at the moment of loading."""
    settings = load_settings()
    duckdb = DuckDBStoreResource(
        database_path=str(settings.db_path),
        lock_deadline_seconds=settings.lock_deadline_seconds,
        code_version=version("code-location"),
    )
    parts = (_hacker_news, _bulletin, _parliament, _conferences, _monitoring)
    return Definitions.merge(*(part(settings, duckdb) for part in parts))


def _hacker_news(settings: Settings, duckdb: DuckDBStoreResource) -> Definitions:
    hn_client = HackerNewsClientResource(
        base_url=settings.hn_base_url,
        max_connections=settings.hn_max_connections,
        requests_per_second=settings.hn_requests_per_second,
        contact_url=settings.contact_url,
    )
    return ingestion_assets.definitions(hn_client, duckdb)


def _bulletin(settings: Settings, duckdb: DuckDBStoreResource) -> Definitions:
    wordpress = WordPressResource(
        base_url=settings.bulletin_base_url,
        max_connections=settings.bulletin_max_connections,
        contact_url=settings.contact_url,
    )
    lake = LakeResource(
        folder=str(settings.export_folder),
        url=settings.export_url,
        compression=settings.export_compression,
        exports_kept=settings.exports_kept,
    )
    endpoints = [Endpoint(key, path) for key, path in settings.bulletin_endpoints]
    cron = settings.bulletin_sweep_cron
    return bulletin_assets.definitions(endpoints, wordpress, duckdb=duckdb, lake=lake, sweep_cron=cron)


def _parliament(settings: Settings, duckdb: DuckDBStoreResource) -> Definitions:
    parliament = ParliamentResource(
        openparliament_url=settings.openparliament_base_url,
        legisinfo_url=settings.legisinfo_base_url,
        openparliament_requests_per_second=settings.openparliament_requests_per_second,
        legisinfo_max_connections=settings.legisinfo_max_connections,
        legisinfo_form=settings.legisinfo_form,
        contact_url=settings.contact_url,
        contact_email=settings.contact_email,
    )
    return parliament_assets.definitions(parliament, duckdb)


def _conferences(settings: Settings, duckdb: DuckDBStoreResource) -> Definitions:
    addresses = {site: list(urls) for site, urls in settings.conference_addresses}
    return conference_assets.definitions(
        ConferenceResource(addresses=addresses, contact_url=settings.contact_url), duckdb
    )


def _monitoring(settings: Settings, duckdb: DuckDBStoreResource) -> Definitions:
    thresholds = MonitorThresholds(
        silence_hours=(*MonitorThresholds().silence_hours, *settings.health_source_hours),
        default_silence_hours=settings.health_default_hours,
        failure_rate=settings.monitor_failure_rate,
    )
    webhook = settings.monitor_webhook_url
    return monitoring_assets.definitions(
        duckdb, thresholds=thresholds, webhook_url=webhook.get_secret_value() if webhook else None
    )
