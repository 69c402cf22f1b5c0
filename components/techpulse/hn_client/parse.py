"""Bytes of the Firebase API to records.

Belongs here: pure functions over bodies. Does not: fetching, or what a thread is.
"""

import json

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from techpulse.hn_client.records import GREATEST_ID, HNItem, HNUser, MalformedItem
from techpulse.http_client import BadPayloadError

_IDS: TypeAdapter[tuple[int, ...]] = TypeAdapter(tuple[int, ...])
_ID: TypeAdapter[int] = TypeAdapter(int)


def parse_item(item_id: int, body: bytes) -> HNItem | MalformedItem | None:
    """The item in `body`, or what is wrong with it; None where the API says `null`: unknown, or not to be had now.

    Raises:
        BadPayloadError: `body` is not JSON, which a second try may mend; lone surrogates are no such case.
    """
    if body.strip() == b"null":
        return None
    try:
        item = HNItem.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        if first["type"] == "json_invalid" and _record_in(body) is None:
            raise _not_json(body, f"item {item_id}", error=first) from error
        return malformed(item_id, body, reason=f"{'.'.join(map(str, first['loc'])) or 'item'}: {first['msg']}")
    if item.id != item_id:
        return malformed(item_id, body, reason=f"asked for item {item_id}, got item {item.id}")
    item.keep_raw(body)
    return item


def parse_user(body: bytes) -> HNUser | None:
    """The user in `body`; None where the API says `null`: there is no such user.

    Raises:
        BadPayloadError: not JSON, or not a user.
    """
    if body.strip() == b"null":
        return None
    try:
        return HNUser.model_validate_json(body)
    except ValidationError as error:
        raise _not_json(body, "a user", error=error.errors(include_url=False, include_input=False)[0]) from error


def parse_ids(body: bytes) -> tuple[int, ...]:
    """The ids of a story list, in its order.

    Raises:
        BadPayloadError: not a JSON list of whole numbers.
    """
    try:
        return _IDS.validate_json(body, strict=True)
    except ValidationError as error:
        raise _not_json(body, "a list of ids", error=error.errors(include_url=False, include_input=False)[0]) from error


def parse_id(body: bytes) -> int:
    """The one id in `body`.

    Raises:
        BadPayloadError: not a JSON whole number.
    """
    try:
        return _ID.validate_json(body, strict=True)
    except ValidationError as error:
        raise _not_json(body, "an id", error=error.errors(include_url=False, include_input=False)[0]) from error


def malformed(item_id: int, body: bytes, *, reason: str) -> MalformedItem:
    """`body` set aside with the reason, and with the kids that can still be made out in it."""
    return MalformedItem(item_id, body.decode("utf-8", "backslashreplace"), reason, _kids_in(body))


def _kids_in(body: bytes) -> tuple[int, ...]:
    kids = (_record_in(body) or {}).get("kids")
    return tuple(kid for kid in kids if type(kid) is int and 0 < kid <= GREATEST_ID) if isinstance(kids, list) else ()


def _record_in(body: bytes) -> dict[str, object] | None:
    """The JSON object in `body`, by a parser that also takes lone surrogates, broken UTF-8 and very long numbers."""
    try:
        record = json.loads(body.decode("utf-8", "replace"), parse_int=_whole_number)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


def _whole_number(digits: str) -> int | float:
    """Python refuses to read very long ones; no id is one of those."""
    return int(digits) if len(digits) <= len(str(GREATEST_ID)) else float(digits)


def _not_json(body: bytes, what: str, *, error: ErrorDetails) -> BadPayloadError:
    said = f"Hacker News' answer is not {what} in JSON: {error['msg']}; if it stays so, check the base URL"
    return BadPayloadError(said, body=body)
