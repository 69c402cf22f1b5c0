"""Recordings of real sites through Dagster, held against a diff and counts that are made here, by PyYAML alone.

The recordings lie beside the repository; where they don't, these tests are skipped.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import pytest
import yaml

from techpulse.answer_server import Answer, AnswerServer
from techpulse.conference_client import Page, parse_page
from techpulse.conference_identity import Edition, edition_of

RECORDINGS = Path(__file__).parents[4].parent / "shared" / "data" / "conferences"
EARLIER, LATER = RECORDINGS / "huggingface_ai-deadlines_20251231", RECORDINGS / "huggingface_ai-deadlines_20260716"
OLDEST, WIKICFP = RECORDINGS / "abhshkdz_ai-deadlines_20210705" / "conferences.yml", RECORDINGS / "wikicfp_2016"
OFFSET = re.compile(r"(?:UTC|GMT)\s*(?:([+–-])\s*(\d{1,2})(?::?(\d\d))?)?")
ABBREVIATED = {"AoE": -12, "PST": -8}
OLDER = {  # each key's label, and the types that say the same in the newer form; where there are none, any type does
    "abstract_deadline": (None, {"abstract"}),
    "deadline": (None, {"paper", "submission"}),
    "review_release_date": ("review release", set()),
    "rebuttal_period_start": ("rebuttal period start", set()),
    "rebuttal_period_end": ("rebuttal period end", set()),
    "final_decision_date": (None, set()),
}
NOW = datetime(2026, 7, 16, tzinfo=UTC)
TWO = ["ai_deadlines_conferences", "store_conferences"]

pytestmark = pytest.mark.skipif(
    not RECORDINGS.is_dir(),
    reason=f"no recordings: {RECORDINGS.name} does not lie in shared/data beside the repository",
)


class Recorded:
    """A server of recordings: the folder that `now` is as GitHub lists it, and whatever `pages` holds."""

    def __init__(self) -> None:
        self.now = EARLIER
        self.pages: dict[str, bytes] = {}
        self.server = AnswerServer(self.answer)

    def answer(self, target: str) -> Answer:
        if target.startswith("/contents"):
            files = [
                {"type": "file", "name": f.name, "download_url": self.url(f)} for f in sorted(self.now.glob("*.yml"))
            ]
            return Answer(200, json.dumps(files).encode())
        if target.startswith("/raw/"):
            return Answer(
                200, (self.now / unquote(target).rpartition("/")[2]).read_bytes(), "text/plain; charset=utf-8"
            )
        if target in self.pages:
            kind = "text/plain; charset=utf-8" if target.endswith(".yml") else "text/html; charset=utf-8"
            return Answer(200, self.pages[target], kind)
        return Answer(404, b"404: Not Found", "text/plain")

    def url(self, file: Path) -> str:
        return f"{self.server.origin}/raw/{quote(file.name)}"


@contextmanager
def recorded(world: Any) -> Iterator[Recorded]:
    """The recordings served instead of the made-up ai-deadlines."""
    served = Recorded()
    with served.server as server:
        world.elsewhere["ai_deadlines"] = [f"{server.origin}/contents"]
        yield served


Told = tuple[str | None, datetime | None]


@cache
def entries(folder: Path) -> dict[str, dict[str, Any]]:
    """All entries by edition: series, year and track; which entries are one edition is another brick's law."""
    found: dict[str, dict[str, Any]] = {}
    for file in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(file.read_text("utf-8")):
            edition = edition_in(entry)
            key = f"{edition.series}|{edition.year}|{edition.track}"
            assert key not in found, key
            found[key] = entry
    return found


def edition_in(entry: dict[str, Any]) -> Edition:
    name = " ".join(entry["title"].split())
    edition = edition_of(name, full_name=_tidy(entry.get("full_name")), year=entry["year"], url=entry.get("link"))
    assert edition is not None, name
    return edition


def deadlines(entry: dict[str, Any]) -> set[Told]:
    """Label and instant of each deadline of an entry."""
    found = {
        (_tidy(item.get("label") or item.get("type")), instant(written, item.get("timezone") or entry.get("timezone")))
        for item in entry.get("deadlines") or []
        if (written := item.get("date") or item.get("deadline"))
    }
    newer = {item.get("type") for item in entry.get("deadlines") or []}
    older = {
        (label, instant(value, entry.get("timezone")))
        for key, (label, same) in OLDER.items()
        for value in _each(entry.get(key))
        if value and not (newer & same if same else newer)
    }
    return found | older


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def types(entry: dict[str, Any]) -> dict[str | None, str]:
    """What each label of an entry is the label of: an entry may say later that it is of another kind."""
    return {_tidy(item.get("label")): item.get("type") for item in entry.get("deadlines") or []}


