"""`techpulse feed bills`: the tables' changes as an Atom feed, and one clear line where that can't be."""

from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import feedparser
import pytest

from techpulse.cli import main
from techpulse.duckdb_store import BronzeTable, DuckDBStore
from techpulse.parliament_assets import BILLS

Said = pytest.CaptureFixture[str]
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def bill(number: str, *, version: int, **values: object) -> Mapping[str, object]:
    place = {"jurisdiction": "ca", "parliament": 45, "session": 1, "number": number, "version": version}
    return {**dict.fromkeys(BILLS.columns), **place, "title_en": f"An Act of {number}", **values}


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two bills, of which one changes an hour later."""
    database = tmp_path / "lake.duckdb"
    clock = iter(NOON + timedelta(hours=hour) for hour in range(9))
    with DuckDBStore(database, clock=lambda: next(clock)) as store:
        bills = [bill("C-2", version=1, status_en="First reading"), bill("S-201", version=1, status_en="<b>&")]
        store.upsert(BILLS, bills, load_id=uuid4())
        changed = bill("C-2", version=2, status_en="Royal assent", summary_en=f"<div>{'long ' * 99}</div>")
        store.upsert(BILLS, [changed], load_id=uuid4())
    return database


def ended(*words: str) -> int:
    try:
        return main(["feed", *words])
    except SystemExit as end:
        return int(end.code or 0)


def test_the_feed_holds_new_and_changed_bills_newest_first(lake: Path, tmp_path: Path, capsys: Said) -> None:
    output = tmp_path / "bills.xml"
    assert ended("bills", "--output", str(output), "--database", str(lake)) == 0
    assert "3 entries" in capsys.readouterr().out
    read = feedparser.parse(output.read_bytes())
    assert not read.bozo
    assert [entry.title for entry in read.entries] == [
        "C-2 (45-1): An Act of C-2",
        "New: C-2 (45-1): An Act of C-2",
        "New: S-201 (45-1): An Act of S-201",
    ]
    changed = read.entries[0]
    assert "status en: First reading → Royal assent" in changed.summary
    assert "summary en: none → long long" in changed.summary
    assert changed.link == "https://www.parl.ca/legisinfo/en/bill/45-1/c-2"
    assert datetime.fromtimestamp(timegm(changed.updated_parsed), UTC) == NOON + timedelta(hours=1)


def test_an_entry_keeps_its_id_when_the_feed_is_written_again(lake: Path, tmp_path: Path) -> None:
    texts = []
    for name in ("one.xml", "two.xml"):
        assert ended("bills", "--output", str(tmp_path / name), "--database", str(lake)) == 0
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]
    assert len({entry.id for entry in feedparser.parse(texts[0]).entries}) == 3


def test_only_the_newest_entries_are_there_when_a_limit_is_given(lake: Path, tmp_path: Path) -> None:
    output = tmp_path / "bills.xml"
    assert ended("bills", "--output", str(output), "--limit", "1", "--database", str(lake)) == 0
    assert [entry.title for entry in feedparser.parse(output.read_bytes()).entries] == ["C-2 (45-1): An Act of C-2"]


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (["cats", "--output", "x.xml"], 2, "invalid choice"),
        (["bills"], 2, "--output"),
        (["bills", "--output", "missing/x.xml"], 2, "its folder does not exist"),
        (["bills", "--output", "x.xml", "--limit", "0"], 2, "accepted: 1 to 10000"),
        (["bills", "--output", "x.xml", "--database", "none.duckdb"], 1, "no database at"),
    ],
)
def test_one_line_says_what_is_wrong_and_nothing_is_written(
    words: list[str], code: int, *, complaint: str, tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ended(*words) == code
    said = capsys.readouterr().err
    assert complaint in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_it_is_said_where_bills_come_from_when_the_database_has_none(tmp_path: Path, capsys: Said) -> None:
    database = tmp_path / "lake.duckdb"
    with DuckDBStore(database) as store:
        store.open_load("hacker_news", "2024-05-01", table=BronzeTable("raw_hn_items", key="item_id"))
    assert ended("bills", "--output", str(tmp_path / "x.xml"), "--database", str(database)) == 1
    assert "launch fetch_bills_job" in capsys.readouterr().err
