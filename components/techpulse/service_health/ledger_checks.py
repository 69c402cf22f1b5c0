"""The checks of the file, its host and the ledger as a whole: readable, in time, not full, not empty.

Here: how such a fact is judged and worded. Not here: the checks of one source (`source_checks.py`). The sentences
go to strangers: they hold no path, host, error text or version.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from techpulse.service_health.records import (
    Check,
    DatabaseProblem,
    LedgerReading,
    LoadSummary,
    Status,
    Viewpoint,
)
from techpulse.service_health.thresholds import Thresholds

_FAILURES = {
    DatabaseProblem.MISSING: "there is no database file",
    DatabaseProblem.DAMAGED: "the database file is damaged, or no database that we can open: restore it",
    DatabaseProblem.FOREIGN: "the database file is not one of ours: name another file",
    DatabaseProblem.NEWER: "the database has a newer schema than this service knows: upgrade the service",
    DatabaseProblem.OLDER: "the database has an older schema than this service reads: the next ingest upgrades it",
    DatabaseProblem.DISK: "the disk refuses to be read",
    DatabaseProblem.UNREADABLE: "the database file cannot be read: look at its permissions, and at this service's log",
    DatabaseProblem.UNWATCHED: "the database is no longer being read: restart the service",
}
_BUSY = "the database file cannot be read right now: a writer may hold it"
_HELD = "the database file has been held by another process for too long: end that process"


def check_database(reading: LedgerReading, *, now: datetime, thresholds: Thresholds) -> Check:
    """Whether the ledger can be read, and how old the facts from it are."""
    age = None if reading.read_at is None else max(now - reading.read_at, timedelta())
    status, output = _database_verdict(reading, age, now=now, thresholds=thresholds)
    return Check(
        component="database",
        measurement="snapshotAge",
        status=status,
        observed_value=None if age is None else int(age.total_seconds()),
        observed_unit="s",
        observed_at=now,
        output=output,
    )


def _database_verdict(
    reading: LedgerReading, age: timedelta | None, *, now: datetime, thresholds: Thresholds
) -> tuple[Status, str | None]:
    if reading.problem is DatabaseProblem.BUSY:
        held = now - (reading.troubled_since or now)
        return ("fail", _HELD) if held > thresholds.busy_limit else ("warn", _BUSY)
    if reading.problem is not None:
        return "fail", _FAILURES[reading.problem]
    if age is None:
        return "warn", "the database has not been read yet"
    if age > thresholds.snapshot_age_limit:
        return "fail", _FAILURES[DatabaseProblem.UNWATCHED]
    return "pass", None


def check_disk(free_bytes: int, *, now: datetime, thresholds: Thresholds) -> Check:
    """How much space the disk has left that holds the file."""
    status: Status = "pass"
    if free_bytes < thresholds.free_bytes_limit:
        status = "fail"
    elif free_bytes < thresholds.free_bytes_warning:
        status = "warn"
    return Check(
        component="disk",
        measurement="freeSpace",
        status=status,
        observed_value=free_bytes,
        observed_unit="By",
        observed_at=now,
        output=None if status == "pass" else "the disk of the database is almost full: make room",
    )


def check_clock(reading: LedgerReading, *, now: datetime, thresholds: Thresholds) -> Check:
    """How far a clock was set back: the newest fact lies ahead of now, or this host's clock was seen to turn back."""
    ahead = max([*map(_last_moment, reading.loads), reading.read_at or now]) - now
    skew = max(ahead, reading.clock_set_back, timedelta())
    is_set_back = skew > thresholds.clock_tolerance
    return Check(
        component="clock",
        measurement="skew",
        status="warn" if is_set_back else "pass",
        observed_value=int(skew.total_seconds()),
        observed_unit="s",
        observed_at=now,
        output="a clock was set back, so ages may seem too small: check the time of the hosts" if is_set_back else None,
    )


def _last_moment(load: LoadSummary) -> datetime:
    return max(load.started_at, load.updated_at, load.finished_at or load.updated_at)


def check_ledger(newest: Sequence[LoadSummary], view: Viewpoint) -> Check:
    """Whether anything was ever loaded; `newest` are the newest loads of all partitions."""
    return Check(
        component="ledger",
        measurement="partitions",
        status="pass" if newest else "warn",
        observed_value=len(newest),
        observed_unit="partitions",
        observed_at=view.read_at,
        output=None if newest else "nothing ingested yet",
    )
