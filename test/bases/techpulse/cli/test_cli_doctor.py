"""`techpulse doctor`: each thing that can be wrong with a database is named, with what to do."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from techpulse.cli import main
from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord

TABLE = BronzeTable("raw_hn_items", key="item_id")
Said = pytest.CaptureFixture[str]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with one complete load."""
    with DuckDBStore(tmp_path / "lake.duckdb") as store:
        load = store.open_load("hacker_news", "2024-05-01", table=TABLE)
        store.insert_items(load.load_id, [RawRecord(1, "{}")])
        store.complete_load(load.load_id)
        return store.database_path


def test_nothing_is_found_when_the_database_is_healthy(database: Path, capsys: Said) -> None:
    before = database.read_bytes()
    assert main(["doctor", "--database", str(database)]) == 0
    assert capsys.readouterr().out == f"{database}: schema 3; loads: 1 complete\nhealthy\n"
    assert database.read_bytes() == before


def test_silent_run_is_named_when_it_said_nothing_for_a_quarter_of_an_hour(database: Path, capsys: Said) -> None:
    earlier = datetime.now(UTC) - timedelta(minutes=16)
    with DuckDBStore(database, clock=lambda: earlier) as store:
        load = store.open_load("hacker_news", "2024-06-01", table=TABLE)
    with DuckDBStore(database) as store:
        store.open_load("hacker_news", "2024-07-01", table=TABLE)
    assert main(["doctor", "--database", str(database)]) == 1
    [_, finding] = capsys.readouterr().out.splitlines()
    assert f"load {load.load_id} of 2024-06-01 runs without a word" in finding
    assert finding.endswith("do: techpulse ingest 2024-06")


def test_log_is_named_when_one_lies_beside_the_file(database: Path, capsys: Said) -> None:
    log = database.with_name(database.name + ".wal")
    log.touch()
    assert main(["doctor", "--json", "--database", str(database)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["schema"], told["loads"]) == (3, {"complete": 1})
    assert [str(log) in finding["found"] for finding in told["findings"]] == [True]


def test_log_is_no_finding_when_a_run_writes_right_now(database: Path, capsys: Said) -> None:
    store = DuckDBStore(database)
    store.open_load("hacker_news", "2024-07-01", table=TABLE)
    assert database.with_name(database.name + ".wal").exists()
    assert main(["doctor", "--database", str(database)]) == 0
    assert "healthy" in capsys.readouterr().out


@pytest.mark.parametrize(("content", "said"), [(None, "the first ingest creates it"), ("diary", "left untouched")])
def test_one_line_says_what_to_do_when_there_is_no_database(
    content: str | None, said: str, tmp_path: Path, capsys: Said
) -> None:
    database = tmp_path / "lake.duckdb"
    if content is not None:
        database.write_text(content)
    assert main(["doctor", "--database", str(database)]) == 1
    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert said in output.err
