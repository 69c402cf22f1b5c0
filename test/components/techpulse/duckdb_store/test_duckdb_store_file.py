"""Which file it is, who made it, and what is said where it cannot be used; a file that is not ours stays as it was."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord, StoreError
from techpulse.duckdb_store.duckdb_file import DuckDBFile
from techpulse.duckdb_store.schema import migrate, require, shipped_migrations


def test_the_path_is_the_argument_then_the_environment_then_the_default_when_a_store_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TECHPULSE_DB_PATH", raising=False)
    assert DuckDBStore().database_path == tmp_path / "data" / "techpulse.duckdb"
    monkeypatch.setenv("TECHPULSE_DB_PATH", "from_env.duckdb")
    assert DuckDBStore().database_path == tmp_path / "from_env.duckdb"
    assert DuckDBStore("given.duckdb").database_path == tmp_path / "given.duckdb"


def test_reading_creates_nothing_when_there_is_no_database(store: DuckDBStore, database: Path) -> None:
    for read in (store.loads, store.verify, lambda: store.query("SELECT 1")):
        with pytest.raises(StoreError, match=r"no database at .* yet"):
            read()

    assert not database.parent.exists()


def test_nothing_but_the_database_and_its_lock_lies_there_when_a_load_is_done(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    with store:
        load = store.open_load("hn", "2024-05-01", table=items)
        store.insert_items(load.load_id, [RawRecord(1, "{}")])
        store.complete_load(load.load_id)

    assert sorted(path.name for path in database.parent.iterdir()) == ["bronze.duckdb", "bronze.duckdb.lock"]


def test_a_query_cannot_write_when_it_tries(store: DuckDBStore, items: BronzeTable) -> None:
    store.open_load("hn", "2024-05-01", table=items)

    with pytest.raises(StoreError, match="read-only"):
        store.query("DELETE FROM loads")
    with pytest.raises(StoreError, match="Parser Error"):
        store.query("SELEC 1")


def test_named_and_listed_parameters_are_bound_when_a_query_has_them(store: DuckDBStore, items: BronzeTable) -> None:
    load = store.open_load("hn", "2024-05-01", table=items)

    assert store.query("SELECT epoch FROM loads WHERE load_id = $id", {"id": load.load_id}) == [(1,)]
    assert store.query("SELECT epoch FROM loads WHERE load_id = ?", [load.load_id]) == [(1,)]


def test_one_line_names_the_path_when_its_folder_cannot_be_made(tmp_path: Path, items: BronzeTable) -> None:
    (tmp_path / "file").write_text("in the way")
    store = DuckDBStore(tmp_path / "file" / "bronze.duckdb")

    with pytest.raises(StoreError) as told:
        store.open_load("hn", "2024-05-01", table=items)

    assert str(store.database_path) in str(told.value)
    assert "\n" not in str(told.value)
    assert not told.value.may_pass


def foreign_file(kind: str, path: Path) -> None:
    if kind == "sqlite":
        with closing(sqlite3.connect(path)) as sqlite:
            sqlite.execute("CREATE TABLE loads (a)")
        return
    with duckdb.connect(path) as connection:
        connection.execute("CREATE TABLE other AS SELECT * FROM range(100000)")
    content = path.read_bytes()
    damaged = {"text": b"dear diary" * 999, "empty": b"", "header": b"x" * 999 + content[999:], "cut": content[:9000]}
    path.write_bytes(damaged[kind])


@pytest.mark.parametrize("kind", ["text", "empty", "sqlite", "header", "cut"])
def test_a_file_stays_as_it_was_when_it_is_no_sound_database(kind: str, tmp_path: Path, items: BronzeTable) -> None:
    path = tmp_path / "precious.duckdb"
    foreign_file(kind, path)
    before = path.read_bytes()
    store = DuckDBStore(path)

    with pytest.raises(StoreError, match=r"precious\.duckdb") as told:
        store.open_load("hn", "2024-05-01", table=items)
    with pytest.raises(StoreError, match=r"precious\.duckdb"):
        store.loads()

    assert not told.value.may_pass
    assert path.read_bytes() == before


@pytest.mark.parametrize("table", ["loads (a INTEGER)", "schema_version (name VARCHAR)"])
def test_a_database_is_refused_when_its_tables_are_named_like_ours(
    table: str, tmp_path: Path, items: BronzeTable
) -> None:
    path = tmp_path / "theirs.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table}")

    with pytest.raises(StoreError, match="not ours"):
        DuckDBStore(path).open_load("hn", "2024-05-01", table=items)

    with duckdb.connect(path, read_only=True) as connection:
        assert len(connection.execute("SHOW TABLES").fetchall()) == 1


def test_a_newer_schema_is_refused_by_readers_and_writers_when_found(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    with duckdb.connect(database) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99, now())")

    for use in (store.loads, lambda: store.open_load("hn", "2024-05-01", table=items)):
        with pytest.raises(StoreError, match=r"schema 99.*upgrade techpulse"):
            use()


def test_an_older_schema_is_brought_up_to_date_once_when_a_writer_comes(database: Path) -> None:
    target = DuckDBFile(database, lock_deadline_seconds=5.0)
    shipped = shipped_migrations()
    newer = (*shipped, "ALTER TABLE loads ADD COLUMN region VARCHAR; CREATE TABLE extra (a INTEGER)")
    with target.session(read_only=False) as session:
        migrate(session, shipped)
    with target.session(read_only=True) as session, pytest.raises(StoreError, match="the next ingest upgrades it"):
        require(session, newest=len(newer))

    for _ in range(2):
        with target.session(read_only=False) as session:
            migrate(session, newer)

    with target.session(read_only=True) as session:
        require(session, newest=len(newer))
        applied = session.execute("SELECT version FROM schema_version ORDER BY 1").fetchall()
        assert applied == [(number,) for number in range(1, len(newer) + 1)]


def test_nothing_stays_when_a_step_of_a_new_file_fails(database: Path) -> None:
    target = DuckDBFile(database, lock_deadline_seconds=5.0)
    broken = (*shipped_migrations(), "CREATE TABLE half (a INTEGER); CREATE TABLE loads (a INTEGER)")

    with pytest.raises(StoreError, match=f"schema {len(broken)}"), target.session(read_only=False) as session:
        migrate(session, broken)

    with target.session(read_only=True) as session:
        assert session.execute("SHOW TABLES").fetchall() == []


def test_an_older_file_stays_as_the_last_whole_step_left_it_when_the_next_fails(database: Path) -> None:
    target = DuckDBFile(database, lock_deadline_seconds=5.0)
    oldest, *later = shipped_migrations()
    with target.session(read_only=False) as session:
        migrate(session, [oldest])
    broken = (oldest, *later, "CREATE TABLE half (a INTEGER); CREATE TABLE loads (a INTEGER)")

    with pytest.raises(StoreError, match=f"schema {len(broken)}"), target.session(read_only=False) as session:
        migrate(session, broken)

    with target.session(read_only=True) as session:
        require(session, newest=len(broken) - 1)
        assert ("half",) not in session.execute("SHOW TABLES").fetchall()


def test_a_stray_log_is_not_replayed_into_a_new_file_when_the_database_is_missing(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    store.open_load("hn", "2024-05-01", table=items)
    log = database.with_name(database.name + ".wal")
    shutil.move(database, log)

    with pytest.raises(StoreError, match="without its database"):
        store.open_load("hn", "2024-05-01", table=items)

    assert log.exists()


def test_database_is_made_whole_when_a_killed_run_left_half_of_one(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    database.parent.mkdir()
    half = database.with_name(database.name + ".new")
    half.write_bytes(b"half a header")

    assert store.open_load("hn", "2024-05-01", table=items).epoch == 1

    assert not half.exists()


def test_load_is_named_until_its_partition_ran_again_when_another_file_brought_it(
    store: DuckDBStore, items: BronzeTable, database: Path
) -> None:
    foreign = store.open_load("hn", "2024-05-01", table=items)
    store.complete_load(foreign.load_id)
    with duckdb.connect(database) as connection:
        connection.execute("UPDATE loads SET file_id = uuid()")
    assert [load.load_id for load in store.verify()] == [foreign.load_id]

    store.complete_load(store.open_load("hn", "2024-05-01", table=items).load_id)

    assert store.verify() == []