def instant(written: Any, zone: str | None) -> datetime | None:
    """The instant of a date or of a date and time in a zone; None where none can be read."""
    try:
        at = written if isinstance(written, datetime) else datetime.fromisoformat(str(written).strip())
    except ValueError:
        return None
    if (isinstance(written, date) and not isinstance(written, datetime)) or len(str(written).strip()) == 10:
        at = datetime.combine(at, time(23, 59, 59))
    return at.replace(tzinfo=tz(zone or "AoE")).astimezone(UTC)


def tz(zone: str) -> tzinfo:
    zone = zone.strip()
    if zone in ABBREVIATED:
        return timezone(timedelta(hours=ABBREVIATED[zone]))
    if match := OFFSET.fullmatch(zone):
        sign, hours, minutes = match.groups()
        return timezone((1 if sign == "+" else -1) * timedelta(hours=int(hours or 0), minutes=int(minutes or 0)))
    return ZoneInfo(zone)


def _tidy(text: str | None) -> str | None:
    return " ".join(text.split()) if text else None


def stored_deadlines(world: Any) -> dict[str, set[Told]]:
    """Label and instant of each listed deadline, by edition."""
    found: dict[str, set[Told]] = {}
    for key, label, at in world.ask(
        "SELECT concat_ws('|', series, year, track), label, due_at::VARCHAR FROM deadlines WHERE is_listed"
    ):
        found.setdefault(str(key), set()).add((label, at and datetime.fromisoformat(at).astimezone(UTC)))
    return found


