"""The paths, as FastAPI documents them and as they are served: from bytes that lie ready.

Here: which paths there are, what they are for, HEAD, `If-None-Match`. Not here: the answers themselves
(`newest_answers.py`), what goes for all of them (`schema.py`).
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import ASGIApp, Scope, Send

from techpulse.health_api.answers import HEALTH_TYPE, METRICS_TYPE, Answer, live_answer
from techpulse.health_api.bodies import HealthBody
from techpulse.health_api.newest_answers import NewestAnswers

_UNAVAILABLE = HTTPStatus.SERVICE_UNAVAILABLE


class _HealthResponse(JSONResponse):
    media_type = HEALTH_TYPE


class _MetricsResponse(PlainTextResponse):
    media_type = METRICS_TYPE


class _Path(NamedTuple):
    path: str
    name: str
    summary: str
    answer_class: type[Response] = _HealthResponse
    failing: str | None = None
    """What a 503 means; None where the answer is always 200."""


_PATHS = (
    _Path("/health", "health", "The verdict with its parts.", failing="A check fails; the body says which."),
    _Path("/health/live", "live", "Whether the process answers. Touches nothing."),
    _Path("/health/ready", "ready", "Whether the service can tell the truth.", failing="It cannot; the body says why."),
    _Path("/metrics", "metrics", "The same facts for Prometheus.", answer_class=_MetricsResponse),
    _Path("/", "page", "The same facts for people.", answer_class=HTMLResponse),
)


def routes(newest: NewestAnswers) -> Iterator[APIRoute]:
    """A route for each path, for GET and HEAD."""
    live = live_answer()
    for known in _PATHS:
        path = known.path
        yield _route(known, (lambda: live) if path == "/health/live" else _picked(newest, path))


def _picked(newest: NewestAnswers, path: str) -> Callable[[], Answer]:
    return lambda: newest.pick(path)


def _route(known: _Path, pick: Callable[[], Answer]) -> APIRoute:
    model: type[BaseModel] | None = HealthBody if known.answer_class is _HealthResponse else None
    route = APIRoute(
        known.path,
        pick,
        methods=["GET"],
        name=known.name,
        operation_id=known.name,
        summary=known.summary,
        description="",
        response_class=known.answer_class,
        response_model=model,
        responses={int(_UNAVAILABLE): {"description": known.failing, "model": model}} if known.failing else None,
    )
    route.methods = {"GET", "HEAD"}
    # FastAPI would resolve, validate and render for each request what has been made already: 90 µs against 30.
    route.app = _stored(pick)
    return route


def _stored(pick: Callable[[], Answer]) -> ASGIApp:
    async def app(scope: Scope, *channels: Any) -> None:  # receive and send, as ASGI has it
        answer = pick()
        if answer.etag and answer.status == HTTPStatus.OK and _has(scope, answer.etag):
            answer = answer.unchanged
        await send_answer(answer, channels[1], with_body=scope["method"] != "HEAD")

    return app


async def send_answer(answer: Answer, send: Send, *, with_body: bool = True) -> None:
    """Nothing; the answer is sent, and its length in any case."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body if with_body else b""})


def _has(scope: Scope, etag: bytes) -> bool:
    """Whether the client says that it has these bytes; weakly compared, as RFC 9110 has it for `If-None-Match`."""
    tags = b",".join(value for name, value in scope["headers"] if name == b"if-none-match")
    return any(tag.strip().removeprefix(b"W/") in (etag, b"*") for tag in tags.split(b",")) if tags else False
