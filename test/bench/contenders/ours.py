"""TechPulse, the ingest alone: look-up, walk and landing of each month, without Dagster and interpreter start."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from techpulse.duckdb_store import DuckDBStore
from techpulse.hn_client import HackerNewsClient
from techpulse.http_client import HttpPolicy
from techpulse.ingestion_assets import ingest_thread

with HackerNewsClient():
    pass  # what an open client imports is there before the clock starts


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:
    """Finds the threads itself, which its peers are spared; four months at once, as the command does."""
    with HackerNewsClient(base_url, policy=HttpPolicy(max_connections=100)) as client, ThreadPoolExecutor(4) as pool:

        def month(text: str) -> None:
            first = date.fromisoformat(f"{text}-01")
            thread_id = client.find_thread(first)
            assert thread_id
            with DuckDBStore(database) as store:
                ingest_thread(client, store, partition_key=first.isoformat(), thread_id=thread_id)

        list(pool.map(month, threads))


def stored_ids(database: Path) -> list[int]:
    return [int(str(item_id)) for (item_id,) in DuckDBStore(database).query("SELECT item_id FROM current_hn_items")]
