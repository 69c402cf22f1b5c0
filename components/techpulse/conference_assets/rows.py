"""Editions as rows of the tables, with what was known of them before: nothing that was known is emptied.

Belongs here: columns and their values. Does not: precedence (`merge.py`), SQL.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from techpulse.conference_assets.merge import Merged
from techpulse.conference_assets.tables import CONFERENCES, DEADLINES
from techpulse.conference_client import ConferenceRecord, DeadlineRecord
from techpulse.conference_identity import Edition

Row = Mapping[str, object]
Known = Mapping[tuple[object, ...], Row]


def conference_rows(merged: Iterable[Merged], *, known: Known, version: int) -> Iterator[Row]:
    """One row per edition; those known before that no source tells of any more are marked, and else left."""
    listed = set()
    for each in merged:
        key = _key(each.edition)
        listed.add(tuple(key.values()))
        values = {name: _first(each.records, name) for name in ("title", "full_name", "url", "place", "note")}
        dates = {name: _first(each.records, name) for name in ("starts_date", "ends_date")}
        lists = {name: _together(each.records, name) for name in ("subjects", "flags")}
        found = {**values, **dates, **lists}
        before = known.get(tuple(key.values()), {})
        filled = {name: before.get(name) if value is None else value for name, value in found.items()}
        yield {**key, **filled, "is_listed": True, "version": version}
    yield from _unlisted(known, listed, columns=[*CONFERENCES.key, *CONFERENCES.tracked], version=version)


def deadline_rows(merged: Iterable[Merged], *, known: Known, version: int) -> Iterator[Row]:
    """One row per deadline; those known before that no source tells of any more are marked, and else left."""
    listed = set()
    for each in merged:
        for slot, (source, deadline) in each.deadlines.items():
            row = {**_key(each.edition), **slot._asdict(), **_deadline(deadline), "source": source}
            listed.add(tuple(row[name] for name in DEADLINES.key))
            yield {**row, "is_listed": True, "version": version}
    yield from _unlisted(known, listed, columns=[*DEADLINES.key, *DEADLINES.tracked], version=version)


def source_rows(merged: Iterable[Merged], *, at: datetime, version: int) -> Iterator[Row]:
    """One row per edition, source and address that tells of it."""
    for each in merged:
        for record in {(record.source, record.source_url): record for record in each.records}.values():
            place = {"source": record.source, "source_url": record.source_url, "source_key": record.source_key}
            yield {**_key(each.edition), **place, "last_seen_at": at, "version": version}


def _key(edition: Edition) -> dict[str, object]:
    return {"series": edition.series, "year": edition.year, "track": edition.track}


def _deadline(deadline: DeadlineRecord) -> dict[str, object]:
    names = ("label", "text", "zone", "precision", "flag")
    return {"due_at": deadline.at, **{name: getattr(deadline, name) for name in names}}


def _first(records: Sequence[ConferenceRecord], name: str) -> Any:
    return next((value for record in records if (value := getattr(record, name)) is not None), None)


def _together(records: Sequence[ConferenceRecord], name: str) -> list[str] | None:
    return sorted({value for record in records for value in getattr(record, name)}) or None


def _unlisted(known: Known, listed: set[tuple[object, ...]], *, columns: Sequence[str], version: int) -> Iterator[Row]:
    for key, row in known.items():
        if key not in listed and row["is_listed"]:
            yield {**{name: row[name] for name in columns}, "is_listed": False, "version": version}
