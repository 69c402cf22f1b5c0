"""What a server answers and the HTTP/1.1 bytes of it.

Here: `Answer` (what is said), `Delivery` (the bytes put on the wire and what happens after them), their rendering.
Not here: which answer belongs to a path (the simulators), faults (`fault_kinds`), sockets (`server`).
"""

from enum import Enum, auto
from http import HTTPStatus
from typing import NamedTuple

JSON_TYPE = "application/json; charset=utf-8"


class Answer(NamedTuple):
    """A status, a body and the headers that go with them; length and connection headers are added on the wire."""

    status: int
    body: bytes
    content_type: str = JSON_TYPE
    headers: tuple[tuple[str, str], ...] = ()


class Ending(Enum):
    """What the server does with the connection once the bytes of a `Delivery` are written."""

    KEEP_OPEN = auto()
    CLOSE = auto()
    RESET = auto()
    HOLD = auto()
    DRIP = auto()
    FLOOD = auto()


class Delivery(NamedTuple):
    """Bytes for the wire, and how the exchange ends."""

    data: bytes
    ending: Ending = Ending.KEEP_OPEN


def render_head(answer: Answer, *, length: int | None, is_last: bool = False) -> bytes:
    """The status line and headers of `answer`, blank line included.

    `length` is the announced Content-Length in bytes; with None there is none and the body ends with the connection.
    """
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Content-Type: {answer.content_type}",
        f"Connection: {'close' if is_last else 'keep-alive'}",
    ]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines.extend(f"{name}: {value}" for name, value in answer.headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def deliver(answer: Answer, *, is_last: bool = False) -> Delivery:
    """`answer` as it should be sent; the connection closes after it when `is_last`."""
    data = render_head(answer, length=len(answer.body), is_last=is_last) + answer.body
    return Delivery(data, Ending.CLOSE if is_last else Ending.KEEP_OPEN)
