"""What a WordPress site sends, as records: one that is proper, one that is not, one that is merely known to be there.

Belongs here: the values that cross the face. Does not: what a proper record must hold (`schemas.py`), parsing.
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WordPressRecord:
    """One record: `payload` is its text cut out of the list as it was sent, `modified_at` is aware UTC."""

    id: int
    modified_at: datetime
    payload: str


@dataclass(frozen=True, slots=True)
class MalformedRecord:
    """What stands in a list and is not a proper record of its endpoint; `reason` names the field and what it held.

    `key` is its id, or `sha256:…` of its bytes where it has none that can be used. Bytes that are no UTF-8 stand in
    `payload` as backslash escapes.
    """

    key: int | str
    payload: str
    reason: str


@dataclass(frozen=True, slots=True)
class Newest:
    """The greatest moment (aware UTC) at which a record that the site shows was modified; None: it shows none.

    `total` is how many records the site says there are; None where it doesn't say.
    """

    modified_at: datetime | None
    total: int | None


@dataclass(frozen=True, slots=True)
class LiveRecord:
    """A record that the site shows now; `modified_at` is aware UTC, None where the site's own cannot be read."""

    id: int
    modified_at: datetime | None
