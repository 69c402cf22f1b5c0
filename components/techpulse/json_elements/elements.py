"""A list in JSON to its elements: each with its own text, cut out letter by letter.

Belongs here: JSON's grammar, and where Python's parser is kinder or stricter than it. Does not: what elements mean.
"""

import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder
from typing import NamedTuple, NoReturn

_BLANK = re.compile(r"[ \t\n\r]*")
_LONG_DIGITS = 19


class Element(NamedTuple):
    """One element: its value, its text, and the `NaN`s in it, which are no JSON and stand for None in the value."""

    value: object
    text: str
    constants: tuple[str, ...] = ()


def elements_of(text: str) -> Iterator[Element]:
    """The elements of the list that `text` is, in its order.

    Raises:
        JSONDecodeError: `text` is no list in JSON.
        RecursionError: it is nested too deep for the parser.
    """
    place = _past(text, _past_blank(text, 0), wanted="[")
    if not text.startswith("]", place):
        element, place = _element(text, place)
        yield element
        while not text.startswith("]", place):
            element, place = _element(text, _past(text, place, wanted=","))
            yield element
    if _past_blank(text, place + 1) != len(text):
        raise JSONDecodeError("something follows the list", text, place + 1)


def whole_element(text: str) -> Element:
    """The one element that `text` is.

    Raises: as `elements_of`.
    """
    [element] = elements_of(f"[{text}]")
    return element


def whole_number(digits: str) -> int | float:
    """The number; one too long for any id as a float, since Python refuses to read very long whole ones."""
    return int(digits) if len(digits) <= _LONG_DIGITS else float(digits)


def _past_blank(text: str, place: int) -> int:
    blank = _BLANK.match(text, place)
    assert blank is not None
    return blank.end()


def _past(text: str, place: int, *, wanted: str) -> int:
    if not text.startswith(wanted, place):
        raise JSONDecodeError(f"no {wanted!r} where one should stand", text, place)
    return _past_blank(text, place + 1)


def _element(text: str, place: int) -> tuple[Element, int]:
    """The element that begins at `place`, and where what follows it does."""
    value, end, constants = _value(text, place)
    return Element(value, text[place:end], constants), _past_blank(text, end)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


_PLAIN = JSONDecoder(parse_constant=_refused)


def _value(text: str, place: int) -> tuple[object, int, tuple[str, ...]]:
    """The value at `place`, where it ends, and the constants in it that are no JSON.

    What Python's parser refuses although the end of it can be seen is read by a second, slower one.
    """
    try:
        return *_PLAIN.raw_decode(text, place), ()
    except JSONDecodeError:
        raise
    except ValueError:
        constants: list[str] = []
        lenient = JSONDecoder(parse_constant=constants.append, parse_int=whole_number)
        return *lenient.raw_decode(text, place), tuple(constants)
