"""The query string of OpenParliament's list of bills, read as OpenParliament reads it.

Here: names, forms and defaults of parameters; those that are not here are ignored, as OpenParliament does. All pure.
Not here: what is answered (`openparliament`).
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from techpulse.parliament_simulator.bill_objects import is_law, status_code
from techpulse.parliament_simulator.bills import Bill

_DEFAULT_LIMIT, _MOST_LIMIT = 20, 500
_TRUTHS = {"true": True, "True": True, "false": False, "False": False}

Test = Callable[[Bill], bool]


class BadRequestError(Exception):
    """A query that OpenParliament refuses; its text is the answer."""


class Listing(NamedTuple):
    """Which bills are asked for, and which of them; `kept` is the query without its limit and offset."""

    tests: tuple[Test, ...]
    limit: int
    offset: int
    kept: tuple[tuple[str, str], ...]

    def holds(self, bill: Bill) -> bool:
        """Whether `bill` passes all filters."""
        return all(test(bill) for test in self.tests)


def read_listing(query: str) -> Listing:
    """What `query` asks for, with OpenParliament's defaults; the last value of a name counts.

    Raises:
        BadRequestError: a value that cannot be one of its filter, or a kind of filter that a name does not have.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    kept = tuple(pair for pair in pairs if pair[0] not in {"limit", "offset"})
    tests = tuple(test for name, value in given.items() if (test := _test(name, value)))
    limit = _whole_number(given, "limit") or _DEFAULT_LIMIT
    return Listing(tests, min(limit, _MOST_LIMIT), _whole_number(given, "offset"), kept)


def _whole_number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "0")
    try:
        number = int(text)
    except ValueError as error:
        raise BadRequestError(f"Invalid {name} '{text}' provided. Please provide a positive integer.") from error
    if number < 0:
        raise BadRequestError(f"Invalid {name} '{number}' provided. Please provide a positive integer >= 0.")
    return number


def _test(parameter: str, value: str) -> Test | None:
    """The test that a parameter asks for; None for one that is no filter."""
    name, _, kind = parameter.partition("__")
    if name not in _READERS:
        return None
    if name != "introduced" and kind not in {"", "exact"}:
        raise BadRequestError(f"Invalid filter argument {kind}")
    if name == "introduced" and kind not in {"", "exact"}:
        return _date_test(kind, value)
    wanted = _READERS[name](value)
    return lambda bill: bool(_COLUMNS[name](bill) == wanted)


def _date_test(kind: str, value: str) -> Test:
    if kind == "isnull":
        is_null = _truth(value)
        return lambda bill: (bill.introduced is None) == is_null
    if kind == "range":
        first, last = _date_range(value)
        return lambda bill: bill.introduced is not None and first <= bill.introduced <= last
    compare = _COMPARISONS.get(kind)
    if not compare:
        raise BadRequestError(f"Invalid filter argument {kind}")
    bound = _date(value)
    return lambda bill: bill.introduced is not None and compare(bill.introduced, bound)


def _date_range(value: str) -> tuple[date, date]:
    dates = [_date(part) for part in value.split(",")]
    if len(dates) != 2:  # noqa: PLR2004 - a range has two ends
        raise BadRequestError(f"'{value}' is no range of two dates.")
    return dates[0], dates[1]


def _date(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        text = f"['\u201c{value}\u201d value has an invalid date format. It must be in YYYY-MM-DD format.']"
        raise BadRequestError(text) from error


def _truth(value: str) -> bool:
    if value not in _TRUTHS:
        raise BadRequestError(f"['\u201c{value}\u201d value must be either True or False.']")
    return _TRUTHS[value]


def _id(value: str) -> int:
    if not (value.isascii() and value.isdecimal()):
        raise BadRequestError(f"['\u201c{value}\u201d value must be an integer.']")
    return int(value[:20])


_READERS: Mapping[str, Callable[[str], Any]] = {
    "session": str,
    "number": str,
    "status_code": str,
    "introduced": _date,
    "legisinfo_id": _id,
    "law": _truth,
    "private_member_bill": _truth,
}
_COLUMNS: Mapping[str, Callable[[Bill], Any]] = {
    "session": lambda bill: bill.session,
    "number": lambda bill: bill.code,
    "status_code": status_code,
    "introduced": lambda bill: bill.introduced,
    "legisinfo_id": lambda bill: bill.id,
    "law": is_law,
    "private_member_bill": lambda bill: bill.is_private,
}
_COMPARISONS: Mapping[str, Callable[[date, date], bool]] = {
    "gt": lambda one, bound: one > bound,
    "gte": lambda one, bound: one >= bound,
    "lt": lambda one, bound: one < bound,
    "lte": lambda one, bound: one <= bound,
}
