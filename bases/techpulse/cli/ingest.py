"""`techpulse ingest MONTH…`: months into the database.

Belongs here: options to settings, reports to lines. Does not: parsing of months, the runs themselves.
"""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime

from techpulse.cli.environment import settings_with
from techpulse.cli.months import parse_months
from techpulse.cli.progress import Bar, progress
from techpulse.cli.runs import MonthReport, run_months
from techpulse.ingestion_assets import FIRST_MONTH


def ingest(options: argparse.Namespace) -> int:
    """0 when every month asked for is complete in the database, 1 when one is not; a line a month says so."""
    current = datetime.now(UTC).date().replace(day=1)
    wanted = parse_months(options.months, first=FIRST_MONTH, current=current)
    settings = settings_with(base_url=options.base_url, database=options.database, connections=options.max_connections)
    is_whole = True
    with progress(months=len(wanted.all)):
        for report in run_months(wanted, settings, refresh=options.refresh):
            is_whole &= report.status == "complete"
            tell(report, as_json=options.json)
    return 0 if is_whole else 1


def tell(report: MonthReport, *, as_json: bool) -> None:
    """Prints one line: JSON or a month that is whole on standard output, any other month on standard error."""
    if as_json:
        Bar.write(json.dumps(asdict(report)), file=sys.stdout)
    elif report.status == "complete":
        Bar.write(_line_of(report), file=sys.stdout)
    else:
        Bar.write(f"techpulse: {report.month} {report.status}: {report.reason}", file=sys.stderr)


def _line_of(report: MonthReport) -> str:
    if report.reason:
        return f"{report.month}  complete  {report.items:,} items; {report.reason}"
    return (
        f"{report.month}  complete  {report.items:,} items ({report.tombstones} tombstones, "
        f"{report.quarantined} in quarantine), {report.requests:,} requests, {report.seconds:.1f} s, "
        f"thread {report.thread_id} → {report.database}"
    )
