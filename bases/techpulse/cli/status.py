"""`techpulse status`: what the database holds, load by load.

Belongs here: the ledger as lines or JSON. Does not: judging it, which is the health service's.
"""

import argparse
import json

from techpulse.cli.outcome import FailedError
from techpulse.duckdb_store import DuckDBStore, LoadFacts, StoreError


def status(options: argparse.Namespace) -> int:
    """0 with the newest load of every partition, newest partition first.

    Raises:
        FailedError: the database can't be read.
    """
    try:
        with DuckDBStore(options.database) as store:
            newest = _newest(store.loads())
    except StoreError as error:
        raise FailedError(str(error)) from error
    for load in newest:
        print(json.dumps(_facts(load)) if options.json else _line(load))
    if not newest and not options.json:
        print("no loads yet: run techpulse ingest 2024-05, or any month since 2011-04")
    return 0


def _newest(loads: list[LoadFacts]) -> list[LoadFacts]:
    by_partition: dict[tuple[str, str], LoadFacts] = {}
    for load in loads:
        known = by_partition.setdefault((load.source, load.partition_key), load)
        if load.epoch > known.epoch:
            by_partition[load.source, load.partition_key] = load
    return sorted(by_partition.values(), key=lambda load: (load.source, load.partition_key), reverse=True)


def _line(load: LoadFacts) -> str:
    ended = f"{load.updated_at:%Y-%m-%d %H:%M} UTC"
    trouble = f"  {load.error_text}" if load.error_text else ""
    return (
        f"{load.source}  {load.partition_key}  {load.status:<9}  {load.rows:>7,} rows  "
        f"{load.tombstones:>4,} tombstones  {load.quarantined:>4,} in quarantine  {ended}{trouble}"
    )


def _facts(load: LoadFacts) -> dict[str, str | int | None]:
    return {
        "source": load.source,
        "partition_key": load.partition_key,
        "status": load.status,
        "load_id": str(load.load_id),
        "started_at": load.started_at.isoformat(),
        "updated_at": load.updated_at.isoformat(),
        "rows": load.rows,
        "tombstones": load.tombstones,
        "quarantined": load.quarantined,
        "requests": load.requests,
        "error": load.error_text,
    }
