"""The report: what is looked at, and which loads count for it.

Not here: how one fact is judged and worded (`ledger_checks.py`, `source_checks.py`).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from techpulse.service_health.ledger_checks import check_clock, check_database, check_disk, check_ledger
from techpulse.service_health.records import (
    Check,
    HealthReport,
    LedgerReading,
    LoadSummary,
    Tally,
    Viewpoint,
)
from techpulse.service_health.source_checks import (
    check_complete_load_age,
    check_failed_loads,
    check_overdue_loads,
    check_quarantine,
    check_stalled_loads,
)
from techpulse.service_health.thresholds import Thresholds

_DEFAULTS = Thresholds()


def assess(reading: LedgerReading, *, now: datetime, thresholds: Thresholds = _DEFAULTS) -> HealthReport:
    """The health that `reading` shows at `now` (aware). Pure: equal arguments give equal reports.

    While the file is busy the loads of the last good read are judged, as old as they are. A ledger that was never
    read, or cannot be, tells nothing of its loads: the report then holds the checks of the file and the host alone.
    """
    database = check_database(reading, now=now, thresholds=thresholds)
    host = tuple(_host_checks(reading, now=now, thresholds=thresholds))
    if reading.read_at is None or database.status == "fail":
        return HealthReport((database, *host))
    view = Viewpoint(now=now, read_at=reading.read_at, thresholds=thresholds)
    newest = _newest_of_each_partition(reading.loads)
    return HealthReport((database, *host, *_load_checks(reading.loads, newest, view=view)), tuple(_tallies(newest)))


def _host_checks(reading: LedgerReading, *, now: datetime, thresholds: Thresholds) -> Iterator[Check]:
    if reading.free_bytes is not None:
        yield check_disk(reading.free_bytes, now=now, thresholds=thresholds)
    yield check_clock(reading, now=now, thresholds=thresholds)


def _load_checks(loads: Sequence[LoadSummary], newest: Sequence[LoadSummary], *, view: Viewpoint) -> Iterator[Check]:
    yield check_ledger(newest, view)
    for source in sorted({load.source for load in newest}):
        of_source = [load for load in loads if load.source == source]
        newest_of_source = [load for load in newest if load.source == source]
        yield check_complete_load_age(source, of_source, view=view)
        yield check_stalled_loads(source, newest_of_source, view=view)
        yield check_overdue_loads(source, newest_of_source, view=view)
        yield check_failed_loads(source, newest_of_source, view=view)
        yield check_quarantine(source, of_source, view=view)


def _newest_of_each_partition(loads: Iterable[LoadSummary]) -> list[LoadSummary]:
    oldest_first = sorted(loads, key=lambda load: load.epoch)
    return list({(load.source, load.partition_key): load for load in oldest_first}.values())


def _tallies(newest: Iterable[LoadSummary]) -> Iterator[Tally]:
    counts = Counter((load.source, load.status) for load in newest)
    return (Tally(source, status, partitions) for (source, status), partitions in sorted(counts.items()))
