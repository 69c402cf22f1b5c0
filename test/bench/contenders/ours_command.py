"""TechPulse, as a person types it: the `techpulse ingest` command, its whole process from start to end."""

import subprocess
import sys
from pathlib import Path

from techpulse.duckdb_store import DuckDBStore

COMMAND = Path(sys.executable).with_name("techpulse")


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:
    options = ["--base-url", base_url, "--database", str(database), "--max-connections", "100", "--json"]
    subprocess.run([str(COMMAND), "ingest", *threads, *options], check=True, stdout=subprocess.DEVNULL)


def stored_ids(database: Path) -> list[int]:
    return [int(str(item_id)) for (item_id,) in DuckDBStore(database).query("SELECT item_id FROM current_hn_items")]
