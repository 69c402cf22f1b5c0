"""Records of several sources to editions: which source a field is taken from, and one deadline of each kind and slot.

Belongs here: precedence. Does not: which records are one edition (`conference_identity`), which deadline is which
(`slots.py`), tables.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from techpulse.conference_assets.slots import Slot, slots_of
from techpulse.conference_client import ConferenceRecord, DeadlineRecord, Source
from techpulse.conference_identity import Edition, edition_of

# Curated by hand, then by the organisers, then whatever anybody entered: the first that has a field counts.
PRECEDENCE: tuple[Source, ...] = ("ai_deadlines", "acl_web", "elra", "chairing_tool", "wikicfp")


@dataclass(frozen=True, slots=True)
class Merged:
    """One edition: its records in order of precedence, and its deadlines, each with the source it is taken from."""

    edition: Edition
    records: Sequence[ConferenceRecord]
    deadlines: Mapping[Slot, tuple[Source, DeadlineRecord]]


def editions(records: Iterable[ConferenceRecord]) -> tuple[list[Merged], list[ConferenceRecord]]:
    """The editions, ordered by key, and the records of which none can be told. The records' order is no matter."""
    groups: dict[Edition, list[ConferenceRecord]] = defaultdict(list)
    strays = []
    for record in records:
        edition = edition_of(
            record.title,
            full_name=record.full_name,
            year=record.year,
            url=record.url,
            starts_date=record.starts_date,
        )
        if edition is None:
            strays.append(record)
        else:
            groups[edition].append(record)
    merged = [_merged(edition, groups[edition]) for edition in sorted(groups)]
    return merged, sorted(strays, key=_place)


def doubled(merged: Iterable[Merged]) -> Iterator[tuple[Edition, Source]]:
    """Each edition that a source has under two keys, with the source: one of the two is most likely another one."""
    for each in merged:
        keys = {(record.source, record.source_key) for record in each.records}
        yield from (
            (each.edition, source) for source, times in Counter(source for source, _ in keys).items() if times > 1
        )


def _merged(edition: Edition, records: Sequence[ConferenceRecord]) -> Merged:
    ordered = sorted(records, key=_place)
    found: dict[str, tuple[Source, list[DeadlineRecord]]] = {}
    for record in ordered:
        for kind, own in _by_kind(record.deadlines).items():
            # Who says that a date is to come does not outdo who tells it.
            if kind not in found or (_tells(own) and not _tells(found[kind][1])):
                found[kind] = record.source, own
    deadlines = {
        slot: (source, deadline) for kind, (source, some) in found.items() for slot, deadline in slots_of(kind, some)
    }
    return Merged(edition, ordered, deadlines)


def _place(record: ConferenceRecord) -> tuple[int, str, str, str]:
    return PRECEDENCE.index(record.source), record.source_key, record.source_url, repr(record)


def _by_kind(deadlines: Iterable[DeadlineRecord]) -> Mapping[str, list[DeadlineRecord]]:
    by_kind: dict[str, list[DeadlineRecord]] = defaultdict(list)
    for deadline in deadlines:
        by_kind[deadline.kind].append(deadline)
    return by_kind


def _tells(deadlines: Iterable[DeadlineRecord]) -> bool:
    return any(deadline.at for deadline in deadlines)
