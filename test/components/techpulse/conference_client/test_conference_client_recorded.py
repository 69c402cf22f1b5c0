"""Every recorded file and page, held against readings of them that share nothing with ours; `-rP` shows the table."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

import pytest
import yaml

from techpulse.conference_client import ConferenceRecord, Page, UnknownPageError, parse_page
from techpulse.conference_client.records import Parsed

Recordings: TypeAlias = Callable[[str], list[Path]]
Instants: TypeAlias = Counter[tuple[str, str, datetime]]

YAML_FILES = "*ai-deadlines*/*.yml"
OLDER_KEYS = {
    "abstract_deadline": "abstract",
    "deadline": "submission",
    "review_release_date": "other",
    "rebuttal_period_end": "other",
    "final_decision_date": "notification",
}
KINDS = {
    **dict.fromkeys(["paper", "submission", "commitment_deadline"], "submission"),
    **dict.fromkeys(["notification", "final-notification", "first-notification"], "notification"),
    **dict.fromkeys(["camera_ready", "camera-ready"], "camera_ready"),
    "abstract": "abstract",
    "registration": "registration",
}
PAPER_REGISTRATIONS = {
    *("Paper Registration", "Round 1 Paper Registration", "Round 2 New Paper Registration"),
    *("Contribution registration", "Abstract registration deadline"),
}
HOURS = {"AoE": -12, "UTC": 0, "GMT": 0, "PST": -8, "UTC–12:00": -12}


def page_of(path: Path) -> Page:
    if path.suffix == ".yml":
        return Page("ai_deadlines", f"https://raw.example.org/{path.name}", path.read_bytes(), "text/plain", NOW)
    return Page("wikicfp", f"http://www.example.org/cfp/{path.name}", path.read_bytes(), "text/html", NOW)


NOW = datetime(2026, 7, 17, tzinfo=UTC)


def parsed(path: Path) -> Parsed:
    return parse_page(page_of(path))


# ai-deadlines, by PyYAML's own loader and loops


def entries_of(path: Path) -> list[dict[str, Any]]:
    return [entry for entry in yaml.safe_load(path.read_text("utf-8")) if "title" in entry]


def instant(text: str, zone: str | None) -> datetime:
    local = datetime.fromisoformat(text if ":" in text else f"{text} 23:59:59")
    zone = zone or "AoE"
    if "/" in zone:
        return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    hours = HOURS[zone] if zone in HOURS else int(re.sub(r"^(?:UTC|GMT)", "", zone))
    return local.replace(tzinfo=timezone(timedelta(hours=hours))).astimezone(UTC)


def kind(item: dict[str, Any]) -> str:
    if item["type"] in {"submission", "paper", "abstract"} and "workshop" in item["label"].lower():
        return "workshop"
    return "abstract" if item["label"] in PAPER_REGISTRATIONS else KINDS.get(item["type"], "other")


def expected(entry: dict[str, Any]) -> Instants:
    """Every deadline of an entry: the list's, and of the older keys those of kinds that the list has none of."""
    zone = entry.get("timezone")
    listed = Counter(
        (kind(item), str(item["date"]), instant(str(item["date"]), item.get("timezone") or zone))
        for item in entry.get("deadlines") or []
    )
    kinds = {each[0] for each in listed}
    older = [(kind, str(entry[key])) for key, kind in OLDER_KEYS.items() if entry.get(key) and kind not in kinds]
    return listed + Counter((kind, text, instant(text, zone)) for kind, text in older)


def test_every_entry_is_one_record_when_a_file_is_read(recordings: Recordings) -> None:
    for path in recordings(YAML_FILES):
        entries = entries_of(path)
        if not entries:
            with pytest.raises(UnknownPageError):
                parsed(path)
            continue
        found = parsed(path)
        assert found.malformed == ()
        assert [(each.title, each.year, each.full_name) for each in found.records] == [
            (str(entry["title"]), entry["year"], entry.get("full_name") and " ".join(entry["full_name"].split()))
            for entry in entries
        ]
        assert len({each.source_key for each in found.records}) == len(entries)


def test_every_deadline_is_its_own_entrys_when_a_file_is_read(recordings: Recordings) -> None:
    for path in recordings(YAML_FILES):
        entries = entries_of(path)
        records = parsed(path).records if entries else ()
        for entry, record in zip(entries, records, strict=True):
            found = Counter((each.kind, each.text, each.at) for each in record.deadlines)
            assert found == expected(entry), (path.name, entry["title"], entry["year"])
            assert not [each.flag for each in record.deadlines if each.flag]


def test_days_are_the_entrys_when_it_has_a_start_and_an_end(recordings: Recordings) -> None:
    for path in recordings(YAML_FILES):
        for entry, record in zip(entries_of(path), parsed(path).records if entries_of(path) else (), strict=True):
            if entry.get("start"):
                assert (str(record.starts_date), str(record.ends_date)) == (str(entry["start"]), str(entry["end"]))
            elif re.search("[0-9] ?[-–] ?", str(entry.get("date", ""))):
                assert record.starts_date is not None, (path.name, entry["date"])
                assert record.ends_date is not None
                # The figures that are written are the figures of the days.
                written = {int(figure) for figure in re.findall("[0-9]+", entry["date"])}
                assert written == {record.starts_date.day, record.ends_date.day, record.ends_date.year}


