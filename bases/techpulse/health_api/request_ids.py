"""An id for each request, in its answer and in every log line that concerns it.

Here: which id, and how it travels. Not here: how a log line looks (`logs.py`).
"""

import re
import secrets
from contextvars import ContextVar
from typing import Any

from starlette.types import ASGIApp, Message, Scope

HEADER = b"x-request-id"
_SANE = re.compile(rb"[!-~]{1,64}")

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered; None outside of any."""


def new_request_id() -> bytes:
    """An id that nobody else has."""
    return secrets.token_hex(8).encode()


def identified(app: ASGIApp) -> ASGIApp:
    """The same app, whose every answer to a request carries `X-Request-ID`: the client's own where it is sane."""

    async def answer(scope: Scope, *channels: Any) -> None:
        receive, send = channels
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        own = given if _SANE.fullmatch(given) else new_request_id()
        request_id.set(own.decode())  # never reset: the task ends with the request, and an error is logged after it

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (HEADER, own)]
            await send(message)

        await app(scope, receive, send_with_id)

    return answer
