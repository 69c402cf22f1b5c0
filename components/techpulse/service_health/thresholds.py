"""When a fact becomes a warning or a failure: limits, and what is expected of a source.

Here: the numbers and their meaning. Not here: comparing a fact with them (`ledger_checks.py`, `source_checks.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

_MB = 10**6


def _monthly_sources() -> Mapping[str, int]:
    return MappingProxyType({"hacker_news": 4})


def _age_warnings() -> Mapping[str, timedelta]:
    return MappingProxyType({"bulletin": timedelta(days=8)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """When a fact becomes a warning or a failure. A fact that equals its limit is still within it."""

    snapshot_age_limit: timedelta = timedelta(seconds=30)
    """A readable file not read for longer fails: whoever should read it has stopped."""
    busy_limit: timedelta = timedelta(hours=1)
    """A file held by others warns, and fails once it was so for longer: no writer of ours holds it for minutes."""
    monthly_sources: Mapping[str, int] = field(default_factory=_monthly_sources)
    """Sources with a partition `YYYY-MM-01` a month, and on which day (UTC) the month's is expected.

    If it is not complete it warns on that day and fails from the next one on.
    """
    age_warnings: Mapping[str, timedelta] = field(default_factory=_age_warnings)
    """How old the newest complete load of a source may be; twice as old fails.

    A list that nobody edits has no load but that of its weekly sweep: days of silence are no fault.
    """
    default_age_warning: timedelta = timedelta(days=35)
    """The same for every other source: monthly loads leave 31 days, and some grace."""
    load_silence_limit: timedelta = timedelta(minutes=15)
    """A running load without a heartbeat for longer warns."""
    load_time_limit: timedelta = timedelta(hours=4)
    """A load that runs for longer warns: no job of ours may."""
    quarantine_warning: float = 0.01
    quarantine_limit: float = 0.2
    """A complete load with a greater share of its records in quarantine warns, or fails."""
    fewest_quarantined: int = 10
    """Fewer than this never fail: a load may hold but a handful of records."""
    free_bytes_warning: int = 2048 * _MB
    free_bytes_limit: int = 256 * _MB
    """Less free space warns, or fails: ingestion is about to stop."""
    clock_tolerance: timedelta = timedelta(seconds=5)
    """A fact that lies further in the future warns: hosts that keep time differ by less."""
