"""`techpulse ingest MONTH…`: months into the database, one after the other.

Belongs here: options to resources, reports to lines. Does not: parsing of months, the run itself.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

from dagster import JobDefinition

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.cli.months import parse_months
from techpulse.cli.outcome import BadInputError
from techpulse.cli.progress import progress
from techpulse.cli.runs import MonthReport, run_month
from techpulse.ingestion_assets import FIRST_MONTH, HackerNewsClientResource, definitions
from techpulse.settings import Settings, SettingsError, load_settings


def ingest(options: argparse.Namespace) -> int:
    """0 when every month asked for is complete in the database, 1 when one is not; a line a month says so."""
    current = datetime.now(UTC).date().replace(day=1)
    months = parse_months(options.months, first=FIRST_MONTH, current=current)
    settings = settings_with(base_url=options.base_url, database=options.database, connections=options.max_connections)
    is_whole = True
    for report in run_months(months, settings):
        is_whole &= report.status == "complete"
        if options.json:
            print(json.dumps(asdict(report)), flush=True)
        elif report.status == "complete":
            print(line_of(report), flush=True)
        else:
            print(f"techpulse: {report.month} {report.status}: {report.reason}", file=sys.stderr, flush=True)
    return 0 if is_whole else 1


def run_months(months: list[date], settings: Settings) -> Iterator[MonthReport]:
    """A report for each month, in order, as its run ends; on a terminal, its progress meanwhile."""
    job = _job(settings)
    for month in months:
        with progress(f"{month:%Y-%m}"):
            report = run_month(job, month, database=str(settings.db_path))
        yield report


def settings_with(*, base_url: str | None, database: str | None, connections: int | None) -> Settings:
    """The environment's settings, with what was typed in their place.

    Raises:
        BadInputError: a variable holds what can't be used.
    """
    typed = {
        "hn_base_url": base_url,
        "db_path": Path(database) if database else None,
        "hn_max_connections": connections,
    }
    try:
        return load_settings().model_copy(update={name: value for name, value in typed.items() if value is not None})
    except SettingsError as error:
        raise BadInputError(str(error)) from error


def line_of(report: MonthReport) -> str:
    """A complete month in one line, for people."""
    return (
        f"{report.month}  complete  {report.items:,} items ({report.tombstones} tombstones, "
        f"{report.quarantined} in quarantine), {report.requests:,} requests, {report.seconds:.1f} s, "
        f"thread {report.thread_id} → {report.database}"
    )


def _job(settings: Settings) -> JobDefinition:
    defs = definitions(
        HackerNewsClientResource(
            base_url=settings.hn_base_url,
            max_connections=settings.hn_max_connections,
            requests_per_second=settings.hn_requests_per_second,
            contact_url=settings.contact_url,
        ),
        DuckDBStoreResource(database_path=str(settings.db_path), lock_deadline_seconds=settings.lock_deadline_seconds),
    )
    return defs.resolve_job_def("who_is_hiring_ingestion_job")
