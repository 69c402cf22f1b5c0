"""Every recorded month through dbt: green, without a warning, and each living post in Gold.

Belongs here: recordings, of which later ones of a month refresh it. Does not: how right the fields are (the parser's).
"""

import json
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pytest

from techpulse.hn_simulator import read_dump

RECORDINGS = Path(__file__).parents[4].parent / "shared" / "data" / "hackernews" / "firebase_form"
COUNTED = (
    "SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE table_schema IN ('silver', 'gold')"
)

Item = dict[str, Any]


class Lake(Protocol):
    """What `conftest.py` gives: a database file, and dbt on it."""

    def land(self, month: str, items: Iterable[Item | str]) -> None: ...
    def build(self, **variables: str) -> tuple[int, str]: ...
    def query(self, sql: str) -> list[tuple[Any, ...]]: ...


@pytest.mark.long
@pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"needs the recorded threads in {RECORDINGS.name}")
def test_each_living_post_is_in_gold_when_recorded_months_are_built(
    lake: Lake, living: Callable[[Iterable[Item]], list[Item]]
) -> None:
    expected: dict[date, int] = {}
    for recording in sorted(RECORDINGS.glob("*.ndjson.gz")):
        if ".delta" in recording.suffixes:
            continue
        items = [json.loads(line) for line in read_dump([recording]).items.values()]
        month = recording.name[:7]
        lake.land(month, items)
        expected[date.fromisoformat(f"{month}-01")] = len(living(items))
    code, said = lake.build()
    assert (code, "WARN=0 ERROR=0 SKIP=0" in said) == (0, True), said
    assert dict(lake.query("SELECT month, count(*) FROM gold.job_posts GROUP BY ALL")) == expected
    tables = [table for (table,) in sorted(lake.query(COUNTED))]
    counts = [f"| {table} | {lake.query(f'SELECT count(*) FROM {table}')[0][0]:,} |" for table in tables]
    print("\n".join(["", "| table | rows |", "|---|--:|", *counts]))  # noqa: T201 - a trial says what it counted
