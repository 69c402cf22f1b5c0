"""Bodies of both APIs to records of lists and payloads of details; what is none of them is told apart. Pure.

Belongs here: what an answer must hold to be one. Does not: the fields of a bill (`legisinfo.py`, `openparliament.py`).
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from json import JSONDecodeError
from typing import NamedTuple

from pydantic_core import from_json

from techpulse.http_client import BadPayloadError, PermanentFetchError
from techpulse.json_elements import Element, elements_of, whole_element
from techpulse.parliament_client.fields import Fields, as_json, records_of
from techpulse.parliament_client.legisinfo import number_of, session_of
from techpulse.parliament_client.records import BillKey, Introduced, ListedBill, MalformedBill, Origin
from techpulse.parliament_client.texts import tidied
from techpulse.parliament_client.xml_tree import NotXmlError, slices_of, tree_of

_SHOWN_CHARACTERS = 200
_KEY_DIGITS = 16
_ROOTS = ("bills", "arrayofbill")
_NOTHING = ("[]", "null")


class Page(NamedTuple):
    """One page of OpenParliament's list of bills, and where it says the next one is."""

    bills: tuple[Introduced | MalformedBill, ...]
    next_url: str | None


def parse_listed(body: bytes, session: str) -> tuple[ListedBill | MalformedBill, ...]:
    """The records of LEGISinfo's list of a session, JSON or XML, in its order.

    A record that comes twice counts once. Where its texts differ the one with the newest activity counts, of such the
    last; the others are malformed.

    Raises:
        BadPayloadError: it is no list, or one of other sessions.
    """
    text = body.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    try:
        elements = _xml_elements(text) if _is_xml(text) else elements_of(text)
        found = [_listed(element, session) for element in elements]
    except (JSONDecodeError, NotXmlError, RecursionError) as error:
        raise _unread(f"a list of bills of {session}", body, reason=error) from error
    strangers = [each.session for each in found if isinstance(each, _Stranger)]
    if strangers and len(strangers) == len(found):
        said = f"LEGISinfo was asked for bills of {session} and lists bills of {strangers[0]}"
        raise BadPayloadError(f"{said}; check whether it still knows the parameter `parlsession`", body=body)
    return tuple(_each_once([each.as_malformed(session) if isinstance(each, _Stranger) else each for each in found]))


def parse_page(body: bytes) -> Page:
    """One page of OpenParliament's bills.

    Raises:
        BadPayloadError: it is none.
    """
    try:
        value = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise _unread("a page of OpenParliament's bills", body, reason=error) from error
    objects = value.get("objects") if isinstance(value, dict) else None
    pagination = value.get("pagination") if isinstance(value, dict) else None
    if not isinstance(objects, list) or not isinstance(pagination, dict):
        raise _unread("a page of OpenParliament's bills", body, reason="no `objects` and `pagination` in it")
    next_url = pagination.get("next_url")
    return Page(tuple(_introduced(each) for each in objects), next_url if isinstance(next_url, str) else None)


def parse_detail(body: bytes, key: BillKey, *, origin: Origin) -> str:
    """The payload of one bill's details: the answer as it was sent, as JSON.

    Raises:
        BadPayloadError: it is no details of a bill, or those of another one.
        PermanentFetchError: there is nothing in it: there is no such bill.
    """
    what = f"the details of {key.name}"
    try:
        text = body.decode().removeprefix("\ufeff")
        records = records_of(tree_of(text) if _is_xml(text) else from_json(text, allow_inf_nan=False))
    except ValueError as error:
        raise _unread(what, body, reason=error) from error
    if text.strip() in _NOTHING:
        said = f"{what}: the answer is {text.strip()}, so there is no such bill"
        raise PermanentFetchError(said, status=HTTPStatus.NOT_FOUND)
    found = [_name_in(record, key, origin=origin) for record in records]
    if key.name not in found:
        raise _unread(what, body, reason=f"they are of {', '.join(map(str, found)) or 'no bill'}")
    return as_json(text) if _is_xml(text) else text


