"""Which deadline of an edition is which: its slot among those of its kind, kept while labels and dates change.

Belongs here: names of slots, and which known deadline one that is told continues. Does not: precedence (`merge.py`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, count
from typing import NamedTuple

from techpulse.conference_client import DeadlineRecord

_WORD = re.compile(r"[a-z0-9]+")
_REMARKS = frozenset({"extended", "extension", "updated"})


class Slot(NamedTuple):
    """One deadline of an edition, whatever its moment: an extension moves it and makes no other."""

    kind: str
    slot: str


class Told(NamedTuple):
    """What is known of a slot that is listed: its label, and its moment as text, None where it has none."""

    label: str | None
    due_at: str | None


def slots_of(kind: str, deadlines: Sequence[DeadlineRecord]) -> Iterator[tuple[Slot, DeadlineRecord]]:
    """Each deadline with its slot: empty for the only one of its kind, else by label, and by order where those agree.

    What is of the kind `other` says only by its label what it is.
    """
    taken: set[str] = set()
    for deadline in deadlines:
        name = _name(deadline.label) if len(deadlines) > 1 or kind == "other" else ""
        slot = next(each for each in chain([name], (f"{name}_{nth}" for nth in count(2))) if each not in taken)
        taken.add(slot)
        yield Slot(kind, slot), deadline


def continued(told: Mapping[Slot, DeadlineRecord], known: Mapping[Slot, Told]) -> Mapping[Slot, Slot]:
    """The slot that each deadline told of an edition has had, or else its own.

    A site that parts one deadline into several, or words its label anew, has extended none and dropped none: where a
    slot is not known, one that is told no more goes on in it, if it has the same label, or as the only one its moment.
    """
    own = {slot: slot for slot in told if slot in known}
    for is_same in (_is_named_alike, _is_at_once):
        new = [slot for slot in told if slot not in own]
        free = [slot for slot in known if slot not in own.values()]
        pairs = [
            (slot, old) for slot in new for old in free if slot.kind == old.kind and is_same(told[slot], known[old])
        ]
        own |= {
            slot: old for slot, old in pairs if [pair for pair in pairs if slot in pair or old in pair] == [(slot, old)]
        }
    return {slot: own.get(slot, slot) for slot in told}


def _is_named_alike(told: DeadlineRecord, known: Told) -> bool:
    return bool(name := _name(told.label)) and name == _name(known.label)


def _is_at_once(told: DeadlineRecord, known: Told) -> bool:
    return told.at is not None and known.due_at is not None and told.at == datetime.fromisoformat(known.due_at)


def _name(label: str | None) -> str:
    return "_".join(word for word in _WORD.findall((label or "").casefold()) if word not in _REMARKS)
