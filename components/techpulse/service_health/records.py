"""What goes into a health report and what comes out: frozen records, all times aware UTC.

Here: facts, checks, the report. Not here: when a fact is too much (`thresholds.py`), how one becomes the other
(`verdict.py`), where facts come from, and how a report is sent (the base does both).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from techpulse.service_health.thresholds import Thresholds

Status = Literal["pass", "warn", "fail"]
STATUSES: tuple[Status, ...] = ("pass", "warn", "fail")
"""From best to worst."""

LoadStatus = Literal["running", "complete", "failed", "abandoned"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSummary:
    """One load of the ledger, as far as health is concerned."""

    source: str
    partition_key: str
    epoch: int
    """Rises with every run of the partition: the load with the greatest is its newest."""
    status: LoadStatus
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    rows: int = 0
    quarantined: int = 0
    """Records that could not be trusted; they are not among `rows`."""


class DatabaseProblem(StrEnum):
    """Why the newest attempt to read the ledger brought nothing. Only `BUSY` passes by itself."""

    BUSY = "busy"
    MISSING = "missing"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    OLDER = "older"
    DISK = "disk"
    UNREADABLE = "unreadable"
    UNWATCHED = "unwatched"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerReading:
    """What is known of the ledger and its host: the loads at the last good read, and what hinders reading since."""

    loads: tuple[LoadSummary, ...] = ()
    """In any order; the newest load and the newest complete load of every partition suffice."""
    read_at: datetime | None = None
    """When `loads` were read; None before the first good read."""
    problem: DatabaseProblem | None = None
    troubled_since: datetime | None = None
    """When the first of the attempts was made that have brought nothing since; None where the last one was good."""
    free_bytes: int | None = None
    """Space left on the disk that holds the file; None where nobody could tell."""
    clock_set_back: timedelta = timedelta()
    """How far this host's clock was turned back of late, against one that only goes forward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """When we look, when the ledger was read, and what counts as too much."""

    now: datetime
    read_at: datetime
    thresholds: Thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at. `output` says what is wrong, for people; it is None where the status is `pass`."""

    component: str
    """`database`, `disk`, `clock`, `ledger`, or the name of a source."""
    measurement: str
    """What was looked at, in camelCase; no other check of the component has it."""
    status: Status
    observed_value: float | None
    observed_unit: str
    """`s`, `By` (bytes), `loads`, `partitions`, or `ratio` (0 to 1)."""
    observed_at: datetime
    output: str | None = None

    @property
    def name(self) -> str:
        """`component:measurement`, unique in its report."""
        return f"{self.component}:{self.measurement}"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many partitions of a source have a newest load of that status."""

    source: str
    status: LoadStatus
    partitions: int


@dataclass(frozen=True, slots=True)
class HealthReport:
    """The checks, in the order a person reads them: database, disk, clock, ledger, then each source by name."""

    checks: tuple[Check, ...]
    tallies: tuple[Tally, ...] = ()
    """By source and status; none where the database check fails."""

    @property
    def status(self) -> Status:
        """The worst status of all checks."""
        return max((check.status for check in self.checks), key=STATUSES.index)

    @property
    def worst(self) -> Check:
        """The first of the checks that have that status."""
        return next(check for check in self.checks if check.status == self.status)
