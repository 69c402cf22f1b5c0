"""Bodies, headers and errors of the REST API to records and facts. Pure.

Belongs here: what elements, headers and error objects say. Does not: cutting a list into its elements
(`json_elements`), fetching, or when a listing is complete (`paging.py`).
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache, partial
from json import JSONDecodeError
from typing import NamedTuple

import msgspec
from pydantic_core import from_json

from techpulse.http_client import BadPayloadError, FetchError, PermanentFetchError
from techpulse.json_elements import Element, elements_of, whole_element, whole_number
from techpulse.wordpress_client.records import MalformedRecord, WordPressRecord
from techpulse.wordpress_client.schemas import GREATEST_ID, AnyRecord, Schema

Found = WordPressRecord | MalformedRecord

_NEXT = re.compile(r';\s*rel\s*=\s*"?next\b', re.IGNORECASE)
_MOST_DIGITS = 12
_SHOWN_CHARACTERS = 200
_KEY_DIGITS = 16
_NAMES = {bool: "a boolean", int: "a number", float: "a number", str: "a text", list: "a list", dict: "an object"}
_DECIDING = ("id", "modified_gmt")
_MISSING = re.compile(r"Object missing required field `(.+)`")
_WRONG = re.compile(r"(.+?)(?:, got .+)? - at `\$\.(.+)`")
_SLICES = msgspec.json.Decoder(list[msgspec.Raw])


class Page(NamedTuple):
    """One page of a listing: its records, and what its headers say of the whole; None where they don't."""

    records: tuple[Found, ...]
    total: int | None = None
    pages: int | None = None
    has_next: bool = False
    sent_at: datetime | None = None


class Refusal(NamedTuple):
    """WordPress's own words for why it refuses; fit for messages."""

    code: str
    message: str

    @property
    def is_past_the_end(self) -> bool:
        """Whether there are fewer pages than the one asked for."""
        return self.code.endswith("_invalid_page_number")

    def __str__(self) -> str:
        return f"WordPress says {self.code}: {self.message}"


def parse_page(body: bytes, headers: Mapping[str, str], *, schema: Schema) -> Page:
    """The records of one page, each element one record, with what the headers say.

    Raises:
        BadPayloadError: the body is not a list in JSON.
    """
    return Page(
        parse_records(body, schema=schema),
        total=_number(headers.get("x-wp-total", "")),
        pages=_number(headers.get("x-wp-totalpages", "")),
        has_next=_NEXT.search(headers.get("link", "")) is not None,
        sent_at=_moment(headers.get("date", "")),
    )


def parse_records(body: bytes, *, schema: Schema) -> tuple[Found, ...]:
    """Every element of the list in `body`, cut out as it stands there: a proper record, or what is wrong with it.

    Of a key that stands twice the last counts, but for those that decide: a record with two ids is malformed.

    Raises:
        BadPayloadError: the body is not a list in JSON, or nested too deep to be read.
    """
    try:
        return tuple(_records(body, schema))
    except (JSONDecodeError, RecursionError) as error:
        refusal = parse_refusal(body)
        said = str(refusal) if refusal else f"{error}; it begins with {_shown(body)!r}"
        raise BadPayloadError(f"the answer is no list of records in JSON: {said}", body=body) from error


def parse_refusal(body: bytes) -> Refusal | None:
    """What an error object says, cut off or not; None where `body` is none."""
    try:
        said = from_json(body, allow_partial=True)
    except ValueError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("code"), str | int):
        return None
    return Refusal(_printable(str(said["code"])), _printable(str(said.get("message", ""))))


def refusal_of(error: FetchError) -> Refusal | None:
    """WordPress's own words in an error; None where it gave none."""
    return parse_refusal(error.body) if isinstance(error, PermanentFetchError) else None


def explained(error: FetchError) -> FetchError:
    """What to raise for an error: a new one with WordPress's own words, or itself where it gave none."""
    refusal = refusal_of(error)
    if refusal is None or not isinstance(error, PermanentFetchError):
        return error
    told = PermanentFetchError(f"{error}; {refusal}", status=error.status, body=error.body)
    told.__cause__ = error
    return told


def _records(body: bytes, schema: Schema) -> Iterator[Found]:
    """The quick way cuts and validates without building what nobody reads; what it refuses, the careful one explains.

    It takes nothing that the careful one would not: a test holds them against each other.
    """
    try:
        slices = _SLICES.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return careful_records(body, schema)
    decoder = _decoder(schema)
    return (_quick_record(cut, decoder) for cut in slices)