def changes(world: Any, field: str) -> list[tuple[str, Any, Any, str]]:
    """What the log says of the later recording: edition, old and new value, and what kind of change."""
    return [
        (str(key), was, now, str(change))
        for key, was, now, change in world.ask(
            "SELECT concat_ws('|', series, year, track), old_value, new_value, change FROM deadline_changes "
            "WHERE field = ? AND version = 2 ORDER BY ALL",
            field,
        )
    ]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_the_log_of_changes_is_the_diff_of_two_recordings(world: Any, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    with recorded(world) as served:
        for folder in (EARLIER, LATER):
            served.now = folder
            result = world.run(only=TWO)
            assert result.success, world.failure(result)
            told.append(world.said(result)["store_conferences"])
            whole = {key: found for key, entry in entries(folder).items() if (found := deadlines(entry))}
            stored = stored_deadlines(world)
            assert {key: stored.get(key) for key in whole} == whole
    before, after = ({key: deadlines(each) for key, each in entries(folder).items()} for folder in (EARLIER, LATER))
    assert (told[0]["new_conferences"], told[1]["new_conferences"]) == (len(before), len(after.keys() - before.keys()))
    gone = world.ask("SELECT concat_ws('|', series, year, track) FROM conferences WHERE NOT is_listed")
    assert {str(key) for (key,) in gone} == before.keys() - after.keys()

    for field, of in (("starts_date", "start"), ("full_name", "full_name")):
        log = "SELECT concat_ws('|', series, year, track), old_value, new_value FROM conference_changes"
        rows = world.ask(f"{log} WHERE field = ? AND change = 'updated' AND old_value IS NOT NULL", field)
        both = {
            key: (entries(EARLIER)[key].get(of), entries(LATER)[key].get(of)) for key in before.keys() & after.keys()
        }
        wanted = {(key, _tidy(str(was)), _tidy(str(now))) for key, (was, now) in both.items() if was and now}
        assert {row for row in rows if all(both[row[0]])} == {row for row in wanted if row[1] != row[2]}

    moves = Counter(
        (key, at(was), at(now)) for key, was, now, change in changes(world, "due_at") if change == "updated"
    )
    expected = Counter(move for key in before.keys() & after.keys() for move in moved(key, before[key], after[key]))
    assert not expected - moves, "a move that the log does not tell"
    for key, was, now in (moves - expected).elements():
        # Reworded as well as moved: then the old words are nowhere any more, and the new ones are new.
        old, new = labels(before[key], was), labels(after[key], now)
        assert not labels(after[key]) & old or not labels(before[key]) & new, (key, was, now)
    vanished = Counter(
        key for key, _, now, change in changes(world, "is_listed") if (change, now) == ("updated", "false")
    )
    created = Counter(key for key, _, _, change in changes(world, "kind") if change == "created")
    for key in before.keys() & after.keys():
        assert created[key] - vanished[key] == len(after[key]) - len(before[key]), key
        other = len(types(entries(EARLIER)[key]).items() - types(entries(LATER)[key]).items())
        assert created[key] <= len(after[key] - before[key]) + other, key
        assert vanished[key] <= len(before[key] - after[key]) + other, key
    with capsys.disabled():
        print(  # noqa: T201 - what was found is shown
            f"\nmoves by label: {sum(expected.values())} of {sum(moves.values())} in the log; "
            f"new editions: {len(after.keys() - before.keys())}; created, vanished deadlines in both: "
            f"{sum(created[key] for key in before.keys() & after.keys())}, {sum(vanished.values())}"
        )


def labels(found: set[Told], when: datetime | None = None) -> set[str | None]:
    return {label for label, instant in found if when is None or instant == when}


def moved(key: str, before: set[Told], after: set[Told]) -> Iterator[tuple[str, datetime, datetime]]:
    """The deadlines whose label is the only one of its kind on both sides, and whose instant is another."""
    times_before, times_after = (Counter(label for label, _ in found) for found in (before, after))
    for label, was in before:
        for other, now in after:
            alone = times_before[label] == times_after[label] == 1
            if label is not None and label == other and alone and was and now and was != now:
                yield key, was, now


def test_no_edition_is_doubled_when_all_recordings_are_read_together(
    world: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with recorded(world) as served:
        served.now, origin = LATER, served.server.origin
        served.pages["/old/conferences.yml"] = OLDEST.read_bytes()
        served.pages["/cfp/program?id=1"] = (WIKICFP / "conf_mobisys20160620.html").read_bytes()
        served.pages["/cfp/servlet/tool.search?q=cloud"] = (WIKICFP / "search_cloud20160505.html").read_bytes()
        served.pages["/cfp/servlet/tool.search?q=nothing"] = (WIKICFP / "search_noresult20160516.html").read_bytes()
        world.elsewhere["ai_deadlines"] += [f"{origin}/old/conferences.yml"]
        world.elsewhere["wikicfp"] = [f"{origin}{path}" for path in served.pages if path.startswith("/cfp")]
        result = world.run(only=[*TWO, "wikicfp_conferences"])
    assert result.success, world.failure(result)
    said = world.said(result)
    older = [entry for entry in yaml.safe_load(OLDEST.read_text("utf-8")) if entry]
    newer = list(entries(LATER).values())
    assert said["ai_deadlines_conferences"]["count"] == len(older) + len(newer)
    wanted = {edition_in(entry) for entry in (*older, *newer)}
    rows = world.ask(
        "SELECT source, count(DISTINCT (series, year, track)), count(DISTINCT source_key), "
        "(SELECT count(*) FROM deadlines WHERE deadlines.source = each.source), "
        "(SELECT count(*) FROM deadlines WHERE deadlines.source = each.source AND flag IS NOT NULL) "
        "FROM conference_sources AS each GROUP BY source ORDER BY source"
    )
    with capsys.disabled():
        print("\nsource, editions, entries, deadlines, flagged")  # noqa: T201 - what was found is shown
        print("\n".join(str(row) for row in rows))  # noqa: T201 - what was found is shown
        print({name: verdict for name, verdict in world.verdicts(result).items() if not verdict[0]})  # noqa: T201 - what was found is shown
    by_source = {str(row[0]): row for row in rows}
    assert by_source["ai_deadlines"][1] == len(wanted)
    assert by_source["wikicfp"][2] == said["wikicfp_conferences"]["count"]
    pages = [Page("wikicfp", f"{origin}{path}", body, "text/html", NOW) for path, body in served.pages.items()]
    titles = Counter(
        {record.source_key: record.title for page in pages[1:] for record in parse_page(page).records}.values()
    )
    twice = [title for title, times in titles.items() if times > 1]
    named = world.verdicts(result)["no_edition_is_doubled"][1].split("; ") if twice else []
    assert len(named) == len(twice), (named, twice)
    assert all(name.endswith(": wikicfp") for name in named)
