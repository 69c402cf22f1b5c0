"""Our ingest beside its peers and the physical limit: each in its own process, the simulator in another.

`limit` is the best that 100 connections could do: the greater of items × latency ÷ connections and chain × latency,
where the chain is the account's profile and then the levels of the deepest thread. Peers are handed the threads that
ours looks up. The sequential loop runs once, and on one month only: twelve at 80 ms would take it eight minutes.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import pytest

from techpulse.hn_simulator import HackerNewsDump, generate_history

ROOT, HERE = Path(__file__).parents[2], Path(__file__).parent
PEERS = ROOT / ".tools" / "bench"
CONNECTIONS, ROUNDS = 100, 3
LATENCIES_MS = (0, 20, 80)
HEAD = """
| threads | latency | contender | wall s | CPU s | ms/item | peak MB | requests | in flight | limit | ÷ wall | ÷ ours |
|---|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|"""


@dataclass(frozen=True, slots=True)
class History:
    """What a simulator serves when it is given `options`, and what a contender must have stored of it."""

    options: tuple[str, ...]
    threads: Mapping[str, int]
    ids: tuple[int, ...]
    levels: int

    def limit_seconds(self, latency_ms: int) -> float:
        return latency_ms / 1000 * max(len(self.ids) / CONNECTIONS, 1 + self.levels)


@dataclass(frozen=True, slots=True)
class Run:
    """What `measure.py` prints."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    ids: list[int]


@dataclass(slots=True)
class Contender:
    """One contender with a simulator for itself, whose counts over all runs are there once it has ended."""

    name: str
    base_url: str
    runs: list[Run] = field(default_factory=list)
    requests: int = 0
    max_in_flight: int = 0


def history_of(months: str, *, comments: int | None = None) -> History:
    dump = generate_history(months, comments=comments)
    threads = dict(hiring_threads(dump))
    levels = list(levels_of(dump, list(threads.values())))
    ids = tuple(sorted(item_id for level in levels for item_id in level))
    options = ("--months", months, *(() if comments is None else ("--comments", str(comments))))
    return History(options, threads, ids, len(levels))


def hiring_threads(dump: HackerNewsDump) -> Iterator[tuple[str, int]]:
    for item_id, text in dump.items.items():
        item = json.loads(text)
        if "who is hiring" in item.get("title", "").lower():
            yield f"{datetime.fromtimestamp(item['time'], UTC):%Y-%m}", item_id


def levels_of(dump: HackerNewsDump, roots: Sequence[int]) -> Iterator[Sequence[int]]:
    level = roots
    while level:
        yield level
        level = [kid for item_id in level for kid in json.loads(dump.items[item_id]).get("kids", ())]


@contextmanager
def contending(name: str, history: History, *, latency_ms: int) -> Iterator[Contender]:
    options = ["--latency", str(latency_ms / 1000), "--summary", "--with-parent"]
    command = [sys.executable, "-m", "techpulse.hn_simulator", *history.options, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as simulator:
        assert simulator.stdout
        contender = Contender(name, simulator.stdout.readline().strip())
        try:
            yield contender
        finally:
            simulator.terminate()
            counts = json.loads(simulator.stdout.read())
            contender.requests, contender.max_in_flight = counts["requests"], counts["max_in_flight"]


def run(contender: Contender, history: History, *, folder: Path) -> None:
    """Adds one run; asserts that it stored every item once and nothing else."""
    folder.mkdir(parents=True)
    python = str(PEERS / "bin" / "python") if contender.name == "dlt_tuned" else sys.executable
    threads = [f"{month}={thread_id}" for month, thread_id in history.threads.items()]
    command = [python, str(HERE / "measure.py"), contender.name, contender.base_url, str(folder / "bench.duckdb")]
    output = subprocess.run([*command, *threads], check=True, stdout=subprocess.PIPE, text=True, cwd=folder).stdout
    result = Run(**json.loads(output.splitlines()[-1]))
    assert tuple(result.ids) == history.ids, f"{contender.name} stored other items than the simulator serves"
    contender.runs.append(result)


def race(names: Sequence[str], history: History, *, latency_ms: int, folder: Path) -> Iterator[str]:
    """The table's line of each contender, its figures the medians of interleaved rounds."""
    with ExitStack() as stack:
        contenders = [stack.enter_context(contending(name, history, latency_ms=latency_ms)) for name in names]
        for number in range(ROUNDS):
            for contender in contenders:
                if number == 0 or contender.name != "sequential":
                    run(contender, history, folder=folder / f"{contender.name} {number}")
    ours = median(run.seconds for run in contenders[0].runs)
    for contender in contenders:
        yield line(contender, history, latency_ms=latency_ms, ours=ours)


def line(contender: Contender, history: History, *, latency_ms: int, ours: float) -> str:
    wall = median(run.seconds for run in contender.runs)
    cpu = median(run.cpu_seconds for run in contender.runs)
    peak = median(run.peak_mb for run in contender.runs)
    limit = history.limit_seconds(latency_ms)
    cells = (
        f"{len(history.threads)}, {len(history.ids):,} items",
        f"{latency_ms} ms",
        contender.name,
        f"{wall:.2f}",
        f"{cpu:.2f}",
        f"{1000 * cpu / len(history.ids):.2f}",
        f"{peak:.0f}",
        f"{contender.requests // len(contender.runs):,}",
        f"{contender.max_in_flight}",
        f"{limit:.2f} s",
        f"{limit / wall:.2f}" if limit else "–",
        f"{wall / ours:.2f}",
    )
    return f"| {' | '.join(cells)} |"


def test_every_contender_stores_the_thread_once_when_the_source_has_no_latency(tmp_path: Path) -> None:
    history = history_of("2026-09", comments=40)
    for name in ("ours", "sequential"):
        with contending(name, history, latency_ms=0) as contender:
            run(contender, history, folder=tmp_path / name)


@pytest.mark.long
@pytest.mark.usefixtures("peers")
def test_ours_and_its_peers_store_the_same_items_when_they_race(tmp_path: Path) -> None:
    month, year = history_of("2026-09", comments=1000), history_of("2025-10..2026-09")
    print(HEAD)
    for history, names in (
        (month, ("ours", "ours_command", "dlt_tuned", "sequential")),
        (year, ("ours", "ours_command", "dlt_tuned")),
    ):
        for latency_ms in LATENCIES_MS:
            folder = tmp_path / f"{len(history.threads)} {latency_ms}"
            for row in race(names, history, latency_ms=latency_ms, folder=folder):
                print(row, flush=True)
