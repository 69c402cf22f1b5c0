"""What goes into a health report and what comes out: frozen records, all times aware UTC.

Here: facts, thresholds, checks, the report. Not here: how one becomes the other (`verdict.py`), where facts come
from, and how a report is sent (the base does both).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

Status = Literal["pass", "warn", "fail"]
STATUSES: tuple[Status, ...] = ("pass", "warn", "fail")
"""From best to worst."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSummary:
    """One load of the ledger, as far as health is concerned."""

    source: str
    partition_key: str
    status: Literal["running", "complete", "failed", "abandoned"]
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None


class DatabaseProblem(StrEnum):
    """Why the newest attempt to read the ledger brought nothing. Only `BUSY` passes by itself."""

    BUSY = "busy"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReading:
    """What is known of the ledger: its loads at the last good read, and what hinders reading since."""

    loads: tuple[LoadSummary, ...] = ()
    """In any order."""
    read_at: datetime | None = None
    """When `loads` were read; None before the first good read."""
    problem: DatabaseProblem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When a fact becomes a warning or a failure. A fact that equals its limit is still within it."""

    snapshot_age_limit: timedelta = timedelta(seconds=30)
    """A readable file not read for longer fails: whoever should read it has stopped."""
    load_silence_limit: timedelta = timedelta(minutes=15)
    """A running load without a heartbeat for longer warns."""
    load_age_warning: timedelta = timedelta(days=35)
    """A source whose newest complete load is older warns: monthly loads leave 31 days, and some grace."""
    load_age_limit: timedelta = timedelta(days=70)
    """A source whose newest complete load is older fails: two monthly loads are missing."""
    clock_tolerance: timedelta = timedelta(seconds=5)
    """A fact that lies further in the future warns: hosts that keep time differ by less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """When we look, when the ledger was read, and what counts as too much."""

    now: datetime
    read_at: datetime
    thresholds: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. `output` says what is wrong, for people; it is None where the status is `pass`."""

    name: str
    """`component:measurement`, unique in its report."""
    status: Status
    observed_value: int | None
    observed_unit: str
    observed_at: datetime
    output: str | None = None


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The checks, in the order a person reads them: the database, the clock, the ledger, then each source by name."""

    checks: tuple[Check, ...]

    @property
    def status(self) -> Status:
        """The worst status of all checks."""
        return max((check.status for check in self.checks), key=STATUSES.index)
