"""Databases for dbt to build on: threads landed through the store, and builds in processes of their own.

Belongs here: landing, building, reading Gold back. Does not: what must hold of it.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from techpulse.analytics import DbtCommand, dbt_command
from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
from techpulse.hn_simulator import generate_history

ITEMS = BronzeTable("raw_hn_items", key="item_id")
MONTHS = ("2012-03", "2012-04", "2012-05")
COMMENTS = 40

Item = dict[str, Any]
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Lake:
    """A database file, and dbt on it."""

    path: Path

    def land(self, month: str, items: Iterable[Item | str]) -> None:
        """A complete load of the month: items as JSON text or to be; deleted ones with a tombstone beside them."""
        texts = [item if isinstance(item, str) else json.dumps(item) for item in items]
        read = [(json.loads(text), text) for text in texts]
        gone = '{"reason": "deleted at the source"}'
        with DuckDBStore(self.path) as store:
            load = store.open_load("hacker_news", f"{month}-01", table=ITEMS)
            records = [
                RawRecord(item["id"], text, tombstone=gone if item.get("deleted") else None) for item, text in read
            ]
            store.complete_load(load.load_id, records=records)

    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]:
        """`dbt build`, begun; a warning is an error."""
        command: DbtCommand = dbt_command("build", "--warn-error", "--no-use-colors", *words, database=self.path)
        here = {"TECHPULSE_DB_PATH": self.path.name}  # as copies have it, too, or dbt would drop the parse that it kept
        environment = os.environ | command.environment | here | variables
        return subprocess.Popen(
            command.arguments, env=environment, cwd=self.path.parent, stdout=subprocess.PIPE, text=True
        )

    def build(self, *words: str, **variables: str) -> tuple[int, str]:
        """The exit code of `dbt build` and what it said."""
        with self.start(*words, **variables) as process:
            said, _ = process.communicate()
        return process.returncode, said

    @property
    def log(self) -> Path:
        return scratch(self.path) / "logs" / "dbt.log"

    def query(self, sql: str) -> Rows:
        """The rows, read by a process that names the file's catalog as it likes."""
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{self.path}' AS read_here (READ_ONLY)")
            connection.execute("USE read_here; SET TimeZone = 'UTC'")
            return connection.execute(sql).fetchall()

    def write(self, sql: str) -> None:
        with duckdb.connect(str(self.path)) as connection:
            connection.execute(sql)

    def gold(self) -> dict[str, Rows]:
        """Every table of Gold, its rows in order, in words."""
        names = self.query("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'gold' ORDER BY ALL")
        return {name: self.query(f"SELECT row::VARCHAR FROM gold.{name} AS row ORDER BY ALL") for (name,) in names}

    def copy(self, folder: Path, *, with_results: bool = True) -> "Lake":
        """Another file with the same Bronze, and the same Silver and Gold if wanted."""
        other = Lake(folder / self.path.name)
        shutil.copy(self.path, other.path)
        shutil.copytree(scratch(self.path), scratch(other.path))
        if not with_results:
            other.write("DROP SCHEMA gold CASCADE; DROP SCHEMA silver CASCADE")
        return other


def scratch(database: Path) -> Path:
    return database.with_name(database.name + ".dbt")


def thread(month: str) -> list[Item]:
    """A made-up hiring thread, the story first."""
    items = [json.loads(body) for body in generate_history(month, comments=COMMENTS).items.values()]
    [story] = [item for item in items if "kids" in item and item["type"] == "story"]
    return [story, *(item for item in items if item["type"] == "comment")]


def living_posts(items: Iterable[Item]) -> list[Item]:
    """What the house means by posts, told once more: living comments right below the story."""
    story, *comments = items
    return [item for item in comments if item["parent"] == story["id"] and not item.keys() & {"deleted", "dead"}]


@pytest.fixture(scope="session")
def threads() -> Mapping[str, list[Item]]:
    return {month: thread(month) for month in MONTHS}


@pytest.fixture(scope="session")
def built(threads: Mapping[str, list[Item]], tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """Three months, built from nothing. Tests that write take a copy."""
    lake = Lake(tmp_path_factory.mktemp("built") / "lake.duckdb")
    for month, items in threads.items():
        lake.land(month, items)
    code, said = lake.build()
    assert (code, "WARN=0 ERROR=0 SKIP=0" in said) == (0, True), said
    return lake


@pytest.fixture(scope="session")
def living() -> Callable[[Iterable[Item]], list[Item]]:
    return living_posts


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """One that is not there yet."""
    return Lake(tmp_path / "lake.duckdb")
