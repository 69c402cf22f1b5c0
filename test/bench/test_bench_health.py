"""What the health service costs, and what it stands: start, memory, closure, requests a second, ingestion beside it.

Run as a script, this file is the load generator, in a process of its own: `URL SECONDS CONNECTIONS RATE`, where a rate
of 0 asks again as soon as it is answered. `BENCH_HEALTH_SECONDS` shortens the hammering.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from importlib.metadata import distribution
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord

ROOT = Path(__file__).parents[2]
HEALTH = [sys.executable, "-c", "from techpulse.health_api import main; raise SystemExit(main())"]
TECHPULSE = str(Path(sys.executable).with_name("techpulse"))
CONNECTIONS, ROUNDS, LOADS = 50, 5, 3000
MANY_LOADS = f"""
INSERT INTO loads BY NAME
SELECT * EXCLUDE (number) REPLACE (
    uuid() AS load_id,
    epoch - 1 - number // 188 AS epoch,
    strftime(DATE '2011-04-01' + to_months((number % 188)::INTEGER), '%Y-%m-%d') AS partition_key
)
FROM loads, range({LOADS}) AS numbers(number)
"""
ASKED = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
CONTENT_LENGTH = re.compile(rb"content-length: (\d+)")


class Service(NamedTuple):
    """A running health service, and how long it took to its first 200."""

    url: str
    pid: int
    seconds: float

    def memory_mb(self, field: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) / 1024


@contextmanager
def serving(database: Path) -> Iterator[Service]:
    """A service for which no month is ever due, so that it is 200 whatever was ingested."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/health"
    variables = {"TECHPULSE_HEALTH_PORT": str(port), "TECHPULSE_HEALTH_MONTHLY_SOURCES": "none"}
    begun = time.monotonic()
    with subprocess.Popen(HEALTH, env=os.environ | variables | {"TECHPULSE_DB_PATH": str(database)}) as process:
        try:
            while not is_answering(url):
                assert time.monotonic() - begun < 20
                time.sleep(0.005)
            yield Service(url, process.pid, time.monotonic() - begun)
        finally:
            process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_answering(url: str) -> bool:
    try:
        with urlopen(url) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake whose month is complete, with a ledger as long as that of many years."""
    path = tmp_path / "lake.duckdb"
    with DuckDBStore(path) as store:
        month = f"{datetime.now(UTC):%Y-%m}-01"
        load = store.open_load("hacker_news", month, table=BronzeTable("raw_hn_items", key="item_id"))
        store.insert_items(load.load_id, [RawRecord(key=1, payload='{"id":1}')])
        store.complete_load(load.load_id)
    lengthen = f"import duckdb; duckdb.connect({str(path)!r}).execute({MANY_LOADS!r})"
    subprocess.run([sys.executable, "-c", lengthen], check=True)
    return path


@pytest.mark.long
def test_the_service_starts_at_once_and_stays_small(lake: Path) -> None:
    starts, memory = [], []
    for _ in range(ROUNDS):
        with serving(lake) as service:
            starts.append(service.seconds)
            time.sleep(1)
            memory.append(service.memory_mb("VmRSS"))
    packages, megabytes = closure()
    print("\n| health service | measured | at most |\n|---|--:|--:|")
    print(f"| cold start to first 200, s | {median(starts):.2f} | 1.00 |")
    print(f"| resident, {LOADS:,} loads in the ledger, MB | {max(memory):.0f} | 120 |")
    print(f"| packages | {packages} | 25 |")
    print(f"| installed, MB | {megabytes:.0f} | 90 |")


def closure() -> tuple[int, float]:
    """How many packages the lock gives the project on Linux, and what their files weigh, bytecode aside."""
    uv = os.environ.get("UV") or shutil.which("uv") or ".tools/bin/uv"
    options = ["--quiet", "--frozen", "--no-dev", "--no-hashes", "--no-header", "--no-annotate", "--no-emit-workspace"]
    command = [uv, "export", *options, "--package", "health-service"]
    lines = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.splitlines()
    names = [line.partition("==")[0] for line in lines if line.strip() and "win32" not in line]
    files = [Path(str(file.locate())) for name in names for file in distribution(name).files or ()]
    return len(names), sum(file.stat().st_size for file in files if file.suffix != ".pyc" and file.exists()) / 1e6


@pytest.mark.long
def test_the_service_answers_thousands_a_second_and_all_with_200(lake: Path) -> None:
    seconds = float(os.environ.get("BENCH_HEALTH_SECONDS", "60"))
    with serving(lake) as service:
        command = generator_of(service.url, seconds=seconds, rate=0)
        told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        peak = service.memory_mb("VmHWM")
    print(f"\n| {CONNECTIONS} connections, {told['seconds']:.0f} s | measured | floor |\n|---|--:|--:|")
    print(f"| requests/s | {told['requests'] / told['seconds']:,.0f} | ≥ 3,000 |")
    print(f"| p50, p99, worst, ms | {told['p50']:.1f}, {told['p99']:.1f}, {told['worst']:.1f} | p99 ≤ 20 |")
    print(f"| peak resident, MB | {peak:.0f} | ≤ 120 |")
    print(f"| answers by status | {told['statuses']} | 200 alone |")
    assert set(told["statuses"]) == {"200"}


def generator_of(url: str, *, seconds: float, rate: int) -> list[str]:
    return [sys.executable, __file__, url, str(seconds), str(CONNECTIONS), str(rate)]


@pytest.mark.long
def test_ingestion_is_told_apart_when_the_service_is_asked_beside_it(tmp_path: Path) -> None:
    took: dict[bool, list[float]] = {True: [], False: []}
    with simulated() as base_url:
        seed = tmp_path / "seed.duckdb"
        ingest(base_url, seed, months="2024-12")
        for number in range(2 * ROUNDS):
            is_asked = bool(number % 2)
            database = Path(shutil.copy(seed, tmp_path / f"{number}.duckdb"))
            with asked(database) if is_asked else nullcontext():
                took[is_asked].append(ingest(base_url, database, months="2025-01..2025-12"))
    alone, beside = median(took[False]), median(took[True])
    print("\n| ingest of 12 months | s |\n|---|--:|")
    print(f"| alone | {alone:.2f} |\n| beside 200 requests/s | {beside:.2f} |")
    print(f"| slower by | {100 * (beside / alone - 1):.1f} % (at most 5) |")


@contextmanager
def simulated() -> Iterator[str]:
    options = ["--months", "2024-12..2025-12", "--latency", "0.02", "--with-parent"]
    command = [sys.executable, "-m", "techpulse.hn_simulator", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout
        yield simulator.stdout.readline().strip()
        simulator.terminate()


def ingest(base_url: str, database: Path, *, months: str) -> float:
    """The seconds it took."""
    options = ["--base-url", base_url, "--database", str(database), "--max-connections", "100", "--json"]
    begun = time.monotonic()
    subprocess.run([TECHPULSE, "ingest", months, *options], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


@contextmanager
def asked(database: Path) -> Iterator[None]:
    """Inside, the service answers 200 questions a second about the database, every one of them with 200."""
    with serving(database) as service:
        command = generator_of(service.url, seconds=600, rate=200)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as generator:
            yield
            generator.terminate()
            told = json.loads(generator.communicate()[0])
    assert set(told["statuses"]) == {"200"}


# The load generator


class Client(asyncio.Protocol):
    """One kept-alive connection that asks, waits for the whole answer, and asks again, or does so when told."""

    def __init__(self, latencies: list[float], statuses: Counter[str], *, is_eager: bool) -> None:
        self._latencies = latencies
        self._statuses = statuses
        self._is_eager = is_eager
        self._buffer = b""
        self._asked_at = 0.0
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        if self._is_eager:
            self.ask()

    def ask(self) -> None:
        if not self._asked_at:
            self._asked_at = time.perf_counter()
            self._transport.write(ASKED)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(head) if found else None
        if length and len(body) >= int(length[1]):
            self._latencies.append(time.perf_counter() - self._asked_at)
            self._statuses[head[9:12].decode()] += 1
            self._buffer, self._asked_at = b"", 0.0
            if self._is_eager:
                self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self._statuses["lost" if exc or self._asked_at else "closed"] += 1


async def generate(url: str, seconds: float, *, connections: int, rate: int) -> dict[str, Any]:
    """What came back until the time was over or we were told to stop."""
    latencies: list[float] = []
    statuses: Counter[str] = Counter()
    is_over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, is_over.set)
    loop.call_later(seconds, is_over.set)
    host, _, port = url.removeprefix("http://").removesuffix("/health").partition(":")
    begun = time.perf_counter()
    clients = [
        (await loop.create_connection(lambda: Client(latencies, statuses, is_eager=not rate), host, int(port)))[1]
        for _ in range(connections)
    ]
    asked = 0
    while rate and not is_over.is_set():
        clients[asked % connections].ask()
        asked += 1
        await asyncio.sleep(max(0.0, begun + asked / rate - time.perf_counter()))
    await is_over.wait()
    ranked = sorted(latencies)
    return {
        "requests": len(ranked),
        "seconds": time.perf_counter() - begun,
        "p50": 1000 * ranked[len(ranked) // 2],
        "p99": 1000 * ranked[len(ranked) * 99 // 100],
        "worst": 1000 * ranked[-1],
        "statuses": statuses,
    }


if __name__ == "__main__":
    target, lasting, width, pace = sys.argv[1:]
    print(json.dumps(asyncio.run(generate(target, float(lasting), connections=int(width), rate=int(pace)))))