def careful_records(body: bytes, schema: Schema) -> Iterator[Found]:
    """The records of a list of which no more is known than that it came; raises what `elements_of` does."""
    text = body.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    return (_record(element, schema) for element in elements_of(text))


def _quick_record(cut: msgspec.Raw, decoder: "msgspec.json.Decoder[AnyRecord]") -> Found:
    try:
        payload, fields = str(cut, "utf-8"), decoder.decode(cut)
        if not _said_twice(payload, record_id=fields.id):
            return WordPressRecord(fields.id, fields.modified_at, payload)
    except (msgspec.DecodeError, RecursionError, ValueError):
        pass
    return _record(whole_element(bytes(cut).decode("utf-8", "surrogateescape")), decoder.type)


@cache
def _decoder(schema: Schema) -> "msgspec.json.Decoder[AnyRecord]":
    return msgspec.json.Decoder(schema)


def _record(element: Element, schema: Schema) -> Found:
    malformed, payload = partial(_malformed, element), element.text
    if element.constants:
        return malformed(reason=f"{element.constants[0]} is no JSON")
    if not payload.isascii() and not _is_utf8(payload):
        return malformed(reason="its bytes are no UTF-8")
    if not isinstance(element.value, dict):
        return malformed(reason=f"should be an object, found {_name(element.value)}")
    if doubt := _doubt(payload):
        return malformed(reason=doubt)
    try:
        fields = _decoder(schema).decode(payload)
        return WordPressRecord(fields.id, fields.modified_at, payload)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        return malformed(reason=_reason(error, element.value))


def _is_utf8(payload: str) -> bool:
    try:
        payload.encode()
    except UnicodeEncodeError:
        return False
    return True


def _doubt(payload: str) -> str | None:
    r"""What a look at the text finds, that Python's parser lets pass: half a `\ud83d\ude00`, two ids."""
    if "\\ud" in payload or "\\uD" in payload:
        try:
            from_json(payload, allow_inf_nan=False)
        except ValueError as error:
            return f"is no JSON that every reader takes: {error}"
    return _said_twice(payload)


def _said_twice(payload: str, *, record_id: object = None) -> str | None:
    """Which deciding field has two values: the first counts for some readers, the last for others.

    `record_id` is the last one, where it is known; a record that begins with it need not be searched for others.
    """
    names = _DECIDING[1:] if payload.startswith(f'{{"id":{record_id},') else _DECIDING
    for name in names:
        if payload.count(f'"{name}"') > 1:
            pairs = json.loads(payload, object_pairs_hook=list, parse_int=whole_number)
            values = [value for key, value in pairs if key == name]
            if len(values) > 1 and values[0] != values[-1]:
                return f"{name}: stands there twice"
    return None


def _reason(error: Exception, record: Mapping[str, object]) -> str:
    """Which field is wrong, and how, in the words that msgspec's message allows."""
    if missing := _MISSING.fullmatch(str(error)):
        return f"{missing[1]}: is not there"
    wrong = _WRONG.fullmatch(str(error))
    if wrong is None:
        return str(error)
    value: object = record
    for name in wrong[2].split("."):
        value = value.get(name) if isinstance(value, dict) else value
    return f"{wrong[2]}: {wrong[1].lower()}, found {_name(value)}"


def _name(value: object) -> str:
    return "null" if value is None else _NAMES[type(value)]


def _malformed(element: Element, *, reason: str) -> MalformedRecord:
    raw = element.text.encode("utf-8", "surrogateescape")
    record_id = element.value.get("id") if isinstance(element.value, dict) else None
    if type(record_id) is not int or not 0 < record_id <= GREATEST_ID:
        record_id = f"sha256:{hashlib.sha256(raw).hexdigest()[:_KEY_DIGITS]}"
    return MalformedRecord(record_id, raw.decode("utf-8", "backslashreplace"), reason)


def _number(header: str) -> int | None:
    digits = header.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS else None


def _moment(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _printable(text: str) -> str:
    clean = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return clean if len(clean) <= _SHOWN_CHARACTERS else clean[: _SHOWN_CHARACTERS - 1] + "…"


def _shown(body: bytes) -> str:
    return _printable(body[:_SHOWN_CHARACTERS].decode("utf-8", "backslashreplace"))
