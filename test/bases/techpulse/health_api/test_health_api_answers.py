"""What a client gets, from the real app on a loopback port over real files.

`stranger` is another process that works on the file with DuckDB itself, as any tool on the host might.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
from techpulse.health_api import create_app

HN_ITEMS = BronzeTable("raw_hn_items", key="item_id")
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


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str
    seconds: float

    @property
    def health(self) -> str:
        return str(json.loads(self.text)["status"])

    def check(self, name: str) -> dict[str, str | int]:
        (check,) = json.loads(self.text)["checks"][name]
        return dict(check)


def ask(port: int, path: str = "/health", *, method: str = "GET") -> Answer:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    started = time.monotonic()
    try:
        connection.request(method, path)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, text, time.monotonic() - started)


def ask_until(port: int, health: str) -> Answer:
    """The first answer with that health; the last one if it does not come within 10 seconds."""
    deadline = time.monotonic() + 10
    answer = ask(port)
    while answer.health != health and time.monotonic() < deadline:
        time.sleep(0.05)
        answer = ask(port)
    return answer


@pytest.fixture
def serve() -> Iterator[Callable[[Path], int]]:
    """The port of an app that watches the path and reads it again after a tenth of a second."""
    with ExitStack() as running:
        yield lambda path: running.enter_context(served(path))


@contextmanager
def served(database_path: Path) -> Iterator[int]:
    app = create_app(database_path, refresh_seconds=0.1)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def stranger(database_path: Path, sql: str = "SELECT 1") -> Iterator[None]:
    """Inside, a stranger has run the SQL and still holds the file."""
    command = [sys.executable, "-c", STRANGER, str(database_path), sql]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline() == b"done\n"
        yield
        process.stdin.close()


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A database whose one load was completed an hour ago."""
    path = tmp_path / "lake.duckdb"
    hour_ago = datetime.now(UTC) - timedelta(hours=1)
    store = DuckDBStore(path, clock=lambda: hour_ago)
    load = store.open_load("hacker_news", "2026-11-01", table=HN_ITEMS)
    store.insert_items(load.load_id, [RawRecord(key=1, payload='{"id":1}')])
    store.complete_load(load.load_id)
    return path


def test_health_passes_with_the_age_of_the_data_when_a_load_is_complete(
    lake: Path, serve: Callable[[Path], int]
) -> None:
    answer = ask(serve(lake))
    age = answer.check("hacker_news:completeLoadAge")
    assert (answer.status, answer.health) == (200, "pass")
    assert answer.headers["content-type"] == "application/health+json"
    assert answer.headers["cache-control"] == "no-store"
    assert 3600 <= int(age["observedValue"]) < 3700
    assert age["observedUnit"] == "s"
    assert datetime.fromisoformat(str(age["time"])).tzinfo is not None


def test_health_warns_when_the_ledger_is_empty(lake: Path, serve: Callable[[Path], int]) -> None:
    with stranger(lake, "DELETE FROM loads"):
        pass
    answer = ask(serve(lake))
    assert (answer.status, answer.health) == (200, "warn")
    assert answer.check("ledger:loads")["output"] == "nothing ingested yet"


def test_health_fails_when_there_is_no_file(tmp_path: Path, serve: Callable[[Path], int]) -> None:
    answer = ask(serve(tmp_path / "none.duckdb"))
    assert (answer.status, answer.health) == (503, "fail")
    assert answer.check("database:snapshotAge")["output"] == "there is no database file"
    assert list(tmp_path.iterdir()) == []


def corrupt(path: Path) -> None:
    path.write_bytes(b"this is no database" * 1000)


def foreign(path: Path) -> None:
    path.unlink()
    with stranger(path, "CREATE TABLE customers (name VARCHAR)"):
        pass


def newer(path: Path) -> None:
    with stranger(path, "UPDATE schema_version SET version = 9999"):
        pass


@pytest.mark.parametrize("spoil", [corrupt, foreign, newer])
def test_health_fails_with_a_plain_reason_and_no_secrets_when_the_file_is_not_our_database(
    lake: Path, serve: Callable[[Path], int], spoil: Callable[[Path], None]
) -> None:
    spoil(lake)
    answer = ask(serve(lake))
    assert (answer.status, answer.health) == (503, "fail")
    assert "cannot be read" in str(answer.check("database:snapshotAge")["output"])
    assert not any(secret in answer.text for secret in (str(lake), lake.name, "Error", "9999", "line"))


def test_health_warns_at_once_with_the_last_facts_when_a_writer_holds_the_file(
    lake: Path, serve: Callable[[Path], int]
) -> None:
    port = serve(lake)
    assert ask(port).health == "pass"
    with stranger(lake):
        answer = ask_until(port, "warn")
        later = ask(port)
    assert (answer.status, answer.health) == (200, "warn")
    assert answer.check("hacker_news:completeLoadAge")["status"] == "pass"
    assert later.check("database:snapshotAge")["status"] == "warn"
    assert later.seconds < 1.0  # the time that a read would wait for the file
    assert ask_until(port, "pass").health == "pass"


def test_health_warns_with_a_reason_when_the_file_is_busy_from_the_first(
    lake: Path, serve: Callable[[Path], int]
) -> None:
    with stranger(lake):
        answer = ask(serve(lake))
    assert (answer.status, answer.health) == (200, "warn")
    assert answer.check("database:snapshotAge")["output"] == (
        "the database file cannot be read right now: a writer may hold it"
    )


def test_health_turns_when_the_file_comes_and_goes(lake: Path, serve: Callable[[Path], int]) -> None:
    away = lake.with_suffix(".away")
    port = serve(lake)
    assert ask_until(port, "pass").health == "pass"
    lake.rename(away)
    assert ask_until(port, "fail").health == "fail"
    away.rename(lake)
    assert ask_until(port, "pass").health == "pass"


@pytest.mark.parametrize("path", ["/", "/health/", "/docs", "/redoc", "/openapi.json", "/../etc/passwd", "/health%00"])
def test_an_unknown_path_is_a_small_problem(tmp_path: Path, serve: Callable[[Path], int], path: str) -> None:
    answer = ask(serve(tmp_path / "none.duckdb"), path)
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert json.loads(answer.text) == {"type": "about:blank", "title": "Not Found", "status": 404}


def test_another_method_is_a_small_problem_that_names_the_right_one(
    tmp_path: Path, serve: Callable[[Path], int]
) -> None:
    answer = ask(serve(tmp_path / "none.duckdb"), method="DELETE")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET"
    assert json.loads(answer.text)["title"] == "Method Not Allowed"
