"""dlt, tuned after its own guide (dlthub.com/docs/reference/performance) and by trial.

Requests as deferred callables over 64 worker threads on kept connections, all months in one walk, rows handed on as
Arrow tables of up to 5,000, which dlt writes to Parquet and DuckDB reads, with no normalizing in between.
"""

import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import dlt  # type: ignore[import-not-found]  # lives in the peers' environment alone
import duckdb
import pyarrow as pa  # type: ignore[import-not-found]  # the same
import urllib3

WORKERS = 64
PAGE_ROWS = 5_000
IMPORTED_ON_FIRST_USE = ("dlt.destinations.impl.duckdb.duck", "dlt.load", "dlt.normalize", "pyarrow.parquet")
TUNING = {
    "EXTRACT__WORKERS": f"{WORKERS}",
    "EXTRACT__MAX_PARALLEL_ITEMS": f"{2 * WORKERS}",
    "EXTRACT__FUTURES_POLL_INTERVAL": "0.001",
    "NORMALIZE__WORKERS": "1",  # a pool of processes costs more than Arrow leaves to do
    "RESTORE_FROM_DESTINATION": "false",
    "RUNTIME__DLTHUB_TELEMETRY": "false",
}


for name in IMPORTED_ON_FIRST_USE:
    import_module(name)  # before the clock starts


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:
    os.environ.update(TUNING)
    walk = Walk(base_url, list(threads.values()))
    items = dlt.resource(walk.tables_and_requests(), name="items", write_disposition="append")
    pipeline = dlt.pipeline(
        "bench",
        pipelines_dir=str(database.with_suffix(".dlt")),
        destination=dlt.destinations.duckdb(str(database)),
        dataset_name="bronze",
    )
    pipeline.run(items, loader_file_format="parquet")


class Walk:
    """The threads' items, each fetched by a callable that dlt runs in its pool; the walk itself is one thread's."""

    def __init__(self, base_url: str, roots: list[int]) -> None:
        self._item_url = base_url + "/item/{}.json"
        self._waiting = deque(roots)
        self._answers: deque[tuple[int, str, list[int]]] = deque()
        self._pool = urllib3.PoolManager(maxsize=WORKERS)

    def tables_and_requests(self) -> "Iterator[pa.Table | Callable[[], None] | None]":
        rows: list[tuple[int, str]] = []
        in_flight = 0
        while in_flight or self._waiting:
            if self._answers:
                item_id, payload, kids = self._answers.popleft()
                in_flight -= 1
                self._waiting.extendleft(reversed(kids))
                rows.append((item_id, payload))
            elif self._waiting:
                in_flight += 1
                yield partial(self._fetch, self._waiting.popleft())
            else:
                yield None  # let dlt wait for its workers
            if len(rows) == PAGE_ROWS or (rows and not in_flight and not self._waiting):
                yield _table(rows)
                rows = []

    def _fetch(self, item_id: int) -> None:
        payload = self._pool.request("GET", self._item_url.format(item_id)).data.decode()
        self._answers.append((item_id, payload, json.loads(payload).get("kids", [])))


def _table(rows: list[tuple[int, str]]) -> "pa.Table":
    ids, payloads = zip(*rows, strict=True)
    return pa.table({"id": pa.array(ids, pa.int64()), "payload": pa.array(payloads)})


def stored_ids(database: Path) -> list[int]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return [item_id for (item_id,) in connection.execute("SELECT id FROM bronze.items").fetchall()]
