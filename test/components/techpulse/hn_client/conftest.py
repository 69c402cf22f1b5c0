"""Every known thread of the account, as Hacker News would serve it: made from the recorded index of ids and titles."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[4].parent / "shared" / "data"
INDEX = SHARED / "hackernews" / "index" / "threads_index.csv"
COUNTS = ("num_comments_2026_06", "num_comments_2023_09", "num_comments_2014_05")


@dataclass(frozen=True)
class ThreadIndex:
    """Stories by id, the kind of each, and the one hiring thread of each month."""

    stories: Mapping[int, dict[str, object]]
    kinds: Mapping[int, str]
    threads: Mapping[date, int]


@pytest.fixture(scope="session")
def index() -> ThreadIndex:
    if not INDEX.exists():
        pytest.skip(f"the recorded index of threads is not here: {INDEX}")
    with INDEX.open(newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: int(row["id"]))
    stories = {int(row["id"]): _story(row, seconds=seconds) for row, seconds in zip(rows, _times(rows), strict=True)}
    kinds = {int(row["id"]): row["kind"] for row in rows}
    threads = {
        _month(str(stories[item_id]["title"])): item_id
        for item_id in sorted(stories, key=lambda item_id: str(stories[item_id]["descendants"]).zfill(6))
        if kinds[item_id] == "hiring"
    }
    return ThreadIndex(stories, kinds, threads)


def _story(row: Mapping[str, str], *, seconds: int) -> dict[str, object]:
    return {
        "by": row["by"].partition(" ")[0] or "whoishiring",
        "descendants": int(next((row[name] for name in COUNTS if row[name]), 0)),
        "id": int(row["id"]),
        "time": seconds,
        "title": row["title"] or row["title_from_link"],
        "type": "story",
    }


def _times(rows: list[dict[str, str]]) -> Iterator[int]:
    """The Unix time of each row, in order of the ids; where none is recorded, the share of the way between two."""
    known = [(int(row["id"]), seconds) for row in rows if (seconds := _recorded_time(row)) is not None]
    for item_id in (int(row["id"]) for row in rows):
        before = max((place for place in known if place[0] <= item_id), default=known[0])
        after = min((place for place in known if place[0] >= item_id), default=known[-1])
        share = (item_id - before[0]) / max(after[0] - before[0], 1)
        yield round(before[1] + share * (after[1] - before[1]))


def _recorded_time(row: Mapping[str, str]) -> int | None:
    if row["created_at"]:
        return int(datetime.fromisoformat(row["created_at"]).replace(tzinfo=UTC).timestamp())
    if row["kind"] == "hiring":  # the newest three: posted on their month's first weekday
        return int(datetime.combine(_month(row["title"]), time(15), UTC).timestamp())
    return None


def _month(title: str) -> date:
    return datetime.strptime(title.strip().rpartition("(")[2], "%B %Y)").replace(tzinfo=UTC).date()
