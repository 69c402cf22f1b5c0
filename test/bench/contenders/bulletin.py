"""TechPulse, one whole WordPress endpoint: listed, validated, landed; without Dagster and interpreter start."""

from importlib import import_module
from pathlib import Path

from techpulse.bulletin_assets import Baseline, Endpoint, ingest_endpoint
from techpulse.duckdb_store import DuckDBStore
from techpulse.wordpress_client import WordPressClient

import_module("nanoarrow")  # as the peer's Arrow
with WordPressClient():
    pass  # what an open client imports is there before the clock starts


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:
    """Every endpoint named in `threads`."""
    with WordPressClient(base_url) as client, DuckDBStore(database) as store:
        for key in threads:
            ingest_endpoint(client, store, endpoint=Endpoint(key, key), baseline=Baseline(None, "everything"))


def stored_ids(database: Path) -> list[int]:
    return [int(str(key)) for (key,) in DuckDBStore(database).query("SELECT id FROM current_bulletin_pages")]
