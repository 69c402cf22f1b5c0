"""What a person reads where there is nothing to build from.

Belongs here: what is said before dbt has connected, by the plugin itself and, as long trials, by dbt as it ends.
"""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

import duckdb
import pytest
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

from techpulse.duckdb_store import BronzeTable, DuckDBStore


class Lake(Protocol):
    """What `conftest.py` gives: a database file, and dbt on it."""

    path: Path

    def build(self, **variables: str) -> tuple[int, str]: ...


@pytest.fixture(scope="module")
def plugin() -> Any:
    """As dbt-duckdb makes it, by the name that the profile gives."""
    return BasePlugin.create("techpulse.analytics.plugin", config={})


@pytest.fixture
def without_threads(tmp_path: Path) -> Path:
    """A database that another source was loaded into."""
    with DuckDBStore(tmp_path / "lake.duckdb") as store:
        pages = BronzeTable("raw_bulletin_pages", key="id", holds="increments")
        store.complete_load(store.open_load("bulletin", "pages", table=pages).load_id)
    return tmp_path / "lake.duckdb"


def test_dbt_is_told_what_to_do_and_makes_no_file_when_there_is_no_database(plugin: Any, lake: Lake) -> None:
    with pytest.raises(DbtRuntimeError) as refusal:
        plugin.update_connection_config(SimpleNamespace(path=str(lake.path)), {})
    assert f"no database at {lake.path} yet: techpulse ingest 2024-05 makes it" in str(refusal.value)
    assert not lake.path.exists()


def test_dbt_is_told_what_to_do_when_no_thread_was_ever_loaded(plugin: Any, without_threads: Path) -> None:
    with (
        duckdb.connect(str(without_threads)) as connection,
        pytest.raises(DbtRuntimeError, match="no thread is loaded yet: run techpulse ingest 2024-05"),
    ):
        plugin.configure_connection(connection)


@pytest.mark.long
@pytest.mark.usefixtures("without_threads")
def test_one_line_says_what_to_do_when_dbt_finds_no_thread(lake: Lake) -> None:
    code, said = lake.build()
    assert code != 0
    assert said.count("no thread is loaded yet: run techpulse ingest") == 1
    assert "ERROR creating" not in said


@pytest.mark.long
def test_one_line_says_what_to_do_when_dbt_finds_no_database(lake: Lake) -> None:
    code, said = lake.build()
    assert code != 0
    assert [line.strip() for line in said.splitlines() if "techpulse ingest" in line] == [
        f"no database at {lake.path.name} yet: techpulse ingest 2024-05 makes it, or any month"
    ]
    assert not lake.path.exists()
