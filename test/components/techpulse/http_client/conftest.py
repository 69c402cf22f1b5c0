"""A real server on the loopback interface whose every answer a test writes itself, for what the simulator can't say."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

Respond = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Respond], str]]:
    """Starts a server for `respond` and gives its origin, `http://127.0.0.1:8080`."""
    with ExitStack() as servers:

        def start(respond: Respond) -> str:
            class Handler(BaseHTTPRequestHandler):
                def do_GET(self) -> None:
                    respond(self)

                def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden one
                    pass

            server = servers.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
            Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            servers.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}"

        yield start
