"""What dbt takes for the whole history, and for one more month on top of it; and how many posts are read in a second.

Each build is `dbt build` in a process of its own, from the command's start to its end, unit tests of the models left
out, as `techpulse report` runs it. The first begins without a kept parse. What others wait for is the time in which dbt
has the file locked, looked at twenty times a second: all of it, and the longest stretch without a gap.
"""

import csv
import json
import os
import subprocess
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from techpulse.analytics import dbt_command
from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord
from techpulse.hn_simulator import generate_history
from techpulse.job_post_parser import Taxonomy, parse_post

SEED = Path(__file__).parents[2] / "components/techpulse/analytics/seeds/technologies.csv"
ITEMS = BronzeTable("raw_hn_items", key="item_id")
FIRST, LAST = date(2011, 4, 1), date(2026, 8, 1)
COMMENTS = 840  # in each thread: about 650 posts
COUNTED = "SELECT count(*), count(DISTINCT month) FROM gold.job_posts"
HEAD = """
| build of | posts | wall s | ÷ full | CPU s | ÷ full | peak MB | file held s | longest s |
|---|--:|--:|--:|--:|--:|--:|--:|--:|"""


class Ended(NamedTuple):
    """What one build took."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    held_seconds: float
    longest_hold_seconds: float


def months() -> Iterator[date]:
    month = FIRST
    while month <= LAST:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def thread(month: date) -> list[RawRecord]:
    """A made-up hiring thread as it lands, without the two threads beside it."""
    read = [
        (json.loads(body), body.decode())
        for body in generate_history(f"{month:%Y-%m}", comments=COMMENTS).items.values()
    ]
    return [
        RawRecord(item["id"], text, tombstone='{"reason": "deleted"}' if item.get("deleted") else None)
        for item, text in read
        if item["type"] == "comment" or "kids" in item
    ]


def land(store: DuckDBStore, month: date) -> None:
    load = store.open_load("hacker_news", month.isoformat(), table=ITEMS)
    store.complete_load(load.load_id, records=thread(month))


def build(database: Path) -> Ended:
    command = dbt_command("build", "--quiet", "--exclude-resource-type", "unit_test", database=database)
    begun = seen = time.monotonic()
    peak_mb, holds = 0.0, [0.0]
    process = subprocess.Popen(command.arguments, env=os.environ | command.environment)
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        peak_mb = max(peak_mb, peak_mb_of(process.pid))
        passed, seen = time.monotonic() - seen, time.monotonic()
        if is_held(database, process.pid):
            holds[-1] += passed
        elif holds[-1]:
            holds.append(0.0)
        time.sleep(0.05)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return Ended(time.monotonic() - begun, usage.ru_utime + usage.ru_stime, peak_mb, sum(holds), max(holds))


def is_held(database: Path, pid: int) -> bool:
    """Whether the process has the database locked, by lines like `1: POSIX ADVISORY WRITE pid device:inode …`."""
    file = str(database.stat().st_ino)
    locks = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
    return any(lock[4] == str(pid) and lock[5].rpartition(":")[2] == file for lock in locks)


def peak_mb_of(pid: int) -> float:
    """What the process has used at most until now. The kernel's own ru_maxrss includes its parent's."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


@pytest.mark.long
def test_one_more_month_costs_a_small_part_of_the_whole_history(tmp_path: Path) -> None:
    *history, newest = months()
    with DuckDBStore(tmp_path / "history.duckdb") as store:
        for month in history:
            land(store, month)
        whole = build(store.database_path)
        [(posts, built)] = store.query(COUNTED)
        land(store, newest)
        more = build(store.database_path)
        nothing = build(store.database_path)
        assert built == len(history)
        assert store.query(COUNTED)[0][1] == len(history) + 1
    print(HEAD)
    for name, took in (("all months", whole), ("one more month", more), ("nothing new", nothing)):
        print(
            f"| {name} | {posts:,} | {took.seconds:.1f} | {took.seconds / whole.seconds:.2f} "
            f"| {took.cpu_seconds:.1f} | {took.cpu_seconds / whole.cpu_seconds:.2f} | {took.peak_mb:.0f} "
            f"| {took.held_seconds:.1f} | {took.longest_hold_seconds:.1f} |"
        )


@pytest.mark.long
def test_posts_are_read_by_the_thousand_in_a_second() -> None:
    with SEED.open(encoding="utf-8", newline="") as file:
        taxonomy = Taxonomy.from_rows(csv.DictReader(file))
    texts = [item["text"] for record in thread(LAST) if "text" in (item := json.loads(record.payload))]
    begun = time.process_time()
    assert all(parse_post(text, taxonomy).text for text in texts)
    seconds = time.process_time() - begun
    print(
        f"\nParser: {len(texts) / seconds:,.0f} posts a second on one core, {seconds / len(texts) * 1e6:.0f} µs a post."
    )