# WikiCFP, by the standard library's HTML parser


@dataclass
class Row:
    colour: str
    cells: list[str]
    numbers: list[str]


class Rows(HTMLParser):
    """Each row of a grey table: its cells' texts and the numbers of the events that it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._is_in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "tr":
            self.rows.append(Row(told.get("bgcolor") or "", [], []))
        elif tag == "td" and self.rows:
            self.rows[-1].cells.append("")
            self._is_in_cell = True
        elif tag == "a" and self.rows and "eventid=" in (told.get("href") or ""):
            self.rows[-1].numbers += re.findall(r"eventid=(\d+)", told["href"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._is_in_cell = False

    def handle_data(self, data: str) -> None:
        if self._is_in_cell:
            self.rows[-1].cells[-1] += data


def listed(path: Path) -> list[tuple[str, str, str, str, str, str]]:
    """Number, title, long name, when, where and deadline of every event of a list."""
    reader = Rows()
    reader.feed(path.read_text("utf-8"))
    rows = [row for row in reader.rows if row.colour in {"#f6f6f6", "#e6e6e6"}]
    texts = [[" ".join(cell.split()) for cell in row.cells] for row in rows]
    return [
        (rows[place].numbers[0], *texts[place][:2], *texts[place + 1][:3])  # type: ignore[misc] # two and three
        for place in range(0, len(rows), 2)
    ]


def deadlines_in(text: str) -> list[tuple[str, str]]:
    paper, _, abstract = text.rstrip(")").partition(" (")
    return [("abstract", abstract), ("submission", paper)] if abstract else [("submission", paper)]


def test_every_event_is_one_record_when_a_list_is_read(recordings: Recordings) -> None:
    for path in recordings("wikicfp*/*.html"):
        found = parsed(path)
        assert found.malformed == ()
        assert found.next_urls == ()
        assert [(each.source_key, each.title, each.full_name, each.place or "N/A") for each in found.records] == [
            (number, title, name, where) for number, title, name, _, where, _ in listed(path)
        ]


def test_every_deadline_and_day_is_its_own_events_when_a_list_is_read(recordings: Recordings) -> None:
    for path in recordings("wikicfp*/*.html"):
        for (*_, when, _, deadline), record in zip(listed(path), parsed(path).records, strict=True):
            assert [(each.kind, each.text) for each in record.deadlines] == deadlines_in(deadline)
            for each in record.deadlines:
                assert each.at == end_of_day(each.text)
                assert (each.flag, each.precision) == (("TBD", None) if each.text == "TBD" else (None, "date"))
            days = [day_of(day) for day in when.split(" - ")] if when != "N/A" else [None] * 2
            assert [record.starts_date, record.ends_date] == days


def end_of_day(text: str) -> datetime | None:
    if text == "TBD":
        return None
    return datetime.combine(day_of(text), time(), UTC) + timedelta(hours=36, seconds=-1)


def day_of(text: str) -> date:
    return datetime.strptime(f"{text} +0000", "%b %d, %Y %z").date()


# Both


def counted(path: Path) -> tuple[int, int, int]:
    """Records, deadlines, and deadlines without an instant, by the readings of this file."""
    if path.suffix == ".html":
        told = [due for *_, due in listed(path)]
        dues = [each for text in told for each in deadlines_in(text)]
        return len(told), len(dues), sum(text in {"TBD", "N/A"} for _, text in dues)
    entries = entries_of(path)
    return len(entries), sum(expected(entry).total() for entry in entries), 0


def figures(records: tuple[ConferenceRecord, ...]) -> tuple[int, int, int]:
    deadlines = [deadline for record in records for deadline in record.deadlines]
    return len(records), len(deadlines), sum(deadline.at is None for deadline in deadlines)


def test_counts_are_equal_when_all_recordings_are_read(recordings: Recordings) -> None:
    totals: Counter[tuple[str, int]] = Counter()
    print(f"{'source':14}{'file':66}{'records':>8}{'deadlines':>10}{'flagged':>8}")  # noqa: T201 - the table is for people
    for path in recordings("*/*.*"):
        ours = figures(parsed(path).records) if path.name != "types.yml" else (0, 0, 0)
        assert ours == counted(path), path
        source = page_of(path).source
        totals.update({(source, place): figure for place, figure in enumerate(ours)})
        print(f"{source:14}{path.parent.name + '/' + path.name:66}{ours[0]:8}{ours[1]:10}{ours[2]:8}")  # noqa: T201 - so
    for source in ("ai_deadlines", "wikicfp"):
        print(f"{source:14}{'all':66}" + "".join(f"{totals[source, place]:9}" for place in range(3)))  # noqa: T201 - so
    assert all(totals[source, 0] for source in ("ai_deadlines", "wikicfp"))
