"""Lands batches of rows in May and kills itself at a named point: before or after a kind of call to DuckDB.

Run as a program by the trials of named points, with one JSON list: the file, what the rows are `of`, the batches'
sizes, the step that is armed (`open`, `batch 0`, …, `complete`), and the point in it (`before commit`; or a number n,
for before the n-th call). Tells each commit on standard output, once DuckDB calls it one. The last batch comes with
"complete"; without batches it only opens.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import duckdb

from techpulse.duckdb_store import BronzeTable, DuckDBStore, RawRecord


@dataclass
class Trap:
    """Kills this process when the point of the armed step is reached."""

    armed_step: str
    point: str | int
    step: str = ""
    calls: int = 0

    def reached(self, point: str) -> None:
        if self.step == self.armed_step:
            self.calls += point.startswith("before ")
            if self.point in {point, self.calls}:
                os.kill(os.getpid(), signal.SIGKILL)


class Watched:
    """A connection, and all that comes from it, whose calls tell the trap."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, trap: Trap) -> None:
        self._connection = connection
        self._trap = trap

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._connection, name)
        return watched(name, value, trap=self._trap) if callable(value) else value


def watched(name: str, call: Callable[..., Any], *, trap: Trap) -> Callable[..., Any]:
    def watching(*given: Any, **named: Any) -> Any:
        point = str(given[0]).split()[0].lower() if name == "execute" else name
        trap.reached(f"before {point}")
        answer = call(*given, **named)
        if point == "commit":
            os.write(1, b"commit ")
        trap.reached(f"after {point}")
        return Watched(answer, trap) if isinstance(answer, duckdb.DuckDBPyConnection) else answer

    return watching


def main() -> None:
    path, salt, sizes, armed_step, point = json.loads(sys.argv[1])
    trap = Trap(armed_step, point)
    duckdb.connect = watched("connect", duckdb.connect, trap=trap)
    store = DuckDBStore(path)
    trap.step = "open"
    load = store.open_load("hn", "2024-05-01", table=BronzeTable("raw_hn_items", key="item_id"))
    store.__exit__(None, None, None)
    batches = [
        [RawRecord(key, json.dumps({"of": salt})) for key in range(sum(sizes[:number]), sum(sizes[: number + 1]))]
        for number in range(len(sizes))
    ]
    for number, batch in enumerate(batches[:-1]):
        trap.step = f"batch {number}"
        store.insert_items(load.load_id, batch)
        store.__exit__(None, None, None)  # leaving it writes a checkpoint
    trap.step = "complete"
    if batches:
        store.complete_load(load.load_id, records=batches[-1])
    store.__exit__(None, None, None)


if __name__ == "__main__":
    main()
