"""SIGKILL at a random instant of an ingest, then the same command again: the same rows as if nothing had happened."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from techpulse.duckdb_store import DuckDBStore, StoreError
from techpulse.hn_simulator import Faults, HackerNewsSimulator, generate_history

MONTH, COMMENTS, SEED = "2024-05", 300, 20
LATENCY_SECONDS = 0.05


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    dump = generate_history(MONTH, seed=SEED, comments=COMMENTS)
    with HackerNewsSimulator(dump, faults=Faults(latency_seconds=LATENCY_SECONDS)) as running:
        yield running


def started(simulator: HackerNewsSimulator, database: Path) -> "subprocess.Popen[str]":
    options = ["--base-url", simulator.base_url, "--database", str(database), "--json", "--max-connections", "20"]
    command = [sys.executable, "-c", "import sys; from techpulse.cli import main; sys.exit(main())"]
    return subprocess.Popen([*command, "ingest", MONTH, *options], stdout=subprocess.PIPE, text=True)


def finished(simulator: HackerNewsSimulator, database: Path) -> dict[str, object]:
    with started(simulator, database) as process:
        output, _ = process.communicate()
    report: dict[str, object] = json.loads(output)
    return report


def current(database: Path) -> list[tuple[object, ...]]:
    return DuckDBStore(database).query("SELECT item_id, payload_sha256 FROM current_hn_items ORDER BY item_id")


def test_killed_ingest_ends_with_the_undisturbed_rows_when_run_again(
    tmp_path: Path, simulator: HackerNewsSimulator
) -> None:
    assert finished(simulator, tmp_path / "undisturbed.duckdb")["status"] == "complete"
    undisturbed = current(tmp_path / "undisturbed.duckdb")
    for moment in killed_moments(trials=2):
        kill_and_run_again(simulator, tmp_path / f"{moment}.duckdb", after_requests=moment)
        assert current(tmp_path / f"{moment}.duckdb") == undisturbed


@pytest.mark.long
def test_killed_ingest_ends_with_the_undisturbed_rows_when_killed_at_many_moments(
    tmp_path: Path, simulator: HackerNewsSimulator
) -> None:
    assert finished(simulator, tmp_path / "undisturbed.duckdb")["status"] == "complete"
    undisturbed = current(tmp_path / "undisturbed.duckdb")
    resumed = 0
    for trial, moment in enumerate(killed_moments(trials=20)):
        database = tmp_path / f"{trial}.duckdb"
        resumed += kill_and_run_again(simulator, database, after_requests=moment)
        assert current(database) == undisturbed, f"killed after {moment} requests"
    print(f"SIGKILL: 20 trials, {resumed} of them after a first commit, 0 failures")


def killed_moments(*, trials: int) -> list[int]:
    """Numbers of requests after which to kill, drawn evenly over a whole ingest."""
    return [random.Random(f"{SEED}/{trial}").randrange(1, COMMENTS) for trial in range(trials)]


def kill_and_run_again(simulator: HackerNewsSimulator, database: Path, *, after_requests: int) -> bool:
    """Whether the second run found rows of the first; asserts that it asked for none of them again."""
    before = simulator.request_count
    with started(simulator, database) as process:
        while simulator.request_count - before < after_requests and process.poll() is None:
            time.sleep(0.001)
        process.kill()
    stored = rows_of_the_running_load(database)
    asked = simulator.requests
    report = finished(simulator, database)
    asked_again = simulator.requests - asked
    assert report["status"] == "complete"
    root = {report["thread_id"]}  # the look-up of the thread reads its root
    assert not {int(path[9:-5]) for path in asked_again if path[9:-5].isdigit()} & (stored - root)
    return bool(stored)


def rows_of_the_running_load(database: Path) -> set[object]:
    """The ids that the killed run committed; none of them may be current."""
    try:
        store = DuckDBStore(database)
        assert all(load.status == "running" for load in store.loads())
        assert store.verify() == []
        assert current(database) == []
        return {row[0] for row in store.query("SELECT item_id FROM raw_hn_items")}
    except StoreError:
        assert not database.exists()
        return set()
