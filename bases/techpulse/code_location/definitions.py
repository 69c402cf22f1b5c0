"""Settings to resources to definitions, when Dagster asks for them."""

from importlib.metadata import version

from dagster import Definitions, definitions

from techpulse import ingestion_assets
from techpulse.asset_kit import DuckDBStoreResource
from techpulse.ingestion_assets import HackerNewsClientResource
from techpulse.settings import load_settings


@definitions
def defs() -> Definitions:
    """Everything this code location runs, by the environment at the moment of loading."""
    settings = load_settings()
    hn_client = HackerNewsClientResource(
        base_url=settings.hn_base_url,
        max_connections=settings.hn_max_connections,
        requests_per_second=settings.hn_requests_per_second,
        contact_url=settings.contact_url,
    )
    duckdb = DuckDBStoreResource(
        database_path=str(settings.db_path),
        lock_deadline_seconds=settings.lock_deadline_seconds,
        code_version=version("code-location"),
    )
    return Definitions.merge(ingestion_assets.definitions(hn_client, duckdb))
