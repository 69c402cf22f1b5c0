"""One connection of a client that may be slow, greedy or out of its mind: what uvicorn's own protocol does not limit.

Here: how much a request's head may hold, how long it may take, how many may wait, what is said to garbage. Not here:
what a sound request is answered (`routes.py`).
"""

import asyncio
from http import HTTPStatus
from typing import Any

import httptools
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from techpulse.health_api.answers import problem_answer
from techpulse.health_api.request_ids import HEADER, new_request_id
from techpulse.health_api.routes import send_answer

_LINGERING_SECONDS = 1.0
_BRINGS_MORE = frozenset({b"content-length", b"transfer-encoding", b"upgrade"})


class _Outbox(asyncio.Transport):
    """Head and body in one write: uvicorn makes two, and each costs as much as all that leads to it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport
        self._parts: list[bytes] = []

    def write(self, data: Any) -> None:
        self._parts.append(data)

    def flush(self) -> None:
        if self._parts:
            self._transport.write(b"".join(self._parts))
            self._parts.clear()

    def close(self) -> None:
        self.flush()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class GuardedConnection(HttpToolsProtocol):
    """uvicorn's protocol, with a limit on what one client can take from the others.

    A head that is too long is answered 431, one that is not whole in ten seconds 408, garbage 400, all as problems, and
    the connection ends. So it does after a request that brings a body, which is left unread: no path takes one. Where
    500 connections stand, a new one takes the place of the one whose last whole request is the oldest.
    """

    most_head_bytes = 16 * 1024
    head_seconds = 10.0
    most_connections = 500  # a process may have 1,024 files open, as a rule

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._head_bytes = 0
        self._last_head_at = self.loop.time()
        self._impatience: asyncio.TimerHandle | None = None
        self._answered: RequestResponseCycle | None = None
        self._is_over = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """A client is there; for the 501st, another one has to go."""
        super().connection_made(transport)
        self._outbox = _Outbox(transport)
        self._impatience = self.loop.call_later(self.head_seconds, self._hurry)
        if len(self.connections) > self.most_connections:
            guarded = (other for other in self.connections if isinstance(other, GuardedConnection))
            min(guarded, key=_last_head_at).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        if self._impatience:
            self._impatience.cancel()
        if self._answered:  # uvicorn tells the last request that nobody listens, not the one that is being answered
            self._answered.disconnected = True
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A piece of a request, or of several. Does as uvicorn, but logs nothing: garbage comes by the gigabyte."""
        if self._is_over:
            return
        self._unset_keepalive_if_required()
        self._head_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._is_over = True  # answered as if nothing but HTTP/1.1 had been asked for
        except httptools.HttpParserError:
            self._refuse(HTTPStatus.BAD_REQUEST)
        else:
            if self._head_bytes > self.most_head_bytes:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def eof_received(self) -> bool:  # type: ignore[override]  # uvicorn's says nothing, so its answers under way are lost
        """Whether the connection stays: who has said all may still be owed answers."""
        under_way = self._under_way()
        if under_way:
            under_way.keep_alive = False
        return bool(under_way)

    def on_headers_complete(self) -> None:
        """A whole head is there; it is answered, or refused in its turn."""
        self._head_bytes = 0
        self._last_head_at = self.loop.time()
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        self.app = self.config.loaded_app if size <= self.most_head_bytes else _too_large
        super().on_headers_complete()
        self.cycle.transport = self._outbox
        if any(name in _BRINGS_MORE and value != b"0" for name, value in self.headers):
            self.cycle.keep_alive = False

    def on_body(self, _body: bytes) -> None:
        """Nothing is kept of it."""
        self._head_bytes = 0

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answered = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """The next of the requests that wait is answered; until it is the last, no more of them are read."""
        self._outbox.flush()
        super().on_response_complete()
        if self.pipeline:  # which uvicorn lets grow without end
            self.flow.pause_reading()

    def _hurry(self) -> None:
        waited = self.loop.time() - self._last_head_at
        if waited < self.head_seconds:
            self._impatience = self.loop.call_later(self.head_seconds - waited, self._hurry)
        elif self._head_bytes and not self._is_over and not self._under_way():
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:  # it says nothing, or does not listen
            self.transport.abort()

    def _refuse(self, status: HTTPStatus) -> None:
        """The end of the connection: after the answers that are under way, else after a problem of that status."""
        self._is_over = True
        if under_way := self._under_way():
            under_way.keep_alive = False
            return
        if self.transport.is_closing():
            return
        answer = problem_answer(status)
        head = [
            *self.server_state.default_headers,
            *answer.headers,
            (HEADER, new_request_id()),
            (b"connection", b"close"),
        ]
        lines = b"".join(b"%s: %s\r\n" % pair for pair in head)
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + answer.body)
        self._linger()

    def _under_way(self) -> RequestResponseCycle | None:
        """The last of the requests that wait for their answers; it ends the connection if it is not to be kept."""
        newest: RequestResponseCycle | None = self.cycle
        return None if newest is None or newest.response_complete else newest

    def _linger(self) -> None:
        """Closing with bytes unread would take back the answer, too."""
        self.flow.pause_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(_LINGERING_SECONDS, self.transport.abort)


def _last_head_at(connection: GuardedConnection) -> float:
    return connection._last_head_at  # noqa: SLF001 - its own


async def _too_large(scope: Scope, *channels: Any) -> None:
    headers = ("connection", "close"), (HEADER.decode(), new_request_id().decode())
    answer = problem_answer(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, *headers)
    await send_answer(answer, channels[1], with_body=scope["method"] != "HEAD")
