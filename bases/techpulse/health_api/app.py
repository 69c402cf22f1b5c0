"""The FastAPI app: its paths, and the one shape of everything else.

Not here: what the paths answer (`routes.py`), reading the ledger (`ledger_watch.py`), starting a server (`server.py`).
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.middleware.errors import ServerErrorMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.types import ASGIApp

from techpulse.health_api.answers import problem_answer
from techpulse.health_api.ledger_watch import LedgerWatch
from techpulse.health_api.newest_answers import NewestAnswers
from techpulse.health_api.request_ids import identified
from techpulse.health_api.routes import routes
from techpulse.health_api.schema import openapi_schema
from techpulse.service_health import Thresholds

_DEFAULTS = Thresholds()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class _HealthApp(FastAPI):
    """Around all that FastAPI does, its own answers to errors too, each request has an id.

    Left out is what no path of ours uses: FastAPI's telemetry, limits of bodies, and exit stacks of dependencies.
    """

    def build_middleware_stack(self) -> ASGIApp:
        refusals = {kind: handler for kind, handler in self.exception_handlers.items() if kind is not Exception}
        routed = ExceptionMiddleware(self.router, handlers=refusals)
        return identified(ServerErrorMiddleware(routed, handler=self.exception_handlers[Exception]))

    def openapi(self) -> dict[str, Any]:
        return openapi_schema(self)


def create_app(
    database_path: Path,
    *,
    clock: Callable[[], datetime] = _utc_now,
    refresh_seconds: float = 2.0,
    thresholds: Thresholds = _DEFAULTS,
) -> FastAPI:
    """The app that tells the health of the lake in `database_path`; it reads the file while it runs, not before.

    A request gets bytes that were made after the newest reading, and does no file I/O; `refresh_seconds` lie between
    two readings.
    """
    newest = NewestAnswers(thresholds=thresholds, clock=clock, refresh_seconds=refresh_seconds)

    @asynccontextmanager
    async def watching(_app: FastAPI) -> AsyncIterator[None]:
        with LedgerWatch(database_path, clock=clock, pause_seconds=refresh_seconds, publish=newest.publish):
            yield

    app = _HealthApp(
        title="TechPulse health",
        summary="Is the lake fresh and whole?",
        openapi_url=None,
        redirect_slashes=False,
        lifespan=watching,
    )
    app.router.routes.extend(routes(newest))

    @app.exception_handler(HTTPException)
    async def refusal(_request: Request, error: HTTPException) -> Response:
        return _problem(HTTPStatus(error.status_code), error.headers)

    @app.exception_handler(Exception)
    async def breakdown(_request: Request, _error: Exception) -> Response:
        return _problem(HTTPStatus.INTERNAL_SERVER_ERROR)

    return app


def _problem(status: HTTPStatus, extra: Mapping[str, str] | None = None) -> Response:
    answer = problem_answer(status, *(extra or {}).items())
    headers = {name.decode(): value.decode() for name, value in answer.headers}
    return Response(answer.body, status_code=answer.status, headers=headers)
