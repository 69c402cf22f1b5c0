"""Gold, built by dbt and read through the store.

Belongs here: dbt as a subprocess, queries on the `gold` schema, and what is said where there is none. Does not: what is
asked of Gold, or how the answers are shown.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from techpulse.analytics import dbt_command
from techpulse.cli.outcome import FailedError
from techpulse.duckdb_store import DuckDBStore, LoadFacts, StoreError

_NEEDED = ("dbt-duckdb", "altair", "vl-convert-python")
_SHOWN_LINES = 12
_HAS_GOLD = """
SELECT count(*)
FROM information_schema.tables
WHERE table_catalog = current_database() AND table_schema = 'gold' AND table_name = 'technology_trends_monthly'
"""


def require_analytics() -> None:
    """Nothing, where dbt and what draws charts are installed.

    Raises:
        FailedError: they are not; the code location runs without.
    """
    for name in _NEEDED:
        try:
            distribution(name)
        except PackageNotFoundError:
            raise FailedError(f"{name} is not installed: pip install 'code-location[analytics]'") from None


def build_gold(database: Path) -> None:
    """Silver and Gold as of the newest complete loads; what has not changed is not built again.

    Raises:
        FailedError: nothing is loaded, or dbt failed; its last words are on standard error then.
    """
    if not any(load.status == "complete" for load in _loads(database)):
        raise FailedError(f"nothing to build from in {database}: run techpulse ingest 2024-05, or any month")
    print(
        f"Building Silver and Gold in {database} with dbt; the first time takes a while …", file=sys.stderr, flush=True
    )
    command = dbt_command("build", "--quiet", "--exclude-resource-type", "unit_test", database=database)
    done = subprocess.run(  # noqa: S603 - our own words
        command.arguments, env=os.environ | command.environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        print("\n".join(lines[-_SHOWN_LINES:]), file=sys.stderr)
        raise FailedError(f"dbt build failed; all it said is in {database}.dbt/logs/dbt.log")


def asked_of_gold(database: Path, sql: str, *, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """The rows of a query on Gold.

    Raises:
        FailedError: there is no Gold yet, or the database can't be read.
    """
    try:
        with DuckDBStore(database) as store:
            if store.query(_HAS_GOLD) == [(0,)]:
                raise FailedError(f"no Gold tables in {database} yet: techpulse report builds them")
            return store.query(sql, parameters)
    except StoreError as error:
        raise FailedError(str(error)) from error


def _loads(database: Path) -> list[LoadFacts]:
    try:
        with DuckDBStore(database) as store:
            return store.loads(source="hacker_news")
    except StoreError as error:
        raise FailedError(str(error)) from error
