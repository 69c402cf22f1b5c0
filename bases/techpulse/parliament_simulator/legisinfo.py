"""LEGISinfo: its addresses and their answers.

Here: lists of sessions and single bills, as JSON and XML.
Not here: list records (`list_records`), XML itself (`markup`), HTTP and faults (`answer_server`).
"""

import json
from collections.abc import Callable
from urllib.parse import parse_qs

from techpulse.answer_server import Answer
from techpulse.parliament_simulator.bills import Bill
from techpulse.parliament_simulator.list_records import ListForm, list_record
from techpulse.parliament_simulator.markup import Fields, write_bills
from techpulse.parliament_simulator.parliament import Parliament

LEGISINFO_PATH = "/legisinfo/en"

_NOT_FOUND_PAGE = b"<!DOCTYPE html><html><head><title>Page not found</title></head><body>404</body></html>"
_HEADERS = (("Cache-Control", "no-cache, no-store"),)


class LegisInfo:
    """Answers targets below `LEGISINFO_PATH`, case aside, as LEGISinfo does; `list_form` tells how lists look now."""

    def __init__(self, parliament: Parliament, *, list_form: Callable[[], ListForm]) -> None:
        self._parliament = parliament
        self._list_form = list_form

    def answer(self, target: str) -> Answer:
        """The answer to a path with its query."""
        path, _, query = target.partition("?")
        match path.lower().removeprefix(LEGISINFO_PATH).strip("/").split("/"):
            case ["bills", ("json" | "xml") as format_name]:
                return self._list(query, format_name)
            case ["bill", session, number, ("json" | "xml") as format_name]:
                bill = self._parliament.find(session, number.upper())
                return _rendered([bill.fields], format_name) if bill else _not_found()
        return _not_found()

    def _list(self, query: str, format_name: str) -> Answer:
        bills = self._bills(parse_qs(query).get("parlsession", [""])[-1])
        if bills is None:
            return _not_found()
        form = self._list_form()
        return _rendered([list_record(bill, form) for bill in bills], format_name)

    def _bills(self, wanted: str) -> list[Bill] | None:
        """The bills of the session wanted, of all or, where none is named, of the newest; None of an unknown one."""
        sessions = self._parliament.sessions
        match wanted:
            case "all":
                return self._parliament.bills()
            case "":
                return self._parliament.bills(sessions[-1]) if sessions else []
        return self._parliament.bills(wanted) if wanted in sessions else None


def _rendered(records: list[Fields], format_name: str) -> Answer:
    if format_name == "xml":
        return Answer(200, write_bills(records), content_type="application/xml; charset=utf-8", headers=_HEADERS)
    body = json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()
    return Answer(200, body, headers=_HEADERS)


def _not_found() -> Answer:
    return Answer(404, _NOT_FOUND_PAGE, content_type="text/html; charset=utf-8")
