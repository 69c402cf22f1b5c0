"""What each measurement is called: by people on the page, by Prometheus, and what a number looks like in words.

Here: names and numbers in words. Not here: the sentence that says what is wrong (`service_health`), HTML, the text
format of metrics.
"""

import re
from typing import NamedTuple

from techpulse.service_health import Check

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class Words(NamedTuple):
    """A measurement's title for people, and its explanation."""

    title: str
    meaning: str


_WORDS = {
    "snapshotAge": Words("Ledger last read", "Time since the ledger was last read."),
    "freeSpace": Words("Free disk space", "Space left on the disk that holds the database."),
    "skew": Words("Clock set back by", "How far a clock was set back."),
    "partitions": Words("Partitions", "Partitions that were ever loaded, of all sources."),
    "completeLoadAge": Words("Newest complete load", "Time since the newest complete load ended."),
    "stalledLoads": Words("Loads without a heartbeat", "Running loads that have not been heard of."),
    "overdueLoads": Words("Loads running too long", "Running loads that take longer than any should."),
    "failedLoads": Words("Loads that did not complete", "Partitions whose newest load failed or was abandoned."),
    "quarantineRatio": Words("In quarantine", "Share of the last complete load's records that could not be trusted."),
}
_SUFFIXES = {"s": "_seconds", "By": "_bytes"}


def words_for(measurement: str) -> Words:
    """Title and explanation; what has none is called by its own name."""
    return _WORDS.get(measurement) or Words(measurement, f"{measurement}, as observed.")


def metric_name(check: Check) -> str:
    """`techpulse_complete_load_age_seconds` for `completeLoadAge` in seconds."""
    snake = re.sub(r"(?<!^)([A-Z])", r"_\1", check.measurement).lower()
    return f"techpulse_{snake}{_SUFFIXES.get(check.observed_unit, '')}"


def observed_in_words(check: Check) -> str:
    """The observed value as people say it; a dash where there is none."""
    value, unit = check.observed_value, check.observed_unit
    if value is None:
        return "–"
    if unit == "s":
        return _time_in_words(int(value))
    if unit == "By":
        return f"{value / 1e9:,.1f} GB"
    return f"{value:.1%}" if unit == "ratio" else f"{value:,.0f}"


def _time_in_words(seconds: int) -> str:
    if seconds < 2 * _MINUTE:
        return f"{seconds} s"
    if seconds < 2 * _HOUR:
        return f"{seconds // _MINUTE} min"
    if seconds < 2 * _DAY:
        return f"{seconds // _HOUR} h {seconds % _HOUR // _MINUTE} min"
    return f"{seconds // _DAY:,} days"