class _Stranger(NamedTuple):
    """A record of another session than the one asked for."""

    session: str
    number: str
    payload: str

    def as_malformed(self, session: str) -> MalformedBill:
        """The record set aside."""
        name = f"{self.session}/{self.number}"
        return MalformedBill(name, self.payload, f"is of session {self.session}, {session} was asked for")


def _is_xml(text: str) -> bool:
    return text.lstrip().startswith("<")


def _xml_elements(text: str) -> Iterator[Element]:
    root, slices = slices_of(text)
    if root.lower() not in _ROOTS:
        raise NotXmlError(f"its root is {root}")
    yield from (whole_element(as_json(piece)) for name, piece in slices if name.lower() == "bill")


def _listed(element: Element, session: str) -> ListedBill | MalformedBill | _Stranger:
    try:
        # Stricter than what cut the list: NaN, half a surrogate pair, bytes that are no UTF-8.
        from_json(element.text.encode("utf-8", "surrogateescape"), allow_inf_nan=False)
        record = _record(tree_of(element.value) if isinstance(element.value, str) else element.value)
        key = BillKey(session_of(record) or session, number_of(record) or "")
    except ValueError as error:
        return _malformed(element.text, session, reason=str(error))
    if key.session != session:
        return _Stranger(key.session, key.number, element.text)
    return ListedBill(key, element.text, record.moment("LatestActivityDateTime", "LatestBillEventDateTime"))


def _record(value: object) -> Fields:
    records = records_of(value)
    if isinstance(value, list) or len(records) != 1:
        raise ValueError(f"should be an object, found {type(value).__name__}")
    return records[0]


def _each_once(found: Sequence[ListedBill | MalformedBill]) -> Iterator[ListedBill | MalformedBill]:
    """The same, of several records of one bill the newest; those that differ from it are set aside."""
    newest: dict[BillKey, ListedBill] = {}
    for each in found:
        if isinstance(each, ListedBill):
            before = newest.get(each.key)
            if before is None or _activity(each) >= _activity(before):
                newest[each.key] = each
    for each in found:
        if isinstance(each, MalformedBill) or newest[each.key] is each:
            yield each
        elif newest[each.key].payload != each.payload:
            yield MalformedBill(each.key.name, each.payload, "stands in the list twice, and another record is newer")


def _activity(bill: ListedBill) -> datetime:
    return bill.latest_activity_at or datetime.min.replace(tzinfo=UTC)


def _introduced(value: object) -> Introduced | MalformedBill:
    record = Fields(value) if isinstance(value, dict) else Fields({})
    session, number = record.text("session") or "", (record.text("number") or "").upper()
    try:
        return Introduced(BillKey(session, number), record.day("introduced"))
    except ValueError as error:
        return _malformed(json.dumps(value), session or "unknown", reason=str(error))


def _name_in(record: Fields, key: BillKey, *, origin: Origin) -> str:
    """Which bill a record says it is of; a session that LEGISinfo leaves out is the one asked for."""
    if origin == "openparliament":
        return f"{record.text('session')}/{(record.text('number') or '').upper()}"
    return f"{session_of(record) or key.session}/{number_of(record)}"


def _malformed(payload: str, session: str, *, reason: str) -> MalformedBill:
    raw = payload.encode("utf-8", "surrogateescape")
    name = f"{session}/sha256:{hashlib.sha256(raw).hexdigest()[:_KEY_DIGITS]}"
    return MalformedBill(name, raw.decode("utf-8", "backslashreplace"), reason)


def _unread(what: str, body: bytes, *, reason: object) -> BadPayloadError:
    """An answer that isn't what was asked for, with its beginning: error pages say why they came."""
    beginning = tidied(body[:_SHOWN_CHARACTERS].decode("utf-8", "backslashreplace"))
    return BadPayloadError(f"the answer is not {what}: {reason}; it begins with {beginning!r}", body=body)
