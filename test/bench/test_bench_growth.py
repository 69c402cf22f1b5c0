"""What landing one month costs as its table grows. `TECHPULSE_BENCH_ROWS` adds a larger table, such as 3000000."""

import os
import time
from pathlib import Path
from statistics import median

import duckdb
import pytest

from techpulse.asset_kit import land
from techpulse.duckdb_store import BronzeTable, DuckDBStore, FetchCounters, RawRecord

TABLE = BronzeTable("raw_hn_items", key="item_id")
MONTH_ROWS, ROUNDS = 700, 5
SIZES = (10_000, 100_000, 1_000_000)

FILL = """
INSERT INTO raw_hn_items
SELECT
    (lpad(to_hex(item_id // 700), 8, '0') || '-0000-7000-8000-000000000000')::UUID,
    now(), item_id, payload, sha256(payload), NULL
FROM (
    SELECT item_id, json_object('id', item_id, 'text', repeat(md5(item_id::VARCHAR), 37)) AS payload
    FROM range($rows) AS items(item_id)
)
"""

# Each 700 rows a load of its own, complete like the first one.
ENTER = """
INSERT INTO loads
SELECT landed.* REPLACE (grown.load_id AS load_id, grown.load_id::VARCHAR AS partition_key, grown.rows AS rows)
FROM
    (SELECT * FROM loads) AS landed,
    (SELECT load_id, count(*) AS rows FROM raw_hn_items ANTI JOIN loads USING (load_id) GROUP BY load_id) AS grown
"""


def filled(database: Path, *, rows: int) -> DuckDBStore:
    """A store whose table holds that many rows of other loads, written past the store since only the size matters."""
    store = DuckDBStore(database)
    land_month(store, "first")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{database}' AS grown (ROW_GROUP_SIZE 4096)")  # as the store does
        connection.execute("USE grown")
        connection.execute(FILL, {"rows": rows})
        connection.execute(ENTER)
        connection.execute("CHECKPOINT")
    assert store.query("SELECT count(*) FROM raw_hn_items") == [(rows + MONTH_ROWS,)]
    assert store.verify() == []
    return store


def land_month(store: DuckDBStore, partition_key: str) -> float:
    """Seconds from opening the load to "complete", the records being there already."""
    records = [RawRecord(key, f'{{"id":{key},"text":"{"x" * 1200}"}}') for key in range(MONTH_ROWS)]
    begun = time.monotonic()
    load = store.open_load("hacker_news", partition_key, table=TABLE)
    assert land(store, load, records=records, fetched=FetchCounters).rows == MONTH_ROWS
    return time.monotonic() - begun


@pytest.mark.long
def test_a_month_lands_whole_when_the_table_is_large(tmp_path: Path) -> None:
    larger = os.environ.get("TECHPULSE_BENCH_ROWS")
    stores = {
        rows: filled(tmp_path / f"{rows}.duckdb", rows=rows) for rows in (*SIZES, *([int(larger)] if larger else ()))
    }
    took: dict[int, list[float]] = {rows: [] for rows in stores}
    for number in range(ROUNDS):
        for rows, store in stores.items():
            took[rows].append(land_month(store, f"round {number}"))
    print(f"\n| rows before | {MONTH_ROWS} rows land in, s | ÷ first |\n|--:|--:|--:|")
    for rows, seconds in took.items():
        print(f"| {rows:,} | {median(seconds):.3f} | {median(seconds) / median(took[SIZES[0]]):.2f} |")
