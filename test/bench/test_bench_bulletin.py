"""A whole WordPress endpoint into Bronze beside dlt's rest_api source and the limit, each in a process of its own.

`limit` is what 50 connections must wait at least: two requests one after the other, then the other pages, 50 at once;
and the time that the simulator takes to send them, measured by reading the same pages and throwing them away.
`bulletin_listing` is our fetching alone: the same pages, validated, not stored.
"""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

ROOT, HERE = Path(__file__).parents[2], Path(__file__).parent
PEERS = ROOT / ".tools" / "bench"
RECORDS, LATENCY_SECONDS, CONNECTIONS, ROUNDS = 20_000, 0.05, 50, 3
HEAD = """
| 20,000 pages at 50 ms | wall s | CPU s | peak MB | limit s | wall ÷ limit | ÷ ours |
|---|--:|--:|--:|--:|--:|--:|"""


@contextmanager
def simulator(*, records: int, latency_seconds: float) -> Iterator[str]:
    options = ["--pages", str(records), "--media", "0", "--latency", str(latency_seconds), "--with-parent"]
    command = [sys.executable, "-m", "techpulse.wordpress_simulator", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        try:
            yield serving.stdout.readline().strip()
        finally:
            serving.terminate()


def measured(name: str, base_url: str, *, records: int, folder: Path) -> dict[str, float]:
    """What `measure.py` prints of one run, which must have stored every page once."""
    folder.mkdir(parents=True)
    python = str(PEERS / "bin" / "python") if name == "dlt_rest_api" else sys.executable
    command = [python, str(HERE / "measure.py"), name, base_url, str(folder / "bench.duckdb"), f"pages={records}"]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=folder).stdout
    result = json.loads(output.splitlines()[-1])
    ids = result.pop("ids")
    assert len(ids) == len(set(ids)) == records, f"{name} stored {len(set(ids)):,} of {records:,} pages"
    return {key: float(value) for key, value in result.items()}


def limit_seconds(base_url: str) -> float:
    pages = RECORDS // 100

    def read(page: int) -> None:
        with urllib.request.urlopen(f"{base_url}pages?per_page=100&orderby=id&order=asc&page={page}") as answer:
            answer.read()

    with ThreadPoolExecutor(4) as pool:  # as many as keep the simulator busy
        begun = time.monotonic()
        list(pool.map(read, range(1, pages + 1)))
        served = time.monotonic() - begun - LATENCY_SECONDS * pages / 4
    return LATENCY_SECONDS * (2 + (pages - 1) / CONNECTIONS) + max(0.0, served)


def test_every_page_is_stored_once_when_the_site_is_small(tmp_path: Path) -> None:
    with simulator(records=250, latency_seconds=0.0) as base_url:
        measured("bulletin", base_url, records=250, folder=tmp_path / "run")


@pytest.mark.long
@pytest.mark.usefixtures("peers")
def test_ours_and_dlt_store_the_same_pages_when_they_race(tmp_path: Path) -> None:
    runs: dict[str, list[dict[str, float]]] = {"bulletin": [], "bulletin_listing": [], "dlt_rest_api": []}
    with simulator(records=RECORDS, latency_seconds=LATENCY_SECONDS) as base_url:
        limit = limit_seconds(base_url)
        for number in range(ROUNDS):
            for name, done in runs.items():
                done.append(measured(name, base_url, records=RECORDS, folder=tmp_path / f"{name} {number}"))
    print(HEAD)
    ours = median(run["seconds"] for run in runs["bulletin"])
    for name, done in runs.items():
        wall, cpu, peak = (median(run[key] for run in done) for key in ("seconds", "cpu_seconds", "peak_mb"))
        print(
            f"| {name} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {limit:.2f} | {wall / limit:.2f} | {wall / ours:.2f} |"
        )
