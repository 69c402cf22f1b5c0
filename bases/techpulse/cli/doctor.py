"""`techpulse doctor`: what is wrong with the database, and what to do about each.

Belongs here: findings as lines or JSON. Does not: mending anything; the file is only read.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from techpulse.cli.outcome import FailedError
from techpulse.duckdb_store import DuckDBStore, LoadFacts, StoreError

_HEARTBEAT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and what to do about it."""

    found: str
    remedy: str


def doctor(options: argparse.Namespace) -> int:
    """0 where the database is healthy, 1 with findings; each with what to do.

    Raises:
        FailedError: the database can't be read; the message says what to do.
    """
    now = datetime.now(UTC)
    try:
        with DuckDBStore(options.database) as store:
            log = _log(store.database_path)  # looked for before anybody opens the file and may fold it in
            [(schema,)] = store.query("SELECT max(version) FROM schema_version")
            loads = store.loads()
            left = [] if log is None or any(_is_alive(load, now=now) for load in loads) else [_left_behind(log)]
            findings = [*left, *_broken(store.verify()), *_silent(loads, now=now)]
            _tell(options, path=store.database_path, schema=schema, loads=loads, findings=findings)
    except StoreError as error:
        raise FailedError(str(error)) from error
    return 1 if findings else 0


def _log(database: Path) -> Path | None:
    log = database.with_name(database.name + ".wal")
    return log if log.exists() else None


def _left_behind(log: Path) -> Finding:
    return Finding(f"{log} lies beside it, and no run is writing: one was killed", "the next ingest folds it in")


def _is_alive(load: LoadFacts, *, now: datetime) -> bool:
    return load.status == "running" and now - load.updated_at <= _HEARTBEAT


def _broken(loads: list[LoadFacts]) -> Iterator[Finding]:
    for load in loads:
        found = f"load {load.load_id} of {load.partition_key} is not what the ledger counted here ({load.rows:,} rows)"
        yield Finding(found, _again(load))


def _silent(loads: list[LoadFacts], *, now: datetime) -> Iterator[Finding]:
    for load in loads:
        if load.status == "running" and not _is_alive(load, now=now):
            since = f"{load.updated_at:%Y-%m-%d %H:%M} UTC"
            yield Finding(
                f"load {load.load_id} of {load.partition_key} runs without a word since {since}", _again(load)
            )


def _again(load: LoadFacts) -> str:
    if load.source == "hacker_news":
        return f"techpulse ingest {load.partition_key[:7]}"
    return f"materialize {load.source}_{load.partition_key} in Dagster"


def _tell(
    options: argparse.Namespace, *, path: Path, schema: object, loads: list[LoadFacts], findings: list[Finding]
) -> None:
    by_status = Counter(load.status for load in loads)
    if options.json:
        told = {"database": str(path), "schema": schema, "loads": by_status, "findings": [*map(asdict, findings)]}
        print(json.dumps(told))
        return
    counts = ", ".join(f"{count} {status}" for status, count in sorted(by_status.items())) or "none"
    print(f"{path}: schema {schema}; loads: {counts}")
    for finding in findings:
        print(f"! {finding.found}; do: {finding.remedy}")
    if not findings:
        print("healthy")
