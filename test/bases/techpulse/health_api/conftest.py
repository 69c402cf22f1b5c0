"""The real app on a loopback port, as the command serves it, over real files, at a noon that does not depend on today.

`stranger` is another process that works on the file with DuckDB itself, as any tool on the host might.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
from techpulse.health_api import create_app
from techpulse.health_api.connections import GuardedConnection
from techpulse.health_api.server import server_config
from techpulse.service_health import Thresholds

NOON, BEGUN = datetime(2026, 11, 21, 12, tzinfo=UTC), time.monotonic()
STRANGER = """
import duckdb, sys, time
while True:
    try:
        connection = duckdb.connect(sys.argv[1])
        break
    except duckdb.IOException:  # the service is reading just now
        time.sleep(0.01)
connection.execute(sys.argv[2])
print("done", flush=True)
sys.stdin.read()
"""


def noon() -> datetime:
    """A clock that goes on from noon."""
    return NOON + timedelta(seconds=time.monotonic() - BEGUN)


@pytest.fixture(scope="session")
def now() -> Callable[[], datetime]:
    return noon


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A database whose one load was completed an hour ago."""
    return made(tmp_path / "lake.duckdb")


def made(path: Path) -> Path:
    with DuckDBStore(path, clock=lambda: noon() - timedelta(hours=1)) as store:
        load = store.open_load("hacker_news", "2026-11-01", table=BronzeTable("raw_hn_items", key="item_id"))
        store.insert_items(load.load_id, [RawRecord(key=1, payload='{"id":1}')])
        store.complete_load(load.load_id)
    return path


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """The URL of an app that watches the path and reads it again after a tenth of a second, until the test is over."""
    with ExitStack() as running:
        yield partial(start, running)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The same, over such a lake, for all tests of a module."""
    with ExitStack() as running:
        yield start(running, made(tmp_path_factory.mktemp("lake") / "lake.duckdb"))


def start(
    running: ExitStack,
    database_path: Path,
    *,
    clock: Callable[[], datetime] = noon,
    thresholds: Thresholds | None = None,
    connection: type[GuardedConnection] = GuardedConnection,
) -> str:
    limits = thresholds or Thresholds(free_bytes_warning=0, free_bytes_limit=0)
    app = create_app(database_path, clock=clock, refresh_seconds=0.1, thresholds=limits)
    config = server_config(app, host="127.0.0.1", port=0)
    config.http = connection
    return running.enter_context(served(config))


@contextmanager
def served(config: uvicorn.Config) -> Iterator[str]:
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def stranger() -> Callable[..., AbstractContextManager[None]]:
    """Inside, a stranger has run the SQL and still holds the file."""
    return _stranger


@contextmanager
def _stranger(database_path: Path, sql: str = "SELECT 1") -> Iterator[None]:
    command = [sys.executable, "-c", STRANGER, str(database_path), sql]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"done\n"
        yield
        process.stdin.close()
