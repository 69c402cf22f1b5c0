"""The query string of a listing, read as WordPress reads it.

Here: names, defaults, bounds and forms of parameters; those that are not here are ignored, as WordPress does. All pure.
Not here: what is answered to them (`endpoints`), in which words they are refused (`errors`).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from techpulse.wordpress_simulator import errors
from techpulse.wordpress_simulator.collection import Selection
from techpulse.wordpress_simulator.errors import Problem, WordPressError
from techpulse.wordpress_simulator.site_time import read_wall_time

_ORDERS_BY = ("date", "id", "include", "modified", "slug", "title")
_DEFAULT_PER_PAGE, _MOST_PER_PAGE = 10, 100
_LONGEST_NUMBER = 18


class Listing(NamedTuple):
    """What a listing asks for: which records, which of them, which of their fields (empty: all)."""

    selection: Selection
    page: int
    per_page: int
    offset: int | None
    names: frozenset[str]


class RefusedError(Exception):
    """A listing that WordPress answers with an error object."""

    def __init__(self, error: WordPressError) -> None:
        super().__init__(error.message)
        self.error = error


def pairs_of(query: str) -> list[tuple[str, str]]:
    """Names and values in order; a plus sign is a space, as in every form's data."""
    return parse_qsl(query, keep_blank_values=True)


def read_names(query: str) -> frozenset[str]:
    """The fields that `_fields` names, empty for all; a dotted name, which asks for a part of a field, is none."""
    return _names(_given(query))


def read_listing(query: str, zone: ZoneInfo, *, is_old_core: bool) -> Listing:
    """What `query` asks for, with WordPress's defaults.

    Raises:
        RefusedError: a parameter out of its bounds or form; all such parameters are named.
    """
    given = _given(query)
    reader = _Reader(given)
    columns = {"": "date"} if is_old_core else {"": "date", "modified_": "modified"}
    selection = Selection(
        order_by=reader.choice("orderby", _ORDERS_BY, default="date"),
        is_descending=reader.choice("order", ("asc", "desc"), default="desc") == "desc",
        include=reader.ids("include"),
        exclude=frozenset(reader.ids("exclude")),
        after=tuple(reader.bounds("after", columns, zone=zone)),
        before=tuple(reader.bounds("before", columns, zone=zone)),
    )
    listing = Listing(
        selection,
        page=reader.number("page", default=1, least=1),
        per_page=reader.number("per_page", default=_DEFAULT_PER_PAGE, least=1, most=_MOST_PER_PAGE),
        offset=abs(reader.number("offset", default=0)) if "offset" in given else None,
        names=_names(given),
    )
    if reader.problems:
        raise RefusedError(errors.invalid_parameters(reader.problems))
    if selection.order_by == "include" and not selection.include:
        raise RefusedError(errors.NOTHING_TO_INCLUDE)
    return listing


class _Reader:
    """Reads parameters one by one and keeps what is wrong with them; a wrong one reads as its default."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.problems: dict[str, Problem] = {}
        self._given = given

    def number(self, name: str, *, default: int, least: int | None = None, most: int | None = None) -> int:
        text = self._given.get(name)
        if text is None:
            return default
        number = _whole_number(text)
        if number is None:
            self.problems[name] = errors.wrong_type(name)
        elif least is not None and (number < least or (most is not None and number > most)):
            self.problems[name] = errors.out_of_bounds(name, least, most=most)
        else:
            return number
        return default

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        text = self._given.get(name, default)
        if text in choices:
            return text
        self.problems[name] = errors.not_a_choice(name, choices)
        return default

    def ids(self, name: str) -> tuple[int, ...]:
        numbers = [_whole_number(word) for word in _words(self._given.get(name, ""))]
        if None in numbers:
            self.problems[name] = errors.wrong_type(f"{name}[{numbers.index(None)}]")
        return tuple(abs(number) for number in numbers if number is not None)

    def bounds(self, name: str, columns: Mapping[str, str], *, zone: ZoneInfo) -> list[tuple[str, datetime]]:
        """The bound of each column that has one; a column's bound is called by its prefix and `name`."""
        bounds = []
        for prefix, column in columns.items():
            text = self._given.get(prefix + name)
            if text is None:
                continue
            try:
                bounds.append((column, read_wall_time(text, zone)))
            except ValueError:
                self.problems[prefix + name] = errors.INVALID_DATE
        return bounds


def _given(query: str) -> dict[str, str]:
    """The last value of each name; the values of a list, `include[]=1&include[]=2`, joined by commas."""
    given: dict[str, str] = {}
    for name, value in pairs_of(query):
        start, is_list, _ = name.partition("[")
        given[start] = f"{given[start]},{value}" if is_list and start in given else value
    return given


def _names(given: Mapping[str, str]) -> frozenset[str]:
    return frozenset(_words(given.get("_fields", "")))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", text) if word]


def _whole_number(text: str) -> int | None:
    """The number, or None; one too long for PHP is its longest."""
    if not re.fullmatch(r"\s*[+-]?\d+(?:\.0*)?", text, re.ASCII):
        return None
    sign, digits = ("-" if "-" in text else ""), re.sub(r"\..*|\D", "", text)
    return int(sign + digits[:_LONGEST_NUMBER]) if len(digits) <= _LONGEST_NUMBER else int(sign + "9" * _LONGEST_NUMBER)
