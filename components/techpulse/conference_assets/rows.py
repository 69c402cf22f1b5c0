"""Editions as rows of the tables, with what was known of them before: nothing that was known is emptied.

Belongs here: columns and their values. Does not: precedence (`merge.py`), SQL.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from techpulse.conference_assets.merge import Merged
from techpulse.conference_assets.slots import Slot, Told, continued
from techpulse.conference_assets.tables import CONFERENCES, DEADLINES
from techpulse.conference_client import ConferenceRecord, DeadlineRecord, Source
from techpulse.conference_identity import Edition

Row = Mapping[str, object]
Known = Mapping[tuple[object, ...], Row]


def conference_rows(
    merged: Iterable[Merged], *, known: Known, version: int, silent: Collection[Source] = ()
) -> Iterator[Row]:
    """One row per edition; those known before that no source tells of any more are marked, and else left.

    While what a `silent` source tells can't be read, what is known stays as it is.
    """
    listed = {key for key, row in known.items() if row["is_listed"]} if silent else set()
    for each in merged:
        key = _key(each.edition)
        if tuple(key.values()) in listed:
            continue
        listed.add(tuple(key.values()))
        values = {name: _first(each.records, name) for name in ("title", "full_name", "url", "place", "note")}
        found = {**values, **_days(each.records), "subjects": _together(each.records, "subjects")}
        before = known.get(tuple(key.values()), {})
        kept = {name for name, value in found.items() if value is None} - _outdated(found, before)
        filled = {**found, **{name: before.get(name) for name in kept}}
        yield {**key, **filled, "flags": _together(each.records, "flags"), "is_listed": True, "version": version}
    yield from _unlisted(known, listed, columns=[*CONFERENCES.key, *CONFERENCES.tracked], version=version)


def deadline_rows(
    merged: Iterable[Merged], *, known: Known, version: int, silent: Collection[Source] = ()
) -> Iterator[Row]:
    """One row per deadline; those known before that no source tells of any more are marked, and else left.

    While what a `silent` source tells can't be read, the kinds of deadlines that it told stay as they are.
    """
    kept = {_kind(row) for row in known.values() if row["source"] in silent and row["is_listed"]}
    listed = {key for key, row in known.items() if _kind(row) in kept}
    before = _by_edition(known)
    for each in merged:
        told = {slot: deadline for slot, (_, deadline) in each.deadlines.items()}
        slots = continued(told, before.get(tuple(_key(each.edition).values()), {}))
        for own, (source, deadline) in each.deadlines.items():
            row = {**_key(each.edition), **slots[own]._asdict(), **_deadline(deadline), "source": source}
            if _kind(row) not in kept:
                listed.add(tuple(row[name] for name in DEADLINES.key))
                yield {**row, "is_listed": True, "version": version}
    yield from _unlisted(known, listed, columns=[*DEADLINES.key, *DEADLINES.tracked], version=version)


def source_rows(merged: Iterable[Merged], *, read_at: Mapping[Source, datetime], version: int) -> Iterator[Row]:
    """One row per edition, source and address that tells of it, last seen when the source was last read."""
    for each in merged:
        for record in {(record.source, record.source_url): record for record in each.records}.values():
            place = {"source": record.source, "source_url": record.source_url, "source_key": record.source_key}
            yield {**_key(each.edition), **place, "last_seen_at": read_at[record.source], "version": version}


def _key(edition: Edition) -> dict[str, object]:
    return {"series": edition.series, "year": edition.year, "track": edition.track}


def _by_edition(known: Known) -> Mapping[tuple[object, ...], dict[Slot, Told]]:
    """The listed deadlines of each edition."""
    found: dict[tuple[object, ...], dict[Slot, Told]] = defaultdict(dict)
    for row in known.values():
        if row["is_listed"]:
            told = Told(_text(row["label"]), _text(row["due_at"]))
            found[row["series"], row["year"], row["track"]][Slot(str(row["kind"]), str(row["slot"]))] = told
    return found


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _kind(row: Row) -> tuple[object, ...]:
    return row["series"], row["year"], row["track"], row["kind"]


def _deadline(deadline: DeadlineRecord) -> dict[str, object]:
    names = ("label", "text", "zone", "precision", "flag")
    return {"due_at": deadline.at, **{name: getattr(deadline, name) for name in names}}


def _first(records: Sequence[ConferenceRecord], name: str) -> Any:
    return next((value for record in records if (value := getattr(record, name)) is not None), None)


def _days(records: Sequence[ConferenceRecord]) -> dict[str, object]:
    """The days of an edition, both by the same word: a last day counts only with the first day that it goes with."""
    starts = _first(records, "starts_date")
    return {
        "starts_date": starts,
        "ends_date": _first([record for record in records if record.starts_date == starts], "ends_date"),
    }


def _outdated(found: Row, before: Row) -> set[str]:
    """The last day, where the first one has moved: the one that was known belongs to other days."""
    has_moved = found["starts_date"] is not None and str(found["starts_date"]) != before.get("starts_date")
    return {"ends_date"} if has_moved else set()


def _together(records: Sequence[ConferenceRecord], name: str) -> list[str] | None:
    return sorted({value for record in records for value in getattr(record, name)}) or None


def _unlisted(known: Known, listed: set[tuple[object, ...]], *, columns: Sequence[str], version: int) -> Iterator[Row]:
    for key, row in known.items():
        if key not in listed and row["is_listed"]:
            yield {**{name: row[name] for name in columns}, "is_listed": False, "version": version}
