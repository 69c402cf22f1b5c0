"""What a person reads where there is nothing to build from."""

from pathlib import Path
from typing import Protocol

from techpulse.duckdb_store import BronzeTable, DuckDBStore


class Lake(Protocol):
    """What `conftest.py` gives: a database file, and dbt on it."""

    path: Path

    def build(self, **variables: str) -> tuple[int, str]: ...


def test_one_line_says_what_to_do_and_no_file_is_made_when_there_is_no_database(lake: Lake) -> None:
    code, said = lake.build()
    assert code != 0
    assert [line.strip() for line in said.splitlines() if "techpulse ingest" in line] == [
        f"no database at {lake.path} yet: techpulse ingest 2024-05 makes it, or any month"
    ]
    assert not lake.path.exists()


def test_one_line_says_what_to_do_when_no_thread_was_ever_loaded(lake: Lake) -> None:
    with DuckDBStore(lake.path) as store:
        pages = BronzeTable("raw_bulletin_pages", key="id", holds="increments")
        store.complete_load(store.open_load("bulletin", "pages", table=pages).load_id)
    code, said = lake.build()
    assert code != 0
    assert said.count("no thread is loaded yet: run techpulse ingest") == 1
    assert "ERROR creating" not in said
