"""How long a person waits for the command to answer, and what our code location adds to importing Dagster."""

import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import pytest

from techpulse.duckdb_store import BronzeTable, DuckDBStore

ROUNDS = 5
COMMAND = Path(sys.executable).with_name("techpulse")


def seconds(*command: str) -> float:
    begun = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


@pytest.mark.long
def test_the_command_answers_when_a_database_is_there(tmp_path: Path) -> None:
    database = tmp_path / "bench.duckdb"
    DuckDBStore(database).open_load("hacker_news", "2026-09-01", table=BronzeTable("raw_hn_items", key="item_id"))
    commands = {
        "techpulse --help": (str(COMMAND), "--help"),
        "techpulse status": (str(COMMAND), "status", "--database", str(database)),
        "import dagster": (sys.executable, "-c", "import dagster"),
        "import techpulse.code_location": (sys.executable, "-c", "import techpulse.code_location"),
    }
    rounds = [{name: seconds(*command) for name, command in commands.items()} for _ in range(ROUNDS)]
    took = {name: median(measured[name] for measured in rounds) for name in commands}
    print("\n| start-up | s | at most |\n|---|--:|--:|")
    print(f"| techpulse --help | {took['techpulse --help']:.2f} | 0.40 |")
    print(f"| techpulse status | {took['techpulse status']:.2f} | 0.80 |")
    print(f"| import dagster | {took['import dagster']:.2f} | – |")
    ours = took["import techpulse.code_location"]
    print(f"| import techpulse.code_location | {ours:.2f} | {1.3 * took['import dagster']:.2f} |")
