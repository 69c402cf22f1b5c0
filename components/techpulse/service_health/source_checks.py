"""The checks of one source: how old its data is, which of its loads hang, which ended badly.

Here: how such a fact is judged and worded. Not here: which loads are of that source and count (`verdict.py`). The
sentences go to strangers: they hold no path, host, error text or version.
"""

from collections.abc import Sequence
from datetime import timedelta

from techpulse.service_health.records import Check, LoadSummary, Status, Thresholds, Viewpoint

_NAMED_PARTITIONS = 3


def check_complete_load_age(source: str, loads: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """How long ago the newest complete load of `loads` ended."""
    age = _complete_load_age(loads, view)
    status, output = _first_load_verdict(loads, view) if age is None else _age_verdict(age, view.thresholds)
    return Check(
        name=f"{source}:completeLoadAge",
        status=status,
        observed_value=None if age is None else int(age.total_seconds()),
        observed_unit="s",
        observed_at=view.read_at,
        output=output,
    )


def check_stalled_loads(source: str, loads: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """How many of `loads` run without a heartbeat."""
    stalled = [load for load in loads if load.status == "running" and not _is_alive(load, view)]
    return _count(f"{source}:stalledLoads", stalled, view=view, complaint="running without a heartbeat")


def check_failed_loads(source: str, loads: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """How many of `loads` ended without being complete."""
    failed = [load for load in loads if load.status in {"failed", "abandoned"}]
    return _count(f"{source}:failedLoads", failed, view=view, complaint="the newest load failed or was abandoned")


def _complete_load_age(loads: Sequence[LoadSummary], view: Viewpoint) -> timedelta | None:
    ends = [load.finished_at or load.updated_at for load in loads if load.status == "complete"]
    return max(view.now - max(ends), timedelta()) if ends else None


def _age_verdict(age: timedelta, thresholds: Thresholds) -> tuple[Status, str | None]:
    if age <= thresholds.load_age_warning:
        return "pass", None
    status: Status = "warn" if age <= thresholds.load_age_limit else "fail"
    return status, f"the newest complete load is {age.days} days old"


def _first_load_verdict(loads: Sequence[LoadSummary], view: Viewpoint) -> tuple[Status, str]:
    if any(_is_alive(load, view) for load in loads):
        return "warn", "no load is complete yet; one is running"
    return "fail", "no load was ever completed"


def _is_alive(load: LoadSummary, view: Viewpoint) -> bool:
    return load.status == "running" and view.now - load.updated_at <= view.thresholds.load_silence_limit


def _count(name: str, loads: Sequence[LoadSummary], *, view: Viewpoint, complaint: str) -> Check:
    return Check(
        name=name,
        status="warn" if loads else "pass",
        observed_value=len(loads),
        observed_unit="loads",
        observed_at=view.read_at,
        output=f"{complaint}: {_partitions(loads)}" if loads else None,
    )


def _partitions(loads: Sequence[LoadSummary]) -> str:
    keys = sorted((load.partition_key for load in loads), reverse=True)
    more = len(keys) - _NAMED_PARTITIONS
    return ", ".join(keys[:_NAMED_PARTITIONS]) + (f" and {more} more" if more > 0 else "")
