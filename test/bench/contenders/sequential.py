"""The naive loop: one request at a time on one kept connection, rows into DuckDB a hundred at a time."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

BATCH = 100


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE items (id BIGINT, payload JSON)")
        batch = []
        for row in walk(base_url, list(threads.values())):
            batch.append(row)
            if len(batch) == BATCH:
                connection.executemany("INSERT INTO items VALUES (?, ?)", batch)
                batch = []
        if batch:
            connection.executemany("INSERT INTO items VALUES (?, ?)", batch)


def walk(base_url: str, waiting: list[int]) -> Iterator[tuple[int, str]]:
    address = urlsplit(base_url)
    connection = HTTPConnection(address.netloc)
    while waiting:
        item_id = waiting.pop()
        connection.request("GET", f"{address.path}/item/{item_id}.json")
        payload = connection.getresponse().read().decode()
        waiting += json.loads(payload).get("kids", [])
        yield item_id, payload
    connection.close()


def stored_ids(database: Path) -> list[int]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return [item_id for (item_id,) in connection.execute("SELECT id FROM items").fetchall()]
