"""What each kind of fault makes of an answer: one function from the right answer to the bytes sent instead.

Here: the table `FAULT_KINDS` and its entries, which are pure.
Not here: when a fault strikes (`faults`), and how bytes and resets reach the socket (`server`).
"""

import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import TypeAlias

from techpulse.answer_server.answers import JSON_TYPE, Answer, Delivery, Ending, deliver, render_head

_HUGE_BYTES = 10 * 2**30
_BOMB_MEBIBYTES = 128
_HTML_PAGE = b"<!doctype html><html><body><h1>We will be back soon</h1></body></html>"

FaultKind: TypeAlias = Callable[[Answer, datetime], Delivery]


def _status(status: int, **headers: str) -> FaultKind:
    def fault(_answer: Answer, _now: datetime) -> Delivery:
        named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return deliver(Answer(status, b'{"error":"injected fault"}', headers=named))

    return fault


def _too_many_until_date(answer: Answer, now: datetime) -> Delivery:
    # An HTTP date has whole seconds: two seconds cut down are one to two seconds ahead.
    until = format_datetime(now + timedelta(seconds=2), usegmt=True)
    return _status(429, Retry_After=until)(answer, now)


def _body(body: bytes, *, content_type: str = JSON_TYPE) -> FaultKind:
    def fault(answer: Answer, _now: datetime) -> Delivery:
        return deliver(answer._replace(status=200, body=body, content_type=content_type))

    return fault


def _reset(_answer: Answer, _now: datetime) -> Delivery:
    return Delivery(b"", Ending.RESET)


def _cut_off(ending: Ending) -> FaultKind:
    def fault(answer: Answer, _now: datetime) -> Delivery:
        body = answer.body
        return Delivery(render_head(answer, length=len(body)) + body[: len(body) // 2], ending)

    return fault


def _truncated(answer: Answer, _now: datetime) -> Delivery:
    half = answer.body[: len(answer.body) // 2]
    # Half a number is a number and half of a word may be one: an opened string is never JSON.
    return deliver(answer._replace(body=half if half[:1] in b"{[" else b'"' + half))


def _stall(_answer: Answer, _now: datetime) -> Delivery:
    return Delivery(b"", Ending.HOLD)


def _drip(answer: Answer, _now: datetime) -> Delivery:
    return Delivery(render_head(answer, length=None, is_last=True) + b'"', Ending.DRIP)


def _huge(answer: Answer, _now: datetime) -> Delivery:
    return Delivery(render_head(answer, length=_HUGE_BYTES) + b'"', Ending.FLOOD)


@cache
def _zeroes_as_gzip() -> bytes:
    packer = zlib.compressobj(level=1, wbits=31)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(_BOMB_MEBIBYTES)) + packer.flush()


def _bomb(answer: Answer, _now: datetime) -> Delivery:
    headers = (*answer.headers, ("Content-Encoding", "gzip"))
    return deliver(answer._replace(status=200, body=_zeroes_as_gzip(), headers=headers))


FAULT_KINDS: Mapping[str, FaultKind] = {
    "401": _status(401),
    "403": _status(403),
    "429": _status(429),
    "429-date": _too_many_until_date,
    "429-seconds": _status(429, Retry_After="1"),
    "500": _status(500),
    "502": _status(502),
    "503": _status(503),
    "bomb": _bomb,
    "drip": _drip,
    "empty": _body(b""),
    "html": _body(_HTML_PAGE, content_type="text/html; charset=utf-8"),
    "huge": _huge,
    "not-json": _body(b"this is not JSON"),
    "null": _body(b"null"),
    "redirect": _status(302, Location="http://elsewhere.invalid/"),
    "redirect-file": _status(302, Location="file:///etc/hostname"),
    "reset": _reset,
    "reset-mid": _cut_off(Ending.RESET),
    "short": _cut_off(Ending.CLOSE),
    "stall": _stall,
    "truncated": _truncated,
}
