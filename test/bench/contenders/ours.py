"""TechPulse, the ingest alone: walk and landing of each thread, without Dagster and interpreter start.

It is handed the threads, like its peers; the command, which looks them up, is a contender of its own.
"""

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from techpulse.duckdb_store import DuckDBStore
from techpulse.hn_client import HackerNewsClient
from techpulse.http_client import HttpPolicy
from techpulse.ingestion_assets import ingest_thread

import_module("nanoarrow")  # as the peers' Arrow
with HackerNewsClient():
    pass  # what an open client imports is there before the clock starts


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:
    """Four months at once over one client and one store, as the command does."""
    with (
        HackerNewsClient(base_url, policy=HttpPolicy(max_connections=100)) as client,
        DuckDBStore(database) as store,
        ThreadPoolExecutor(4) as pool,
    ):

        def month(key: str, thread_id: int) -> None:
            ingest_thread(client, store, partition_key=f"{key}-01", thread_id=thread_id)

        list(pool.map(month, threads, threads.values()))


def stored_ids(database: Path) -> list[int]:
    return [int(str(item_id)) for (item_id,) in DuckDBStore(database).query("SELECT item_id FROM current_hn_items")]
