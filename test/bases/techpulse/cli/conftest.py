"""A database with a made-up Gold in it, as dbt would leave it."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord

POSTS_A_MONTH = 40


def land(database: Path, *payloads: str) -> None:
    """A complete load of October 2026."""
    with DuckDBStore(database) as store:
        load = store.open_load("hacker_news", "2026-10-01", table=BronzeTable("raw_hn_items", key="item_id"))
        store.insert_items(load.load_id, [RawRecord(key, payload) for key, payload in enumerate(payloads, 1)])
        store.complete_load(load.load_id)


@pytest.fixture(scope="session")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """187 months of 40 posts; who needs to write copies it."""
    database = tmp_path_factory.mktemp("gold") / "lake.duckdb"
    land(database)
    sql = Path(__file__).with_name("made_up_gold.sql").read_text(encoding="utf-8")
    with duckdb.connect(str(database)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(sql.replace("$1", str(POSTS_A_MONTH)))
    return database


@pytest.fixture
def bronze(tmp_path: Path) -> Callable[..., Path]:
    """Lands payloads of one month in a new database, without Gold."""

    def landed(*payloads: str) -> Path:
        database = tmp_path / "lake.duckdb"
        land(database, *payloads)
        return database

    return landed
