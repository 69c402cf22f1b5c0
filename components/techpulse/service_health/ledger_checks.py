"""The checks of the file and the ledger as a whole: readable, in time, not empty.

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
    Thresholds,
    Viewpoint,
)

_PROBLEMS: dict[DatabaseProblem, tuple[Status, str]] = {
    DatabaseProblem.BUSY: ("warn", "the database file cannot be read right now: a writer may hold it"),
    DatabaseProblem.MISSING: ("fail", "there is no database file"),
    DatabaseProblem.UNREADABLE: ("fail", "the database file cannot be read: damaged, foreign or of another schema"),
}


def check_database(reading: LedgerReading, *, now: datetime, thresholds: Thresholds) -> Check:
    """Whether the ledger can be read, and how old the facts from it are."""
    age = None if reading.read_at is None else max(now - reading.read_at, timedelta())
    status, output = _database_verdict(reading.problem, age, limit=thresholds.snapshot_age_limit)
    return Check(
        name="database:snapshotAge",
        status=status,
        observed_value=None if age is None else int(age.total_seconds()),
        observed_unit="s",
        observed_at=now,
        output=output,
    )


def _database_verdict(
    problem: DatabaseProblem | None, age: timedelta | None, *, limit: timedelta
) -> tuple[Status, str | None]:
    if problem is not None:
        return _PROBLEMS[problem]
    if age is None:
        return "warn", "the database has not been read yet"
    if age > limit:
        return "fail", "the database is no longer being read"
    return "pass", None


def check_clock(loads: Sequence[LoadSummary], view: Viewpoint) -> Check:
    """How far the newest fact lies ahead of now: more than a little, and a clock was set back."""
    newest = max([view.read_at, *(_last_moment(load) for load in loads)])
    ahead = max(newest - view.now, timedelta())
    is_set_back = ahead > view.thresholds.clock_tolerance
    return Check(
        name="clock:skew",
        status="warn" if is_set_back else "pass",
        observed_value=int(ahead.total_seconds()),
        observed_unit="s",
        observed_at=view.now,
        output="facts lie in the future: a clock was set back, so ages seem too small" if is_set_back else None,
    )


def _last_moment(load: LoadSummary) -> datetime:
    return max(load.started_at, load.updated_at, load.finished_at or load.updated_at)


def check_ledger(loads: Sequence[LoadSummary], view: Viewpoint) -> Check:
    """Whether anything was ever loaded."""
    return Check(
        name="ledger:loads",
        status="pass" if loads else "warn",
        observed_value=len(loads),
        observed_unit="loads",
        observed_at=view.read_at,
        output=None if loads else "nothing ingested yet",
    )
