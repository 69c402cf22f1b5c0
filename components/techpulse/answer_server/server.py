"""A small HTTP server in a thread of its own, for any content.

Here: binding, the event loop and its thread, a clean end.
Not here: HTTP (`connection`), answers and faults (`responder`).
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from threading import Thread
from types import TracebackType
from typing import Self

from techpulse.answer_server.answers import Answer
from techpulse.answer_server.connection import Connection
from techpulse.answer_server.faults import Faults
from techpulse.answer_server.responder import Responder

_HOST = "127.0.0.1"
_BACKLOG = 1024


class AnswerServer:
    """Serves `answer(path)` on the loopback interface while it is entered, faults included.

    A path is the requested target as it came, query and percent-encoding included; so it is counted, and so a plan of
    faults names it. `port` 0 takes a free one.
    """

    def __init__(self, answer: Callable[[str], Answer], *, port: int = 0, faults: Faults | None = None) -> None:
        self._responder = Responder(answer, faults=faults or Faults())
        self._connections: set[Connection] = set()
        self._port = port

    def __enter__(self) -> Self:
        """Serving.

        Raises:
            OSError: the port is taken.
        """
        self._loop = asyncio.new_event_loop()
        try:
            self._server = self._loop.run_until_complete(
                self._loop.create_server(self._connect, _HOST, self._port, backlog=_BACKLOG)
            )
        except OSError:
            self._loop.close()
            raise
        self._port = self._server.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever, name="answer-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """No longer serving; open connections are dropped."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.run_until_complete(self._drop_everything())
        self._loop.close()

    @property
    def origin(self) -> str:
        """Scheme, host and port, such as `http://127.0.0.1:8080`."""
        return f"http://{_HOST}:{self._port}"

    @property
    def base_url(self) -> str:
        """What a client is told to ask: the origin, unless a simulator adds a path; known once entered."""
        return self.origin

    @property
    def faults(self) -> Faults:
        """The plan of faults in force; assign another one at any time, also while serving."""
        return self._responder.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        """In force from the next request on."""
        self._responder.faults = faults

    @property
    def request_count(self) -> int:
        """Requests received so far."""
        return self._responder.request_count

    @property
    def requests(self) -> Counter[str]:
        """Requests received so far by path; a copy."""
        return self._responder.requests.copy()

    @property
    def max_in_flight(self) -> int:
        """The most requests that were ever waiting for their answer at one moment."""
        return self._responder.max_in_flight

    def in_flight(self, prefix: str = "/") -> int:
        """Requests waiting for their answer now, of paths that begin with `prefix`: for the answer function alone.

        The request that is being answered is one of them.
        """
        return self._responder.in_flight(prefix)

    def header(self, name: str) -> str:
        """A header of the request that is being answered, in any case, else an empty text: for the answer function."""
        return self._responder.header(name)

    def _connect(self) -> Connection:
        return Connection(self._responder, self._connections)

    async def _drop_everything(self) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.abort()
        await asyncio.sleep(0)
