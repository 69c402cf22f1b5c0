"""The table of states and answers: each a real file, asked through the served app."""

import fcntl
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event, current_thread
from typing import Any

import httpx
import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
from techpulse.service_health import Thresholds

web = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))  # one, since each makes a TLS context
Clock = Callable[[], datetime]
Serve = Callable[..., str]
Stranger = Callable[..., AbstractContextManager[None]]
HN_ITEMS = BronzeTable("raw_hn_items", key="item_id")
HOUR = timedelta(hours=1)
SECRETS = ("lake.duckdb", "Error", "Traceback", "9999", "line ", ".py", "uvicorn", "pytest", "/tmp")


def health(url: str) -> dict[str, Any]:
    """The body, with the checks by name, after every answer was looked at for what must not be told."""
    answers = {path: web.get(url + path) for path in ("/health", "/health/ready", "/metrics", "/")}
    assert not [secret for answer in answers.values() for secret in SECRETS if secret in answer.text]
    answer = answers["/health"]
    body: dict[str, Any] = answer.json()
    assert answer.status_code == (503 if body["status"] == "fail" else 200)
    return body | {name: checks[0] for name, checks in body["checks"].items()} | {"ready": answers["/health/ready"]}


def health_when(url: str, is_so: Callable[[dict[str, Any]], bool], *, seconds: float = 20) -> dict[str, Any]:
    """The first body that is so; the last one where none is in time."""
    deadline = time.monotonic() + seconds
    body = health(url)
    while not is_so(body) and time.monotonic() < deadline:
        time.sleep(0.05)
        body = health(url)
    return body


def load(
    path: Path, clock: Clock, *, month: str = "2026-11-01", source: str = "hacker_news"
) -> tuple[DuckDBStore, Any]:
    store = DuckDBStore(path, clock=clock)
    return store, store.open_load(source, month, table=HN_ITEMS).load_id


def fresh(path: Path, _now: Clock) -> None:
    assert path.exists()


def stale(path: Path, now: Clock) -> None:
    for file in path.parent.iterdir():
        file.unlink()
    store, load_id = load(path, lambda: now() - 70 * 24 * HOUR, month="2026-09-01")
    store.complete_load(load_id)


def stale_bulletin(path: Path, now: Clock) -> None:
    store, load_id = load(path, lambda: now() - 200 * HOUR, source="bulletin", month="pages")
    store.complete_load(load_id)


def running_well(path: Path, now: Clock) -> None:
    load(path, lambda: now() - timedelta(minutes=10), month="2026-10-01")


def running_too_long(path: Path, now: Clock) -> None:
    moments = [now() - 5 * HOUR]
    store, load_id = load(path, lambda: moments[-1], month="2026-10-01")
    moments.append(now())
    store.insert_items(load_id, [RawRecord(key=1, payload="{}")])


def silent(path: Path, now: Clock) -> None:
    load(path, lambda: now() - HOUR, month="2026-10-01")


def abandoned(path: Path, now: Clock) -> None:
    store, load_id = load(path, now, month="2026-10-01")
    store.abandon_load(load_id)


def partly_refreshed(path: Path, now: Clock) -> None:
    store, load_id = load(path, now)
    store.insert_items(load_id, [RawRecord(key=1, payload="{}")])
    store.fail_load(load_id, kind="FetchError", text="secret-host said no in lake.duckdb line 5")


def healed(path: Path, now: Clock) -> None:
    partly_refreshed(path, now)
    store, load_id = load(path, now)
    store.complete_load(load_id)


def quarantined(path: Path, now: Clock) -> None:
    store, load_id = load(path, now)
    store.insert_items(load_id, [RawRecord(key=key, payload="{", quarantine_reason="not JSON") for key in range(12)])
    store.complete_load(load_id)


def corrupt(path: Path, _now: Clock) -> None:
    path.write_bytes(b"this is no database" * 1000)


def cut_short(path: Path, _now: Clock) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path, _now: Clock) -> None:
    path.write_bytes(b"")


def folder(path: Path, _now: Clock) -> None:
    path.unlink()
    path.mkdir()


def missing(path: Path, _now: Clock) -> None:
    path.unlink()


