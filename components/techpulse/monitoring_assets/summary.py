"""The loads of all sources in a window of time, counted by source and status. Pure: ledger rows and `now` in.

Belongs here: which loads count, and how. Does not: showing them (`table.py`, `plot.py`), judging them (`checks.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from techpulse.duckdb_store import LoadFacts

STATUSES = ("complete", "running", "failed", "abandoned")
_SILENT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the loads of one status came to; nothing at all where there are none.

    `avg_seconds` runs from a load's start to its end, or up to now where it is running; a load that was interrupted and
    taken up again counts once, under its status of today, with the pause. `succeeded` records arrived and were sound:
    they lie in Bronze, or a complete load found them there unchanged. `failed` ones are in quarantine.
    """

    count: int = 0
    avg_seconds: float = 0.0
    succeeded: int = 0
    failed: int = 0
    stalled: int = 0
    """Loads that are running by the ledger, and have not been heard of for 15 minutes."""
    newest_at: datetime | None = None
    last_error: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One load on the plot: when it ended (now, where it is running), after how long, and how."""

    at: datetime
    seconds: float
    status: str


@dataclass(frozen=True, slots=True)
class MonitorSummary:
    """The window's tallies: every source that the ledger knows by name, each with every status, and all together."""

    now: datetime
    hours: int
    by_status: Mapping[str, Tally]
    by_source: Mapping[str, Mapping[str, Tally]]
    marks: Mapping[str, Sequence[Mark]]
    """By source, oldest first; empty where none of its loads was active."""

    @property
    def begins_at(self) -> datetime:
        """The oldest moment of the window."""
        return self.now - timedelta(hours=self.hours)


def summarize(loads: Iterable[LoadFacts], *, now: datetime, hours: int) -> MonitorSummary:
    """The loads that ran at any moment of the last `hours` before `now`; their order does not matter."""
    by_source: dict[str, list[LoadFacts]] = {}
    for load in sorted(loads, key=lambda load: (load.source, ended_at(load), load.load_id)):
        active = by_source.setdefault(load.source, [])
        if load.status == "running" or ended_at(load) >= now - timedelta(hours=hours):
            active.append(load)
    everything = sorted((load for active in by_source.values() for load in active), key=ended_at)
    return MonitorSummary(
        now=now,
        hours=hours,
        by_status=_by_status(everything, now=now),
        by_source={source: _by_status(active, now=now) for source, active in by_source.items()},
        marks={source: sorted(_marks(active, now=now), key=_place) for source, active in by_source.items()},
    )


def ended_at(load: LoadFacts) -> datetime:
    """When the load ended; where it has not, when it was last heard of."""
    return load.finished_at or load.updated_at


def sound_records(load: LoadFacts) -> int:
    """How many records arrived and were sound.

    Until a load is complete, those that it has not read yet pass for unchanged in the ledger: they are left out.
    """
    return load.rows + (load.unchanged if load.status == "complete" else 0)


def _by_status(loads: Sequence[LoadFacts], *, now: datetime) -> Mapping[str, Tally]:
    """The tallies of every status; `loads` oldest first."""
    return {status: _tally([load for load in loads if load.status == status], now=now) for status in STATUSES}


def _tally(loads: Sequence[LoadFacts], *, now: datetime) -> Tally:
    if not loads:
        return Tally()
    durations = sum((_duration(load, now=now) for load in loads), timedelta())
    errors = [f"{load.error_kind}: {load.error_text or 'no text'}" for load in loads if load.error_kind]
    return Tally(
        count=len(loads),
        avg_seconds=round(durations.total_seconds() / len(loads), 3),
        succeeded=sum(map(sound_records, loads)),
        failed=sum(load.quarantined for load in loads),
        stalled=sum(load.status == "running" and now - load.updated_at > _SILENT for load in loads),
        newest_at=max(map(ended_at, loads)),
        last_error=errors[-1] if errors else None,
    )


def _duration(load: LoadFacts, *, now: datetime) -> timedelta:
    end = now if load.status == "running" else ended_at(load)
    return max(end - load.started_at, timedelta())


def _marks(loads: Iterable[LoadFacts], *, now: datetime) -> Iterable[Mark]:
    for load in loads:
        at = now if load.status == "running" else ended_at(load)
        yield Mark(at, _duration(load, now=now).total_seconds(), load.status)


def _place(mark: Mark) -> tuple[datetime, float, str]:
    return mark.at, mark.seconds, mark.status
