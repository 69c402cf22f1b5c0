"""The report: what is looked at, and which loads count for it.

Not here: how one fact is judged and worded (`ledger_checks.py`, `source_checks.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from techpulse.service_health.ledger_checks import check_clock, check_database, check_ledger
from techpulse.service_health.records import (
    Check,
    HealthReport,
    LedgerReading,
    LoadSummary,
    Thresholds,
    Viewpoint,
)
from techpulse.service_health.source_checks import (
    check_complete_load_age,
    check_failed_loads,
    check_stalled_loads,
)

_DEFAULTS = Thresholds()


def assess(reading: LedgerReading, *, now: datetime, thresholds: Thresholds = _DEFAULTS) -> HealthReport:
    """The health that `reading` shows at `now` (aware). Pure: equal arguments give equal reports.

    While the file is busy the loads of the last good read are judged, as old as they are. A ledger that was never
    read, or cannot be, tells nothing: the report then holds the database check alone.
    """
    database = check_database(reading, now=now, thresholds=thresholds)
    if reading.read_at is None or database.status == "fail":
        return HealthReport((database,))
    view = Viewpoint(now=now, read_at=reading.read_at, thresholds=thresholds)
    return HealthReport((database, *_ledger_checks(reading.loads, view)))


def _ledger_checks(loads: Sequence[LoadSummary], view: Viewpoint) -> Iterator[Check]:
    yield check_clock(loads, view)
    yield check_ledger(loads, view)
    for source in sorted({load.source for load in loads}):
        yield from _source_checks(source, [load for load in loads if load.source == source], view=view)


def _source_checks(source: str, loads: Sequence[LoadSummary], *, view: Viewpoint) -> Iterator[Check]:
    newest = _newest_of_each_partition(loads)
    yield check_complete_load_age(source, loads, view=view)
    yield check_stalled_loads(source, newest, view=view)
    yield check_failed_loads(source, newest, view=view)


def _newest_of_each_partition(loads: Iterable[LoadSummary]) -> list[LoadSummary]:
    oldest_first = sorted(loads, key=lambda load: (load.started_at, load.updated_at))
    return list({load.partition_key: load for load in oldest_first}.values())
