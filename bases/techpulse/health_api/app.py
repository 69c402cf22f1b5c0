"""The FastAPI app: its one path, and the one shape of everything else.

Not here: bodies (`answers.py`), reading the ledger (`ledger_watch.py`), starting a server (`server.py`).
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from techpulse.health_api.answers import health_answer, problem_answer
from techpulse.health_api.ledger_watch import LedgerWatch
from techpulse.service_health import assess


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    database_path: Path, *, clock: Callable[[], datetime] = _utc_now, refresh_seconds: float = 2.0
) -> FastAPI:
    """The app that tells the health of the lake in `database_path`; it reads the file while it runs, not before.

    A request is answered from the newest reading and does no file I/O; `refresh_seconds` lie between two reads.
    """
    watch = LedgerWatch(database_path, clock=clock, pause_seconds=refresh_seconds)

    @asynccontextmanager
    async def watching(_app: FastAPI) -> AsyncIterator[None]:
        with watch:
            yield

    app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=watching)

    @app.get("/health")
    async def health() -> JSONResponse:
        return health_answer(assess(watch.reading, now=clock()))

    @app.exception_handler(HTTPException)
    async def refusal(_request: Request, error: HTTPException) -> JSONResponse:
        return problem_answer(HTTPStatus(error.status_code), headers=error.headers)

    @app.exception_handler(Exception)
    async def breakdown(_request: Request, _error: Exception) -> JSONResponse:
        return problem_answer(HTTPStatus.INTERNAL_SERVER_ERROR)

    return app
