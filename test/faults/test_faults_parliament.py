"""SIGKILL at a random instant of a session's backfill, then the same again: the same tables as if nothing happened."""

import multiprocessing
import random
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from techpulse.answer_server import Faults
from techpulse.duckdb_store import DuckDBStore
from techpulse.parliament_simulator import ParliamentSimulator, generate_parliament

SESSION, BILLS, SEED = "44-1", 60, 7
BACKFILL = """
from datetime import UTC, datetime

from techpulse.duckdb_store import DuckDBStore
from techpulse.http_client import HttpPolicy
from techpulse.parliament_assets import ingest_session
from techpulse.parliament_client import ParliamentClient

policy = HttpPolicy(max_connections=4)
with (
    ParliamentClient(openparliament, legisinfo, openparliament_policy=policy, legisinfo_policy=policy) as client,
    DuckDBStore(database) as store,
):
    ingest_session(client, store, session=session, limit=1000, now=datetime(2026, 11, 1, tzinfo=UTC))
"""
PATIENCE_SECONDS = 90
CURRENT = (
    "SELECT bill, payload_sha256 FROM current_bills ORDER BY bill",
    "SELECT detail, payload_sha256 FROM current_bill_details ORDER BY detail",
    "SELECT * EXCLUDE (version, first_seen_at, changed_at) FROM bills ORDER BY number",
    "SELECT number, field, old_value, new_value, change FROM bill_changes ORDER BY number, field",
)
Tables = list[list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def simulator() -> Iterator[ParliamentSimulator]:
    parliament = generate_parliament({SESSION: BILLS}, seed=SEED)
    with ParliamentSimulator(parliament, faults=Faults(latency_seconds=0.02)) as running:
        yield running


@pytest.fixture(scope="module")
def undisturbed(simulator: ParliamentSimulator, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables where nothing interferes."""
    database = tmp_path_factory.mktemp("undisturbed") / "lake.duckdb"
    end(simulator, database)
    return tables(database)


@contextmanager
def started(simulator: ParliamentSimulator, database: Path) -> Iterator[ForkServerProcess]:
    """A backfill in a process of its own, forked from one that has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["techpulse.parliament_assets", "techpulse.parliament_client", "pytest"])
    urls = {"openparliament": simulator.openparliament_url, "legisinfo": simulator.legisinfo_url}
    values = {**urls, "database": str(database), "session": SESSION}
    process = context.Process(target=exec, args=(BACKFILL, values), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()
        process.close()


def end(simulator: ParliamentSimulator, database: Path) -> None:
    with started(simulator, database) as process:
        process.join(PATIENCE_SECONDS)
        assert process.exitcode == 0


def killed(simulator: ParliamentSimulator, database: Path, *, after_requests: int, after_seconds: float) -> bool:
    """Whether a backfill was killed so many requests and then seconds after its start; it may have ended by then."""
    wanted = simulator.request_count + after_requests
    with started(simulator, database) as process:
        while simulator.request_count < wanted and not connection.wait([process.sentinel], timeout=0.001):
            pass
        connection.wait([process.sentinel], timeout=after_seconds)
        process.kill()
        process.join(PATIENCE_SECONDS)
        assert process.exitcode in {0, -signal.SIGKILL}
        return process.exitcode != 0


def tables(database: Path) -> Tables:
    with DuckDBStore(database) as store:
        assert store.verify() == []
        return [store.query(sql) for sql in CURRENT]


@pytest.mark.parametrize("trials", [2, pytest.param(20, marks=pytest.mark.long)])
def test_the_tables_are_as_if_undisturbed_when_a_killed_backfill_is_run_again(
    simulator: ParliamentSimulator, undisturbed: Tables, tmp_path: Path, *, trials: int
) -> None:
    assert len(undisturbed[2]) == BILLS
    kills = 0
    for trial in range(trials):
        chance = random.Random(f"{SEED}/{trials}/{trial}")
        database = tmp_path / f"{trial}.duckdb"
        for _ in range(chance.choice([1, 1, 2])):
            requests = chance.randrange(2 * BILLS)
            kills += killed(simulator, database, after_requests=requests, after_seconds=chance.uniform(0, 0.3))
        end(simulator, database)
        assert tables(database) == undisturbed
    print(f"{kills} backfills of a session killed, {trials} run again, 0 tables that differ")
    assert kills >= trials / 2
