"""The whole history through the command, and then again: what a first backfill takes, and what it leaves behind.

`limit` is what 100 connections need for that many items at this latency, however they are used.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from techpulse.duckdb_store import DuckDBStore

COMMAND = Path(sys.executable).with_name("techpulse")
CONNECTIONS, LATENCY_SECONDS = 100, 0.08
HEAD = """
| whole history | months | items | wall s | limit s | wall ÷ limit | CPU s | peak MB |
|---|--:|--:|--:|--:|--:|--:|--:|"""


class Ended(NamedTuple):
    """What one run of the command took, and what it said of each month."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    reports: list[dict[str, object]]


@contextmanager
def history_served(*, until: str) -> Iterator[str]:
    """The base URL of a Hacker News with every month's thread."""
    options = ["--months", f"2011-04..{until}", "--latency", str(LATENCY_SECONDS), "--with-parent"]
    with subprocess.Popen(
        [sys.executable, "-m", "techpulse.hn_simulator", *options], stdout=subprocess.PIPE, text=True
    ) as simulator:
        assert simulator.stdout
        yield simulator.stdout.readline().strip()
        simulator.terminate()


def ingest(base_url: str, database: Path) -> Ended:
    options = ["--base-url", base_url, "--database", str(database), "--max-connections", str(CONNECTIONS), "--json"]
    lines = database.with_suffix(".lines")
    begun = time.monotonic()
    peak_mb = 0.0
    with lines.open("w") as output:
        process = subprocess.Popen([str(COMMAND), "ingest", "2011-04..now", *options], stdout=output)
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            peak_mb = max(peak_mb, peak_mb_of(process.pid))
            time.sleep(0.1)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    reports = [json.loads(line) for line in lines.read_text().splitlines()]
    return Ended(time.monotonic() - begun, usage.ru_utime + usage.ru_stime, peak_mb, reports)


def peak_mb_of(pid: int) -> float:
    """What the process has used at most until now. The kernel's own ru_maxrss includes its parent's."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


@pytest.mark.long
def test_the_whole_history_is_stored_once_and_left_alone_the_second_time(tmp_path: Path) -> None:
    database, this_month = tmp_path / "history.duckdb", datetime.now(UTC).strftime("%Y-%m")
    with history_served(until=this_month) as base_url:
        first, second = ingest(base_url, database), ingest(base_url, database)
    store = DuckDBStore(database)
    [(rows, doubled)] = store.query("SELECT count(*), count(*) - count(DISTINCT item_id) FROM current_hn_items")
    assert isinstance(rows, int)
    assert {report["status"] for report in (*first.reports, *second.reports)} == {"complete"}
    assert rows == sum(int(str(report["items"])) for report in first.reports)
    assert (doubled, store.verify()) == (0, [])
    assert {report["month"] for report in second.reports if report["requests"]} <= {this_month}  # it may still grow
    limit = rows / CONNECTIONS * LATENCY_SECONDS
    print(HEAD)
    print(
        f"| first run | {len(first.reports)} | {rows:,} | {first.seconds:.1f} | {limit:.1f} "
        f"| {first.seconds / limit:.2f} | {first.cpu_seconds:.0f} | {first.peak_mb:.0f} |"
    )
    again = f"{second.seconds:.1f} | – | – | {second.cpu_seconds:.0f} | {second.peak_mb:.0f}"
    print(f"| second run | {len(second.reports)} | – | {again} |")
    size = database.stat().st_size
    print(f"\nThe file then holds {size:,} bytes, {size / rows:.0f} a row.")
