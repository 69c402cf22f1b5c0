"""Which bill is meant, and what the APIs answer about it: records of lists, details, and what is none of them.

Belongs here: the values that cross the face on their way to Bronze. Does not: what is read in them (`bills.py`).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import total_ordering
from typing import Literal, Self, TypeAlias

Origin: TypeAlias = Literal["legisinfo", "openparliament"]

_SESSION = re.compile(r"([1-9][0-9]{0,2})-([1-9][0-9]?)")
_NUMBER = re.compile(r"([A-Z]{1,2})-([1-9][0-9]{0,5})([A-Z]?)")


@total_ordering
@dataclass(frozen=True, slots=True)
class BillKey:
    """One bill of one session of the Parliament of Canada: `45-1`, `C-2`, the number with or without a letter behind.

    In order of parliament, session, prefix, number, letter: C-2 before C-10 before S-1.

    Raises:
        ValueError: `session` or `number` is not written so; lower case is not taken.
    """

    session: str
    number: str

    def __post_init__(self) -> None:
        """Refuses what is not written as a session or a bill's number is."""
        if not _SESSION.fullmatch(self.session):
            raise ValueError(f"{self.session!r} is no session such as 45-1")
        if not _NUMBER.fullmatch(self.number):
            raise ValueError(f"{self.number!r} is no bill's number such as C-2")

    @classmethod
    def named(cls, name: str) -> Self:
        """The key whose `name` this is.

        Raises:
            ValueError: `name` is not written as `45-1/C-2` is.
        """
        session, _, number = name.partition("/")
        return cls(session, number)

    @property
    def name(self) -> str:
        """The key as one text: `45-1/C-2`."""
        return f"{self.session}/{self.number}"

    @property
    def parliament(self) -> int:
        """Which parliament: 45 of `45-1`."""
        return int(self.session.partition("-")[0])

    @property
    def session_number(self) -> int:
        """Which of its sessions: 1 of `45-1`."""
        return int(self.session.partition("-")[2])

    @property
    def number_part(self) -> int:
        """The number without its letters: 2 of `C-2`."""
        return self._place[3]

    def __lt__(self, other: Self) -> bool:
        """Whether this bill comes before the other one."""
        return self._place < other._place

    @property
    def _place(self) -> tuple[int, int, str, int, str]:
        parts = _NUMBER.fullmatch(self.number)
        assert parts is not None
        return self.parliament, self.session_number, parts[1], int(parts[2]), parts[3]


@dataclass(frozen=True, slots=True)
class ListedBill:
    """One record of LEGISinfo's list of a session: `payload` is JSON, its text cut out of the list as it was sent.

    `latest_activity_at` is aware UTC; None where the record has none that can be read. A record in XML stands in
    `payload` as a JSON string that holds the XML exactly.
    """

    key: BillKey
    payload: str
    latest_activity_at: datetime | None


@dataclass(frozen=True, slots=True)
class MalformedBill:
    """What stands in a list and is no bill of it; `reason` says why.

    `key_text` is the bill's name where it can be told, else the session and `sha256:…` of the record's bytes. `payload`
    is its text, which need not be JSON.
    """

    key_text: str
    payload: str
    reason: str


@dataclass(frozen=True, slots=True)
class Introduced:
    """A bill that OpenParliament lists, and the day on which it was introduced; None where it says no day."""

    key: BillKey
    introduced_date: date | None


@dataclass(frozen=True, slots=True)
class BillDetail:
    """What one of the APIs answers about one bill, or why there is no answer.

    `payload` is JSON as it was sent, XML as a JSON string that holds it exactly; None where `error` says what went
    wrong. `is_missing`: the API answers that it has no such bill, which is no failure of it.
    """

    key: BillKey
    origin: Origin
    payload: str | None
    error: str | None = None
    is_missing: bool = False

    @property
    def name(self) -> str:
        """The bill's name and whose answer it is: `45-1/C-2/legisinfo`."""
        return f"{self.key.name}/{self.origin}"
