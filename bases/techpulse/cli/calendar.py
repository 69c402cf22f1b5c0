"""`techpulse calendar`: conference deadlines as a table of what is due, as JSON, or as a calendar to subscribe to.

Belongs here: which deadlines are asked for, and how they are shown. Does not: the calendar's format, the tables.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import msgspec

from techpulse.cli.environment import settings_with
from techpulse.cli.files import writable, written
from techpulse.cli.outcome import FailedError
from techpulse.deadline_calendar import DeadlineEvent, render_calendar
from techpulse.duckdb_store import DuckDBStore, StoreError

_NAME = "Conference deadlines"
_HAS_DEADLINES = """
SELECT count(*) FROM information_schema.tables
WHERE table_catalog = current_database() AND table_name IN ('conferences', 'deadlines', 'deadline_changes')
"""
_DEADLINES = """
WITH moves AS (
    SELECT series, year, track, kind, slot, count(DISTINCT version) - 1 AS changes FROM deadline_changes GROUP BY ALL
)
SELECT
    series, year, track, kind, slot, conferences.title, conferences.full_name, conferences.place, conferences.url,
    conferences.starts_date::VARCHAR, conferences.subjects::VARCHAR, deadlines.label, deadlines.text, deadlines.zone,
    deadlines.precision, deadlines.source, epoch(deadlines.due_at) AS due_at, epoch(deadlines.changed_at), moves.changes
FROM deadlines
INNER JOIN conferences USING (series, year, track)
INNER JOIN moves USING (series, year, track, kind, slot)
WHERE
    deadlines.is_listed AND deadlines.due_at >= $since AND deadlines.due_at < $until
    AND ($series IS NULL OR lower(series) = lower($series) OR lower(conferences.title) = lower($series))
    AND ($kind IS NULL OR kind = $kind)
    AND ($subject IS NULL OR list_contains(lower(conferences.subjects::VARCHAR)::VARCHAR[], lower($subject)))
ORDER BY deadlines.due_at, series, year, track, kind, slot
"""


class _Deadline(NamedTuple):
    series: str
    year: int
    track: str
    kind: str
    slot: str
    title: str
    full_name: str | None
    place: str | None
    url: str | None
    starts_date: str | None
    subjects: str | None
    label: str | None
    text: str
    zone: str | None
    precision: str | None
    source: str
    due_at: float
    changed_at: float
    changes: int

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.due_at, UTC)


def calendar(options: argparse.Namespace) -> int:
    """0 with the deadlines asked for: in a calendar file, as JSON, or as a table in the local zone, earliest first.

    A calendar holds all deadlines from half a year ago on, the table and JSON those of the next days.

    Raises:
        BadInputError: nothing can be written where the calendar should go.
        FailedError: no conferences are loaded, or the database can't be read.
    """
    output = writable(Path(options.output)) if options.output else None
    now = datetime.now(UTC)
    found = _deadlines(settings_with(database=options.database).db_path, _asked(options, now=now))
    if output:
        text = render_calendar(map(_event, found), name=_NAME).decode()
        print(f"{output}: {len(found):,} deadlines, {written(output, text):,} bytes; subscribe to it in a calendar")
    elif options.json:
        print("\n".join(json.dumps(_facts(deadline), ensure_ascii=False) for deadline in found))
    else:
        print("\n".join(_table(found, now=now)) or f"nothing is due in the next {options.days} days")
    return 0


def _asked(options: argparse.Namespace, *, now: datetime) -> dict[str, object]:
    begin = now - timedelta(days=183) if options.output else now
    end = datetime.max.replace(tzinfo=UTC) - timedelta(days=2) if options.output else now + timedelta(days=options.days)
    since = datetime.combine(options.since, datetime.min.time(), UTC) if options.since else begin
    until = datetime.combine(options.until, datetime.min.time(), UTC) + timedelta(days=1) if options.until else end
    named = {"series": options.series, "kind": options.kind, "subject": options.subject}
    return {**named, "since": since, "until": until}


def _deadlines(database: Path, asked: dict[str, object]) -> list[_Deadline]:
    try:
        with DuckDBStore(database) as store:
            if store.query(_HAS_DEADLINES) != [(3,)]:
                raise FailedError(f"no conferences in {database} yet: launch crawl_job in Dagster (make dev)")
            return [msgspec.convert(row, _Deadline) for row in store.query(_DEADLINES, asked)]
    except StoreError as error:
        raise FailedError(str(error)) from error


def _name(deadline: _Deadline) -> str:
    what = deadline.label or deadline.kind.replace("_", " ")
    return f"{_conference(deadline)}: {what}"


def _conference(deadline: _Deadline) -> str:
    year = "" if str(deadline.year) in deadline.title else f" {deadline.year}"
    return f"{deadline.title}{year}"


def _event(deadline: _Deadline) -> DeadlineEvent:
    key = (deadline.series, deadline.year, deadline.track, deadline.kind, deadline.slot)
    about = [deadline.full_name, deadline.place, f"As written: {deadline.text} {deadline.zone or ''}".strip()]
    if deadline.precision == "date":
        about.append("Only the day is given: this is its end.")
    return DeadlineEvent(
        uid="/".join(str(part) for part in key).replace(" ", "-") + "@deadlines.techpulse",
        title=_name(deadline),
        at=deadline.moment,
        description="\n".join(line for line in (*about, f"Source: {deadline.source}") if line),
        url=deadline.url,
        categories=json.loads(deadline.subjects or "[]"),
        changed_at=datetime.fromtimestamp(deadline.changed_at, UTC),
        changes=deadline.changes,
    )


def _facts(deadline: _Deadline) -> dict[str, object]:
    times = {"due_at": deadline.moment.isoformat()}
    rest = {name: value for name, value in deadline._asdict().items() if name not in {"changed_at", "changes"}}
    return {**rest, **times, "subjects": json.loads(deadline.subjects or "[]")}


def _table(found: Sequence[_Deadline], *, now: datetime) -> list[str]:
    rows = [
        (_left(each.moment - now), f"{each.moment.astimezone():%a %d %b %Y %H:%M %Z}", _name(each)) for each in found
    ]
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(2)]
    places = [f"  ({each.place})" if each.place else "" for each in found]
    return [
        f"{left:>{widths[0]}}  {at:<{widths[1]}}  {name}{place}"
        for (left, at, name), place in zip(rows, places, strict=True)
    ]


def _left(time: timedelta) -> str:
    hours = int(time.total_seconds() // 3600)
    return f"{hours // 24} d {hours % 24} h" if hours >= 24 else f"{hours} h"  # noqa: PLR2004 - a day
