"""What both APIs want to know of a bill, read from its record.

Here: sessions, numbers and dates, and a bill with what it is found and sorted by. All pure.
Not here: holding bills (`parliament`), their answers (`list_records`, `openparliament`).
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from techpulse.parliament_simulator.markup import Fields

_OTTAWA = ZoneInfo("America/Toronto")
_NO_TIME = "0001-01-01"
_LEAST_PRIVATE_NUMBER = 200
_SESSION = re.compile(r"([1-9][0-9]{0,2})-([1-9][0-9]?)", re.ASCII)
_NUMBER = re.compile(r"([CS])-([1-9][0-9]{0,4})([A-Z]?)", re.ASCII)


class SessionKey(NamedTuple):
    """A parliament and one of its sessions; later ones are greater."""

    parliament: int
    session: int


class NumberKey(NamedTuple):
    """A bill's number in its parts; the House's come first."""

    prefix: str
    number: int
    suffix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A bill of a session: its whole record, which nobody may change, and what it is found by."""

    session: str
    code: str
    id: int
    key: NumberKey
    introduced: date | None
    fields: Fields

    @property
    def is_private(self) -> bool:
        """Whether its number is one of a private member's bill."""
        return self.key.number >= _LEAST_PRIVATE_NUMBER

    @property
    def place(self) -> tuple[bool, SessionKey, NumberKey]:
        """Where OpenParliament lists it: government bills first, then the oldest session."""
        return self.is_private, session_key(self.session), self.key


def session_key(session: str) -> SessionKey:
    """The parts of a session such as `45-1`.

    Raises:
        ValueError: it is not of that form.
    """
    parts = _SESSION.fullmatch(session)
    if not parts:
        raise ValueError(f"session {session!r} is not of the form 45-1")
    return SessionKey(int(parts[1]), int(parts[2]))


def number_key(code: str) -> NumberKey:
    """The parts of a number such as `C-2` or `C-15A`.

    Raises:
        ValueError: it is not of that form.
    """
    parts = _NUMBER.fullmatch(code)
    if not parts:
        raise ValueError(f"bill number {code!r} is not of the form C-2 or S-15A")
    return NumberKey(parts[1], int(parts[2]), parts[3])


def bill_of(session: str, fields: Fields) -> Bill:
    """The bill that a record tells of; later changes of `fields` do not touch it.

    Raises:
        ValueError: the record has no id or number, or names another session.
    """
    key = session_key(session)
    code = str(fields.get("NumberCode"))
    named = SessionKey(fields.get("ParliamentNumber", key.parliament), fields.get("SessionNumber", key.session))
    if named != key:
        raise ValueError(f"bill {code} names session {named.parliament}-{named.session}, not {session}")
    number = fields.get("Id")
    if type(number) is not int:
        raise ValueError(f"bill {code} of {session} has no Id")
    parts = number_key(code)
    return Bill(
        session=session,
        code=code,
        id=number,
        key=parts,
        introduced=_introduced(parts.prefix, fields),
        fields=copy_of(fields),
    )


def copy_of(fields: Fields) -> Fields:
    """`fields` down to the last record, so that neither's changes touch the other."""
    return {name: _copy(value) for name, value in fields.items()}


def date_time(value: object) -> str | None:
    """The time that a field tells, or None where it tells of none."""
    return value if isinstance(value, str) and value and not value.startswith(_NO_TIME) else None


def wall_time(at: datetime) -> str:
    """The time in Ottawa as LEGISinfo writes it: without offset, to the second.

    Raises:
        ValueError: `at` has no zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} has no zone: say which one it is in")
    return at.astimezone(_OTTAWA).replace(tzinfo=None, microsecond=0).isoformat()


def with_offset(wall: str) -> str:
    """A time as LEGISinfo writes it, with the offset that Ottawa has at it; one that has an offset stays as it is."""
    time = datetime.fromisoformat(wall)
    return wall if time.tzinfo else wall + time.replace(tzinfo=_OTTAWA, microsecond=0).isoformat()[-6:]


def _introduced(prefix: str, fields: Fields) -> date | None:
    chambers = ("House", "Senate") if prefix == "C" else ("Senate", "House")
    times = (date_time(fields.get(f"Passed{chamber}FirstReadingDateTime")) for chamber in chambers)
    return next((date.fromisoformat(time[:10]) for time in times if time), None)


def _copy(value: object) -> object:
    if isinstance(value, dict):
        return copy_of(value)
    return [_copy(one) for one in value] if isinstance(value, list) else value
