"""The checks of one source: how old its data is, which of its loads hang, which ended badly, what it could not trust.

Here: how such a fact is judged and worded. Not here: which loads are of that source and count (`verdict.py`), which
month is due (`months.py`). The sentences go to strangers: they hold no path, host, error text or version.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from techpulse.service_health.months import due_month, month_of
from techpulse.service_health.records import Check, LoadSummary, Status, Viewpoint

_NAMED_PARTITIONS = 3
_LONGEST_NAME = 40
_DAY = timedelta(days=1)


def check_complete_load_age(source: str, loads: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """How long ago the newest complete load of `loads` ended, against what is expected of the source."""
    complete = [load for load in loads if load.status == "complete"]
    age = max(view.now - max(map(_end, complete)), timedelta()) if complete else None
    if age is None:
        status, output = _first_load_verdict(loads, view)
    elif source in view.thresholds.monthly_sources:
        status, output = _month_verdict(complete, view, day=view.thresholds.monthly_sources[source])
    else:
        thresholds = view.thresholds
        warning = thresholds.age_warnings.get(source, thresholds.default_age_warning)
        status, output = _age_verdict(age, warning)
    return Check(
        component=source,
        measurement="completeLoadAge",
        status=status,
        observed_value=None if age is None else int(age.total_seconds()),
        observed_unit="s",
        observed_at=view.read_at,
        output=output,
    )


def _first_load_verdict(loads: Sequence[LoadSummary], view: Viewpoint) -> tuple[Status, str | None]:
    if any(_is_alive(load, view) for load in loads):
        return "warn", "no load is complete yet; one is running"
    return "fail", "no load was ever completed"


def _month_verdict(complete: Sequence[LoadSummary], view: Viewpoint, *, day: int) -> tuple[Status, str | None]:
    """The day itself is the last one in time, so that it warns and only the next one fails."""
    months = {month for load in complete if (month := month_of(load.partition_key))}
    newest = max(months, default=None)
    expected, overdue = due_month(view.now, day=day), due_month(view.now - _DAY, day=day)
    if newest is None or newest < overdue:
        return "fail", f"the month {overdue:%Y-%m} is not complete; it was expected by day {day} of the month"
    if newest < expected:
        return "warn", f"the month {expected:%Y-%m} is not complete; it is expected today"
    return "pass", None


def _age_verdict(age: timedelta, warning: timedelta) -> tuple[Status, str | None]:
    if age <= warning:
        return "pass", None
    return "warn" if age <= 2 * warning else "fail", f"the newest complete load is {_in_words(age)} old"


def _in_words(age: timedelta) -> str:
    return f"{age.days} days" if age >= 3 * _DAY else f"{age // timedelta(hours=1)} hours"


def check_stalled_loads(source: str, newest: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """How many of the partitions' newest loads run without a heartbeat."""
    stalled = [load for load in newest if load.status == "running" and not _is_alive(load, view)]
    return _count(source, stalled, view=view, measurement="stalledLoads", complaint="running without a heartbeat")


def check_overdue_loads(source: str, newest: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """How many of the partitions' newest loads run for too long."""
    limit = view.thresholds.load_time_limit
    overdue = [load for load in newest if load.status == "running" and view.now - load.started_at > limit]
    return _count(source, overdue, view=view, measurement="overdueLoads", complaint="running for too long")


def check_failed_loads(source: str, newest: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """How many of the partitions' newest loads ended without being complete."""
    failed = [load for load in newest if load.status in {"failed", "abandoned"}]
    complaint = "the newest load failed or was abandoned"
    return _count(source, failed, view=view, measurement="failedLoads", complaint=complaint)


def check_quarantine(source: str, loads: Sequence[LoadSummary], *, view: Viewpoint) -> Check:
    """Which share of its records the last complete load could not trust."""
    complete = [load for load in loads if load.status == "complete"]
    last = max(complete, key=lambda load: (_end(load), load.partition_key, load.epoch), default=None)
    records = last.rows + last.quarantined if last else 0
    ratio = last.quarantined / records if last and records else 0.0
    status: Status = "pass"
    if last and ratio > view.thresholds.quarantine_warning:
        is_many = ratio > view.thresholds.quarantine_limit and last.quarantined >= view.thresholds.fewest_quarantined
        status = "fail" if is_many else "warn"
    return Check(
        component=source,
        measurement="quarantineRatio",
        status=status,
        observed_value=round(ratio, 4),
        observed_unit="ratio",
        observed_at=view.read_at,
        output=None if status == "pass" or not last else f"{last.quarantined} of {records} records are in quarantine",
    )


def _end(load: LoadSummary) -> datetime:
    return load.finished_at or load.updated_at


def _is_alive(load: LoadSummary, view: Viewpoint) -> bool:
    return load.status == "running" and view.now - load.updated_at <= view.thresholds.load_silence_limit


def _count(source: str, loads: Sequence[LoadSummary], *, view: Viewpoint, measurement: str, complaint: str) -> Check:
    return Check(
        component=source,
        measurement=measurement,
        status="warn" if loads else "pass",
        observed_value=len(loads),
        observed_unit="loads",
        observed_at=view.read_at,
        output=f"{complaint}: {_partitions(loads)}" if loads else None,
    )


def _partitions(loads: Sequence[LoadSummary]) -> str:
    keys = sorted((load.partition_key[:_LONGEST_NAME] for load in loads), reverse=True)
    more = len(keys) - _NAMED_PARTITIONS
    return ", ".join(keys[:_NAMED_PARTITIONS]) + (f" and {more} more" if more > 0 else "")
