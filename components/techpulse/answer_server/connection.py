"""One client's connection: just enough HTTP/1.1 to read GET requests and to send what they get.

Here: request heads and their limit, answers in order (pipelining included), waiting, and the endings of a delivery.
Not here: what is answered (`responder`) and what faults look like (`fault_kinds`).
"""

import asyncio
import socket
import struct
from typing import cast

from techpulse.answer_server.answers import Answer, Delivery, Ending, deliver
from techpulse.answer_server.responder import Responder

_HEAD_LIMIT_BYTES = 16 * 1024
_HEAD_END = b"\r\n\r\n"
_DRIP_SECONDS = 0.1
_FLOOD_CHUNK = b"a" * 2**16
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER for no time at all: closing sends RST


class Connection(asyncio.Protocol):
    """Answers one request at a time; the next one waits in the buffer until the one before it is sent."""

    def __init__(self, responder: Responder, open_connections: "set[Connection]") -> None:
        self._responder = responder
        self._open_connections = open_connections
        self._received = b""
        self._path = ""
        self._is_answering = False
        self._is_write_paused = False
        self._is_flooding = False
        self._timer: asyncio.TimerHandle | None = None

    def abort(self) -> None:
        """Drop the connection, and with it whatever was not sent yet."""
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._open_connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it was lost, it is lost
        self._open_connections.discard(self)
        if self._timer:
            self._timer.cancel()
        if self._is_answering:
            self._responder.end(self._path)

    def data_received(self, data: bytes) -> None:
        self._received += data
        self._answer_next()

    def pause_writing(self) -> None:
        self._is_write_paused = True

    def resume_writing(self) -> None:
        self._is_write_paused = False
        if self._is_flooding:
            self._flood()
        self._answer_next()

    def _answer_next(self) -> None:
        while not (self._is_answering or self._is_write_paused or self._transport.is_closing()):
            head, end, rest = self._received.partition(_HEAD_END)
            if len(head) > _HEAD_LIMIT_BYTES:
                self._refuse(431)
            elif end:
                self._received = rest
                self._answer(head)
            else:
                break
        if len(self._received) > _HEAD_LIMIT_BYTES:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _answer(self, head: bytes) -> None:
        method, _, target = head.partition(b"\r\n")[0].partition(b" ")
        path, _, version = target.partition(b" ")
        if not (path.startswith(b"/") and version.startswith(b"HTTP/1.")):
            self._refuse(400)
        elif method != b"GET":
            self._refuse(405)
        else:
            is_last = version == b"HTTP/1.0" or b"connection: close" in head.lower()
            self._begin(path.decode("latin-1"), head=head, is_last=is_last)

    def _refuse(self, status: int) -> None:
        self._transport.write(deliver(Answer(status, b'{"error":"refused"}'), is_last=True).data)
        self._transport.close()

    def _begin(self, path: str, *, head: bytes, is_last: bool) -> None:
        self._path, self._is_answering = path, True
        delivery, delay_seconds = self._responder.begin(path, head=head, is_last=is_last)
        if delay_seconds:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(delay_seconds, self._send_late, delivery)
        else:
            self._send(delivery)

    def _send_late(self, delivery: Delivery) -> None:
        self._send(delivery)
        self._answer_next()

    def _send(self, delivery: Delivery) -> None:
        self._transport.write(delivery.data)
        match delivery.ending:
            case Ending.KEEP_OPEN:
                self._is_answering = False
                self._responder.end(self._path)
            case Ending.CLOSE:
                self._transport.close()
            case Ending.RESET:
                self._reset()
            case Ending.DRIP:
                self._drip()
            case Ending.FLOOD:
                self._is_flooding = True
                self._flood()
            case Ending.HOLD:
                pass

    def _reset(self) -> None:
        connected: socket.socket = self._transport.get_extra_info("socket")
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()

    def _drip(self) -> None:
        self._transport.write(b" ")
        self._timer = asyncio.get_running_loop().call_later(_DRIP_SECONDS, self._drip)

    def _flood(self) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(_FLOOD_CHUNK)
        if not self._is_write_paused:
            # One chunk a turn of the loop: a fast reader must not keep the others waiting.
            asyncio.get_running_loop().call_soon(self._flood)
