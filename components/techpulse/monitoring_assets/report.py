"""What a run's materialization says: numbers by the names that monitors know, a table and a picture for people.

Belongs here: names of metadata. Does not: counting (`summary.py`), verdicts (`checks.py`).
"""

from collections.abc import Mapping

from dagster import MetadataValue

from techpulse.monitoring_assets.plot import picture
from techpulse.monitoring_assets.summary import MonitorSummary, Tally
from techpulse.monitoring_assets.table import operations

Metadata = Mapping[str, int | float | str | MetadataValue]


def metadata(summary: MonitorSummary) -> Metadata:
    """Every status's numbers under its name, each source's under `source/status`; those without loads are zero."""
    numbers: dict[str, int | float] = {}
    for status, tally in summary.by_status.items():
        numbers |= _numbers(status, tally)
    for source, tallies in summary.by_source.items():
        for status, tally in tallies.items():
            numbers |= _numbers(f"{source}/{status}", tally)
    return {
        "hours_monitored": summary.hours,
        "operations": MetadataValue.md(operations(summary)),
        "durations": MetadataValue.md(picture(summary)),
        "load_count": sum(tally.count for tally in summary.by_status.values()),
        "stalled_count": sum(tally.stalled for tally in summary.by_status.values()),
        **numbers,
    }


def _numbers(name: str, tally: Tally) -> dict[str, int | float]:
    return {
        f"{name}_count": tally.count,
        f"{name}_avg_duration": tally.avg_seconds,
        f"{name}_total_succeeded": tally.succeeded,
        f"{name}_total_failed": tally.failed,
    }
