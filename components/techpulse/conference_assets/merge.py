"""Records of several sources to editions: which source a field is taken from, and one deadline of each kind and slot.

Belongs here: precedence, and what of an edition's past stays. Does not: which records are one edition
(`conference_identity`), tables.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from techpulse.conference_client import ConferenceRecord, DeadlineRecord, Source
from techpulse.conference_identity import Edition, edition_of

# Curated by hand, then by the organisers, then whatever anybody entered: the first that has a field counts.
PRECEDENCE: tuple[Source, ...] = ("ai_deadlines", "acl_web", "elra", "chairing_tool", "wikicfp")
_SLOT = re.compile(r"[a-z0-9]+")


class Slot(NamedTuple):
    """One deadline of an edition, whatever its moment: an extension moves it and makes no other."""

    kind: str
    slot: str


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


def _merged(edition: Edition, records: Sequence[ConferenceRecord]) -> Merged:
    ordered = sorted(records, key=_place)
    found: dict[Slot, tuple[Source, DeadlineRecord]] = {}
    kinds: set[str] = set()
    for record in ordered:
        own = dict(_slots(record.deadlines))
        found |= {slot: (record.source, deadline) for slot, deadline in own.items() if slot.kind not in kinds}
        kinds |= {slot.kind for slot in own}
    return Merged(edition, ordered, found)


def _place(record: ConferenceRecord) -> tuple[int, str, str]:
    return PRECEDENCE.index(record.source), record.source_key, record.source_url


def _slots(deadlines: Sequence[DeadlineRecord]) -> Iterator[tuple[Slot, DeadlineRecord]]:
    """Each deadline with its slot: by label where there are several of a kind, and by order where labels are alike."""
    by_kind: dict[str, list[DeadlineRecord]] = defaultdict(list)
    for deadline in deadlines:
        by_kind[deadline.kind].append(deadline)
    for kind, some in by_kind.items():
        names: dict[str, int] = defaultdict(int)
        for deadline in some:
            name = "_".join(_SLOT.findall((deadline.label or "").casefold())) if len(some) > 1 else ""
            names[name] += 1
            yield Slot(kind, name if names[name] == 1 else f"{name}_{names[name]}"), deadline
