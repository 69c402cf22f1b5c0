"""A file of version 1 that is upgraded, killed in its upgrade, or newer than we know: in one schema, with all rows.

Belongs here: what a new version does with files of others. Does not: commits of rows (`test_faults_points.py`).
"""

import inspect
import json
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, StoreError

TRIALS = 10
MAY, JUNE = "2024-05-01", "2024-06-01"
TABLE = BronzeTable("raw_hn_items", key="item_id")
LANDING = Path(__file__).with_name("killed_landing.py")
MIGRATIONS = sorted((Path(inspect.getfile(DuckDBStore)).parent / "migrations").glob("*.sql"))

# What version 1 left behind: a complete load of May, and one of June that it had not finished.
VERSION_1 = """
CREATE TABLE raw_hn_items (
    load_id UUID NOT NULL,
    ingested_at TIMESTAMPTZ NOT NULL,
    item_id BIGINT NOT NULL,
    payload JSON NOT NULL,
    payload_sha256 VARCHAR NOT NULL,
    tombstone JSON
);
CREATE VIEW current_hn_items AS
WITH newest AS (
    SELECT source, partition_key, max_by(load_id, epoch) AS load_id
    FROM loads
    WHERE status = 'complete' AND table_name = 'raw_hn_items'
    GROUP BY source, partition_key
)
SELECT
    newest.partition_key, raw.load_id, raw.ingested_at, raw.item_id, raw.payload, raw.payload_sha256,
    raw.tombstone IS NOT NULL AS is_tombstone, raw.tombstone
FROM raw_hn_items AS raw
INNER JOIN newest ON raw.load_id = newest.load_id;
INSERT INTO schema_version VALUES (1, now());
INSERT INTO loads
SELECT
    uuid(), 'hn', month, 'raw_hn_items', status, 1, now(), now(), if(status = 'complete', now(), NULL),
    rows, 0, 0, rows, 99, 0, NULL, NULL, 'host', 7, 'owner', '1', NULL
FROM (VALUES ('2024-05-01', 'complete', 300), ('2024-06-01', 'running', 200)) AS old (month, status, rows);
INSERT INTO raw_hn_items
SELECT load_id, now(), unnest(range(rows)), '{"of": "old"}', sha256('{"of": "old"}'), NULL FROM loads;
"""


class Schema(NamedTuple):
    """The version that a file says it has, and what newer versions have added to it."""

    version: int
    added: frozenset[tuple[str, str]] = frozenset()


ADDED_BY_2 = frozenset({("file_identity", "file_id"), ("loads", "file_id")})
SCHEMAS = (Schema(1), Schema(2, ADDED_BY_2), Schema(3, ADDED_BY_2 | {("loads", "unchanged")}))


def left_by_version_1(folder: Path) -> Path:
    folder.mkdir()
    with duckdb.connect(folder / "lake.duckdb") as connection:
        connection.execute(MIGRATIONS[0].read_text())
        connection.execute(VERSION_1)
    return folder / "lake.duckdb"


def schema(database: Path) -> Schema:
    with duckdb.connect(database, read_only=True) as connection:
        columns = connection.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
        [(version,)] = connection.execute("SELECT max(version) FROM schema_version").fetchall()
    return Schema(version, SCHEMAS[-1].added.intersection(columns))


def assert_brought_up(database: Path) -> None:
    """The next write brings a file of version 1 to the newest version, with all rows and both loads."""
    with DuckDBStore(database) as store:
        june = store.open_load("hn", JUNE, table=TABLE)
        assert (june.status, june.rows) == ("running", 200)
        store.complete_load(june.load_id)
        rows = store.query("SELECT partition_key, count(DISTINCT item_id), count(*) FROM current_hn_items GROUP BY 1")
        assert sorted(rows) == [(MAY, 300, 300), (JUNE, 200, 200)]
        assert len(store.loads(partition_key=JUNE)) == 1
        assert store.verify() == []
    assert schema(database) == SCHEMAS[-1]
    assert len(SCHEMAS) == len(MIGRATIONS)


def killed(database: Path, *, point: str | int = "", before: tuple[str, ...] = ()) -> bool:
    """Whether the upgrade was killed; then the file is whole, in the schema of the last step that it committed."""
    upgrade = [sys.executable, str(LANDING), json.dumps([str(database), "new", [], "open", point])]
    ended = subprocess.run([*before, *upgrade], capture_output=True, text=True, check=False, timeout=60)
    if ended.returncode == 0:
        return False
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    reached = SCHEMAS[min(ended.stdout.count("commit"), len(SCHEMAS) - 1)]
    assert schema(database) == reached
    with DuckDBStore(database) as store:
        if reached == SCHEMAS[-1]:
            assert store.verify() == []
        else:
            with pytest.raises(StoreError, match=rf"has schema {reached.version}, .* the next ingest upgrades it"):
                store.loads()
    assert_brought_up(database)
    return True


@pytest.mark.parametrize("point", ["before create", "before commit", "after commit", "before checkpoint"])
def test_schema_is_that_of_the_last_whole_step_when_killed_in_a_migration(tmp_path: Path, point: str) -> None:
    assert killed(left_by_version_1(tmp_path / "old"), point=point)


@pytest.mark.long
def test_schema_is_that_of_the_last_whole_step_when_killed_before_any_call_of_a_migration(tmp_path: Path) -> None:
    hits = [killed(left_by_version_1(tmp_path / str(nth)), point=nth) for nth in range(1, 36)]
    assert sum(hits) >= TRIALS
    print(f"SIGKILL in a migration: {sum(hits)} trials, 0 failures")


@pytest.mark.long
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing (apt-get install strace)")
def test_schema_is_that_of_the_last_whole_step_when_killed_in_the_checkpoint_of_a_migration(tmp_path: Path) -> None:
    hits = []
    for call, nth in [*(("pwrite64", nth) for nth in range(1, 9)), ("unlink", 1), ("unlink", 2)]:
        database = left_by_version_1(tmp_path / f"{call}{nth}")
        files = (f"-P{database}", f"-P{database}.wal")
        inject = f"-einject={call}:signal=SIGKILL:when={nth}"
        hits.append(killed(database, before=("strace", "-f", "-qq", f"-o{database}.trace", *files, inject)))
    assert sum(hits) >= 5
    print(f"SIGKILL in the checkpoint of a migration: {sum(hits)} trials, 0 failures")


def test_rows_and_loads_are_kept_when_a_file_of_version_1_is_upgraded(tmp_path: Path) -> None:
    assert_brought_up(left_by_version_1(tmp_path / "old"))


def test_file_is_left_as_it_was_when_its_schema_is_newer(tmp_path: Path) -> None:
    database = left_by_version_1(tmp_path / "newer")
    with duckdb.connect(database) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, now())")
    before = database.read_bytes()
    with DuckDBStore(database) as store:
        for use in (store.loads, lambda: store.open_load("hn", MAY, table=TABLE)):
            with pytest.raises(StoreError, match=r"schema 99, .* upgrade techpulse"):
                use()
    assert database.read_bytes() == before
    assert [path.name for path in database.parent.iterdir() if path.suffix != ".lock"] == [database.name]
