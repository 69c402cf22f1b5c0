"""`techpulse calendar` and `techpulse reparse`: what the tables hold, as a table, as JSON and as a calendar."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import icalendar
import pytest
import vobject

from techpulse.cli import main
from techpulse.conference_assets import CONFERENCES, DEADLINES
from techpulse.duckdb_store import BronzeTable, DuckDBStore

Said = pytest.CaptureFixture[str]
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


def conference(series: str, **values: object) -> Mapping[str, object]:
    key = {"series": series, "year": 2031, "track": "", "version": 1, "is_listed": True}
    texts = {"title": series.upper(), "place": "Utrecht, Netherlands", "subjects": ["machine-learning"]}
    return {**dict.fromkeys(CONFERENCES.columns), **texts, **key, **values}


def deadline(series: str, due_at: datetime | None, *, version: int = 1, **values: object) -> Mapping[str, object]:
    key = {"series": series, "year": 2031, "track": "", "kind": "submission", "slot": "", "version": version}
    texts = {"text": "in words", "zone": "AoE", "precision": "minute", "source": "elra", "is_listed": True}
    return {**dict.fromkeys(DEADLINES.columns), **texts, **key, "due_at": due_at, **values}


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """Two conferences of different subjects; one deadline of each is soon, others are late, gone, past or unknown."""
    database = tmp_path / "lake.duckdb"
    with DuckDBStore(database) as store:
        store.upsert(CONFERENCES, [conference("acl"), conference("sgp", subjects=["graphics"])], load_id=uuid4())
        deadlines = [
            deadline("acl", NOW + timedelta(days=10)),
            deadline("acl", NOW + timedelta(days=200), kind="camera_ready", label="Camera-ready papers"),
            deadline("acl", NOW - timedelta(days=20), kind="abstract"),
            deadline("acl", None, kind="notification", flag="TBD"),
            deadline("sgp", NOW + timedelta(hours=30), precision="date"),
            deadline("sgp", NOW + timedelta(hours=31), kind="workshop", is_listed=False),
        ]
        store.upsert(DEADLINES, deadlines, load_id=uuid4())
    return database


def ended(*words: str) -> int:
    try:
        return main(list(words))
    except SystemExit as end:
        return int(end.code or 0)


def events(path: Path) -> dict[str, icalendar.Event]:
    """A calendar's events by their identity."""
    return {str(event.uid): event for event in icalendar.Calendar.from_ical(path.read_bytes()).events}


def test_the_table_holds_what_is_due_soon_with_the_time_that_is_left(lake: Path, capsys: Said) -> None:
    assert ended("calendar", "--database", str(lake)) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "SGP 2031: submission  (Utrecht, Netherlands)" in first
    assert first.split()[0:3:2] == ["1", str(int(first.split()[2]))]
    assert second.split()[:2] == ["9", "d"]
    local = (NOW + timedelta(days=10)).astimezone()
    assert f"{local:%d %b %Y %H:%M}" in second


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["--days", "1000"], ["SGP submission", "ACL submission", "ACL camera_ready"]),
        (["--series", "ACL"], ["ACL submission"]),
        (["--subject", "Graphics"], ["SGP submission"]),
        (["--kind", "camera_ready", "--days", "1000"], ["ACL camera_ready"]),
        (["--from", f"{NOW + timedelta(days=5):%Y-%m-%d}", "--days", "20"], ["ACL submission"]),
        (["--to", f"{NOW + timedelta(days=5):%Y-%m-%d}"], ["SGP submission"]),
        (["--series", "none"], []),
    ],
)
def test_json_holds_the_deadlines_that_are_asked_for(
    words: list[str], wanted: list[str], *, lake: Path, capsys: Said
) -> None:
    assert ended("calendar", "--json", "--database", str(lake), *words) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line]
    assert [f"{each['title']} {each['kind']}" for each in found] == wanted
    assert all(datetime.fromisoformat(each["due_at"]).tzinfo for each in found)


def test_the_calendar_is_valid_and_an_extension_moves_its_event(lake: Path, tmp_path: Path) -> None:
    output = tmp_path / "deadlines.ics"
    assert ended("calendar", "--output", str(output), "--database", str(lake)) == 0
    before = events(output)
    assert len(before) == 4  # those that are listed and known, half a year back
    with DuckDBStore(lake) as store:
        store.upsert(DEADLINES, [deadline("acl", NOW + timedelta(days=17), version=2)], load_id=uuid4())
    assert ended("calendar", "--output", str(output), "--database", str(lake)) == 0
    after = events(output)
    assert before.keys() == after.keys()
    [moved] = [uid for uid in after if after[uid].DTSTART != before[uid].DTSTART]
    assert NOW + timedelta(days=17) == after[moved].DTSTART
    assert (before[moved].sequence, after[moved].sequence) == (0, 1)
    assert b"\r\n" in output.read_bytes()


def test_another_library_reads_the_same_events(lake: Path, tmp_path: Path) -> None:
    output = tmp_path / "deadlines.ics"
    assert ended("calendar", "--output", str(output), "--database", str(lake)) == 0
    read = vobject.readOne(output.read_text(encoding="utf-8"))
    found = {each.uid.value: (each.dtstart.value, each.summary.value) for each in read.vevent_list}
    assert found == {uid: (each.DTSTART, str(each["summary"])) for uid, each in events(output).items()}
    assert NOW + timedelta(days=10) in {due_at for due_at, _ in found.values()}


def test_the_same_calendar_comes_again_when_nothing_has_changed(lake: Path, tmp_path: Path) -> None:
    texts = []
    for name in ("one.ics", "two.ics"):
        assert ended("calendar", "--output", str(tmp_path / name), "--database", str(lake)) == 0
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]


def test_it_is_said_that_nothing_is_due(lake: Path, capsys: Said) -> None:
    assert ended("calendar", "--series", "none", "--days", "7", "--database", str(lake)) == 0
    assert capsys.readouterr().out == "nothing is due in the next 7 days\n"


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (["calendar", "--kind", "party"], 2, "invalid choice"),
        (["calendar", "--from", "2026-02-30"], 2, "is not a day; accepted: YYYY-MM-DD"),
        (["calendar", "--days", "-1"], 2, "accepted: 1 to 3650"),
        (["calendar", "--output", "missing/x.ics"], 2, "its folder does not exist"),
        (["calendar", "--database", "none.duckdb"], 1, "no database at"),
        (["reparse", "bills"], 2, "invalid choice"),
        (["reparse", "conferences", "--database", "none.duckdb"], 1, "launch crawl_job"),
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


def test_it_is_said_where_conferences_come_from_when_the_database_has_none(tmp_path: Path, capsys: Said) -> None:
    database = tmp_path / "lake.duckdb"
    with DuckDBStore(database) as store:
        store.open_load("hacker_news", "2024-05-01", table=BronzeTable("raw_hn_items", key="item_id"))
    for words in (["calendar"], ["reparse", "conferences"]):
        assert ended(*words, "--database", str(database)) == 1
        assert "launch crawl_job" in capsys.readouterr().err
