"""What every test of the store starts from: an empty place, a store on it, a raw table and some records."""

from pathlib import Path

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "lake" / "bronze.duckdb"


@pytest.fixture
def store(database: Path) -> DuckDBStore:
    return DuckDBStore(database, lock_deadline_seconds=20.0)


@pytest.fixture
def items() -> BronzeTable:
    return BronzeTable("raw_hn_items", key="item_id")
