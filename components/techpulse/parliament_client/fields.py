"""One record of an answer, asked for its fields by every name they go by. Pure, and never raises.

Belongs here: finding a field, whatever the release calls it. Does not: reading single values (`texts.py`).
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from techpulse.json_elements import whole_element
from techpulse.parliament_client.texts import day, flag, moment, tidied, whole
from techpulse.parliament_client.xml_tree import tree_of

_WRAPPERS = ("bills", "bill", "arrayofbill")


class Fields:
    """A record whose names count in any case; of the names asked for the first that has something is taken."""

    def __init__(self, record: Mapping[str, object]) -> None:
        self._values: dict[str, object] = {}
        for name, value in record.items():
            self._values.setdefault(name.lower(), value)

    def __bool__(self) -> bool:
        return bool(self._values)

    def text(self, *names: str) -> str | None:
        """A text, tidied."""
        return next((text for name in names if (text := tidied(self._value(name)))), None)

    def english(self, *names: str) -> str | None:
        """A text in English: `…En`, or the bare name, since it is LEGISinfo's English side that is asked."""
        return self.text(*(spelled for name in names for spelled in (f"{name}En", name)))

    def french(self, *names: str) -> str | None:
        """A text in French: `…Fr`."""
        return self.text(*(f"{name}Fr" for name in names))

    def number(self, *names: str, least: int = 1) -> int | None:
        """A whole number; 0 is none unless `least` allows it."""
        return next((n for name in names if (n := whole(self._value(name), least=least)) is not None), None)

    def moment(self, *names: str) -> datetime | None:
        """A moment, aware UTC."""
        return next((at for name in names if (at := moment(self._value(name)))), None)

    def day(self, *names: str) -> date | None:
        """A day."""
        return next((found for name in names if (found := day(self._value(name)))), None)

    def flag(self, *names: str) -> bool | None:
        """True or false."""
        return next((said for name in names if (said := flag(self._value(name))) is not None), None)

    def inner(self, name: str) -> "Fields":
        """The object in a field; an empty one where there is none."""
        return next(self.each(name), Fields({}))

    def each(self, name: str) -> Iterator["Fields"]:
        """The objects in a field that is a list, or the one that it is."""
        value = self._value(name)
        for element in value if isinstance(value, list) else [value]:
            if isinstance(element, dict):
                yield Fields(element)

    def texts(self, name: str) -> Iterator[str]:
        """The texts in a field that is a list, each once."""
        value = self._value(name)
        found = (tidied(element) for element in value) if isinstance(value, list) else iter(())
        yield from dict.fromkeys(text for text in found if text)

    def _value(self, name: str) -> object:
        return self._values.get(name.lower())


def records_in(payload: str) -> list[Fields]:
    """The records of one payload in JSON, XML in a JSON string among it; none where it can't be read."""
    try:
        value = whole_element(payload).value
        return records_of(tree_of(value) if isinstance(value, str) else value)
    except (ValueError, RecursionError):
        return []


def records_of(value: object) -> list[Fields]:
    """The records in what an answer is: one, a list of them, or either in an object of that one field."""
    while isinstance(value, dict) and len(value) == 1:
        [(name, inner)] = value.items()
        if name.lower() not in _WRAPPERS:
            break
        value = inner
    return [Fields(record) for record in (value if isinstance(value, list) else [value]) if isinstance(record, dict)]


def as_json(text: str) -> str:
    """A text as JSON: what Bronze keeps of an answer that is none."""
    return json.dumps(text, ensure_ascii=False)