SNAPSHOT = "database:snapshotAge"
TABLE: list[tuple[Callable[[Path, Clock], None], str, str, str, str | None]] = [
    (fresh, "pass", "hacker_news:completeLoadAge", "pass", None),
    (stale, "fail", "hacker_news:completeLoadAge", "fail", "2026-11 is not complete"),
    (stale_bulletin, "warn", "bulletin:completeLoadAge", "warn", "8 days old"),
    (running_well, "pass", "hacker_news:stalledLoads", "pass", None),
    (running_too_long, "warn", "hacker_news:overdueLoads", "warn", "running for too long: 2026-10-01"),
    (silent, "warn", "hacker_news:stalledLoads", "warn", "without a heartbeat: 2026-10-01"),
    (abandoned, "warn", "hacker_news:failedLoads", "warn", "abandoned: 2026-10-01"),
    (partly_refreshed, "warn", "hacker_news:failedLoads", "warn", "failed or was abandoned: 2026-11-01"),
    (healed, "pass", "hacker_news:failedLoads", "pass", None),
    (quarantined, "fail", "hacker_news:quarantineRatio", "fail", "12 of 12 records"),
    (corrupt, "fail", SNAPSHOT, "fail", "damaged"),
    (cut_short, "fail", SNAPSHOT, "fail", None),
    (empty, "fail", SNAPSHOT, "fail", None),
    (folder, "fail", SNAPSHOT, "fail", None),
    (missing, "fail", SNAPSHOT, "fail", "there is no database file"),
]


@pytest.mark.parametrize(
    ("spoil", "verdict", "name", "status", "words"), TABLE, ids=lambda part: getattr(part, "__name__", "")
)
def test_the_answer_is_told_by_the_state(  # noqa: PLR0917 - a row of the table
    lake: Path, serve: Serve, now: Clock, spoil: Any, verdict: str, name: str, status: str, words: str | None
) -> None:
    spoil(lake, now)
    before = sorted(lake.parent.rglob("*"))
    body = health(serve(lake))
    assert (body["status"], body[name]["status"]) == (verdict, status)
    assert (words or "") in body[name].get("output", "")
    assert body["ready"].status_code == (503 if name == SNAPSHOT and verdict == "fail" else 200)
    assert sorted(lake.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE schema_version SET version = 9999", "a newer schema"),
        ("DELETE FROM schema_version WHERE version > 1", "an older schema"),
        ("DROP TABLE schema_version", "not one of ours"),
        ("DROP TABLE schema_version; CREATE TABLE schema_version (name VARCHAR)", "not one of ours"),
        ("DROP TABLE loads", None),
        ("ALTER TABLE loads DROP COLUMN quarantined", None),
    ],
)
def test_health_fails_with_a_plain_reason_when_the_schema_is_not_ours(
    lake: Path, serve: Serve, stranger: Stranger, sql: str, words: str | None
) -> None:
    with stranger(lake, sql):
        pass
    body = health(serve(lake))
    assert (body["status"], body[SNAPSHOT]["status"]) == ("fail", "fail")
    assert (words or "cannot be read") in body["output"]
    assert body["ready"].status_code == 503


def test_health_fails_when_the_file_is_anothers(tmp_path: Path, serve: Serve, stranger: Stranger) -> None:
    with stranger(tmp_path / "lake.duckdb", "CREATE TABLE customers (name VARCHAR)"):
        pass
    assert "not one of ours" in health(serve(tmp_path / "lake.duckdb"))["output"]


def test_health_warns_when_the_ledger_is_empty(lake: Path, serve: Serve, stranger: Stranger) -> None:
    with stranger(lake, "DELETE FROM loads"):
        pass
    body = health(serve(lake))
    assert (body["status"], body["ledger:partitions"]["output"]) == ("warn", "nothing ingested yet")


