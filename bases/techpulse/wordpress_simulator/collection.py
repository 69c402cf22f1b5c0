"""The records of one endpoint, ready to be served: rendered once, filtered and sorted once for each question.

Here: `Record`, `Selection` and answering the second with the first.
Not here: what a record says (`shapes`), when it changes (`site`), paging (`endpoints`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from techpulse.wordpress_simulator.rendering import render_some

_MOST_SELECTIONS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The columns that WordPress sorts and filters by, and the JSON that it answers; times are the site's wall time."""

    id: int
    date: datetime
    modified: datetime
    slug: str
    title: str
    body: bytes
    _parts: dict[frozenset[str], bytes] = field(default_factory=dict, compare=False, repr=False)

    def body_of(self, names: frozenset[str]) -> bytes:
        """The JSON of just these fields; of all where `names` is empty."""
        if not names:
            return self.body
        if names not in self._parts:
            self._parts[names] = render_some(self.body, names)
        return self._parts[names]


class Selection(NamedTuple):
    """Which records, and in which order; bounds are exclusive."""

    order_by: str = "date"
    is_descending: bool = True
    include: tuple[int, ...] = ()
    exclude: frozenset[int] = frozenset()
    after: tuple[tuple[str, datetime], ...] = ()
    before: tuple[tuple[str, datetime], ...] = ()

    def holds(self, record: Record) -> bool:
        """Whether `record` is among the selected, `include` aside."""
        return (
            record.id not in self.exclude
            and all(getattr(record, column) > bound for column, bound in self.after)
            and all(getattr(record, column) < bound for column, bound in self.before)
        )


class Collection:
    """Records by id; a selection is worked out once, until something changes."""

    def __init__(self) -> None:
        self.records: dict[int, Record] = {}
        self._selected: dict[Selection, Sequence[Record]] = {}

    def put(self, record: Record) -> None:
        """Hold `record`, in place of the one with its id."""
        self.records[record.id] = record
        self._selected.clear()

    def remove(self, record_id: int) -> None:
        """Hold the record no longer."""
        del self.records[record_id]
        self._selected.clear()

    def select(self, selection: Selection) -> Sequence[Record]:
        """The selected records in order; records alike in it are ordered by id, in the same direction."""
        if selection not in self._selected:
            if len(self._selected) >= _MOST_SELECTIONS:
                self._selected.clear()
            self._selected[selection] = self._sorted(selection)
        return self._selected[selection]

    def _sorted(self, selection: Selection) -> Sequence[Record]:
        ids = selection.include or self.records
        chosen = [self.records[one] for one in dict.fromkeys(ids) if one in self.records]
        held = [record for record in chosen if selection.holds(record)]
        if selection.order_by == "include":
            return held
        return sorted(held, key=lambda record: _place(record, selection.order_by), reverse=selection.is_descending)


def _place(record: Record, column: str) -> tuple[object, int]:
    value = getattr(record, column)
    return value.casefold() if isinstance(value, str) else value, record.id