@contextmanager
def queue_held(path: Path) -> Iterator[None]:
    """Inside, a writer of ours has the file, and others queue behind its lock."""
    with path.with_name(path.name + ".lock").open("rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def watch_busy(url: str, *, seconds: float) -> None:
    """A warning with the facts of before and a growing age, at once, for as long as the file is held."""
    first = health_when(url, lambda body: bool(body["status"] == "warn"))
    deadline, newest = time.monotonic() + seconds, 0
    while time.monotonic() < deadline:
        asked = time.monotonic()
        body = health(url)
        assert time.monotonic() - asked < 4  # four requests, none of which waits for the file
        assert (body["status"], body["output"]) == ("warn", first["output"])
        assert body["hacker_news:completeLoadAge"]["status"] == "pass"
        assert body["ready"].status_code == 200
        assert body[SNAPSHOT]["observedValue"] >= newest
        newest = body[SNAPSHOT]["observedValue"]
        time.sleep(0.2)
    assert newest >= int(seconds) - 2
    assert "a writer may hold it" in first["output"]


@pytest.mark.parametrize("seconds", [2.5, pytest.param(180, marks=[pytest.mark.long, pytest.mark.timeout(300)])])
@pytest.mark.parametrize("is_ours", [True, False])
def test_health_warns_with_its_age_when_a_writer_holds_the_file(
    lake: Path,
    serve: Serve,
    stranger: Stranger,
    seconds: float,
    is_ours: bool,  # noqa: FBT001 - a case of the law
) -> None:
    url = serve(lake)
    assert health(url)["status"] == "pass"
    with queue_held(lake) if is_ours else stranger(lake):
        watch_busy(url, seconds=seconds)
    assert health_when(url, lambda body: bool(body["status"] == "pass"))["status"] == "pass"


def test_health_warns_and_is_not_ready_when_the_file_is_busy_from_the_first(
    lake: Path, serve: Serve, stranger: Stranger
) -> None:
    with stranger(lake):
        body = health(serve(lake))
    assert (body["status"], body["ready"].status_code) == ("warn", 503)
    assert body[SNAPSHOT]["output"] == "the database file cannot be read right now: a writer may hold it"


def test_health_fails_when_the_file_is_held_for_too_long(lake: Path, serve: Serve, stranger: Stranger) -> None:
    with stranger(lake):
        url = serve(lake, thresholds=Thresholds(busy_limit=timedelta(seconds=1)))
        body = health_when(url, lambda body: bool(body["status"] == "fail"))
    assert "held by another process for too long" in body["output"]


def test_health_turns_when_the_file_comes_and_goes(lake: Path, serve: Serve) -> None:
    away = lake.with_suffix(".away")
    url = serve(lake)
    assert health(url)["status"] == "pass"
    lake.rename(away)
    assert health_when(url, lambda body: bool(body["status"] == "fail"))["status"] == "fail"
    away.rename(lake)
    assert health_when(url, lambda body: bool(body["status"] == "pass"))["status"] == "pass"


def test_health_fails_when_the_disk_is_about_to_be_full(lake: Path, serve: Serve) -> None:
    body = health(serve(lake, thresholds=Thresholds(free_bytes_limit=10**18)))
    assert (body["status"], body["disk:freeSpace"]["status"]) == ("fail", "fail")
    assert body["hacker_news:completeLoadAge"]["status"] == "pass"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder with 8 MiB of room."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small disk here: run as root")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_health_fails_and_goes_on_reading_when_not_a_byte_is_free(lake: Path, serve: Serve, small_disk: Path) -> None:
    full = shutil.copy(lake, small_disk)
    with (small_disk / "ballast").open("wb", buffering=0) as ballast:
        ballast.write(bytes(64 * 2**20))  # writes what there is room for
    body = health(serve(full, thresholds=Thresholds(free_bytes_limit=1)))
    assert (body["status"], body["disk:freeSpace"]["observedValue"]) == ("fail", 0)
    assert (body[SNAPSHOT]["status"], body["hacker_news:completeLoadAge"]["status"]) == ("pass", "pass")


def test_health_warns_when_the_clock_was_set_back_under_it(lake: Path, serve: Serve, now: Clock) -> None:
    back = [timedelta()]
    url = serve(lake, clock=lambda: now() - back[0])
    assert health(url)["status"] == "pass"
    back[0] = timedelta(minutes=30)
    body = health_when(url, lambda body: bool(body["status"] == "warn"))
    assert body["clock:skew"]["status"] == "warn"
    assert body["clock:skew"]["observedValue"] == pytest.approx(1800, abs=5)
    assert body["hacker_news:completeLoadAge"]["status"] == "pass"


def test_health_warns_when_the_ledger_lies_in_the_future(lake: Path, serve: Serve, now: Clock) -> None:
    store, load_id = load(lake, lambda: now() + HOUR, month="2026-10-01")
    store.complete_load(load_id)
    body = health(serve(lake))
    assert (body["status"], body["clock:skew"]["status"]) == ("warn", "warn")


@pytest.fixture
def stuck(now: Clock) -> Iterator[tuple[Event, Clock]]:
    """An event, and a clock that stands still for the thread that reads once it is set; the test's end frees it."""
    is_stuck, is_over = Event(), Event()

    def clock() -> datetime:
        if is_stuck.is_set() and current_thread().name == "ledger-watch":
            is_over.wait(60)
        return now()

    yield is_stuck, clock
    is_over.set()


def test_health_fails_when_nobody_reads_the_file_any_more(lake: Path, serve: Serve, stuck: tuple[Event, Clock]) -> None:
    is_stuck, clock = stuck
    url = serve(lake, clock=clock, thresholds=Thresholds(snapshot_age_limit=timedelta(seconds=1)))
    assert health(url)["status"] == "pass"
    is_stuck.set()
    body = health_when(url, lambda body: bool(body["status"] == "fail"))
    assert body["output"] == f"{SNAPSHOT}: the database is no longer being read: restart the service"
    later = health_when(url, lambda later: bool(later[SNAPSHOT]["observedValue"] > body[SNAPSHOT]["observedValue"]))
    assert later[SNAPSHOT]["observedValue"] > body[SNAPSHOT]["observedValue"]
    assert web.get(f"{url}/health/live").status_code == 200
