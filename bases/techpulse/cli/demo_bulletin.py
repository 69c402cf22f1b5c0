"""`techpulse demo-bulletin`: a made-up WordPress site read whole, then not at all, then by its changes alone.

Belongs here: the three ticks, what must hold of them, and how it is told. Does not: how anything is loaded.
"""

import argparse
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from techpulse.bulletin_assets import Endpoint
from techpulse.cli.bulletin_ticks import ListReport, Skipped, tick
from techpulse.cli.environment import settings_with
from techpulse.cli.outcome import FailedError
from techpulse.cli.simulators import simulator
from techpulse.duckdb_store import DuckDBStore, StoreError
from techpulse.settings import Settings

# Made-up records must never be taken for real ones, so they get a folder of their own.
_FOLDER = Path("data/demo_bulletin")
_DATABASE, _EXPORTS = "lake.duckdb", "exports"
_RECORDS = {"pages": 340, "media": 260}

_CURRENT = "SELECT count(*) FROM {view}"
_IDS = "SELECT id FROM read_parquet(?)"
_HASHED = "SELECT payload, dl_hash FROM read_parquet(?)"
_SHOWN = "SELECT id, payload ->> '$.title.rendered' FROM '{folder}/pages/*/*/*.parquet' LIMIT 5"


def demo_bulletin(_: argparse.Namespace) -> int:
    """0 with the story told on standard output, every part of it checked.

    Raises:
        FailedError: something did not come as it must.
    """
    environment = settings_with()
    _begin_anew()
    with simulator("wordpress_simulator", *(f"--{name}={count}" for name, count in _RECORDS.items())) as site:
        _say(f"A made-up WordPress site answers on {site.base_url}")
        settings = environment.model_copy(update=_made_up(site.base_url))
        first = _first_run(settings)
        _second_run(settings)
        third = _third_run(settings, site.change())
    verify(settings, [*first.values(), *third.values()])
    _say(_how_to_go_on(settings))
    return 0


def _begin_anew() -> None:
    try:
        for file in _FOLDER.glob(f"{_DATABASE}*"):
            file.unlink()
        if (_FOLDER / _EXPORTS).exists():
            shutil.rmtree(_FOLDER / _EXPORTS)
    except OSError as error:
        raise FailedError(f"cannot clear {_FOLDER} of the last demo: {error.strerror or error}; remove it") from error


def _made_up(base_url: str) -> Mapping[str, object]:
    return {
        "bulletin_base_url": base_url.rstrip("/"),
        "bulletin_endpoints": tuple((name, name) for name in _RECORDS),
        "db_path": _FOLDER / _DATABASE,
        "export_folder": _FOLDER / _EXPORTS,
        "export_url": None,
    }


def _first_run(settings: Settings) -> Mapping[str, ListReport]:
    _say("\n1. The daily schedule asks for the first time: has anything changed?")
    reports = tick(settings)
    if isinstance(reports, Skipped):
        raise FailedError(f"the first run should have read everything, and was skipped: {reports.reason}")
    for name, report in reports.items():
        _say(f"   {name}: {report.records:,} records read, {report.since}")
        _say(f"          Parquet: {report.export}")
    counts = {name: report.records for name, report in reports.items()}
    _require(counts == _RECORDS, f"the first run brought {counts}, and the site has {_RECORDS}")
    return reports


def _second_run(settings: Settings) -> None:
    _say("\n2. It asks again: has anything changed?")
    answer = tick(settings)
    if not isinstance(answer, Skipped):
        raise FailedError("the second run should have been skipped, since nothing had changed on the site")
    _say("   Nothing changed, skipped: not one record is read. In the schedule's own words:")
    _say(f"   {answer.reason}")


def _third_run(settings: Settings, changed: Mapping[str, Sequence[int]]) -> Mapping[str, ListReport]:
    _say("\n3. On the site, three pages and two files are edited and a page is made. It asks once more.")
    reports = tick(settings)
    if isinstance(reports, Skipped):
        raise FailedError(f"the third run should have read the changes, and was skipped: {reports.reason}")
    for name, report in reports.items():
        left_alone = _current(settings, name) - report.records - report.unchanged
        _say(f"   {name}: {report.records} new or changed, {report.unchanged} known already, {left_alone} not read,")
        _say(f"          {report.since}")
        _require(left_alone > 0, f"the third run read all {name}, and only a few had changed")
        _say(f"          Parquet: {report.export}")
    stored = {name: _ids(settings, report) for name, report in reports.items()}
    wanted = {name: sorted(ids) for name, ids in changed.items()}
    _require(stored == wanted, f"the third run brought {stored}, and what had changed on the site is {wanted}")
    return reports


def _ids(settings: Settings, report: ListReport) -> list[int]:
    return sorted(int(str(key)) for (key,) in _queried(settings, _IDS, files=_files([report])))


def _current(settings: Settings, name: str) -> int:
    [(count,)] = _queried(settings, _CURRENT.format(view=Endpoint(name, name).table.current_view))
    return int(str(count))


def verify(settings: Settings, reports: Sequence[ListReport]) -> None:
    """Says how many hashes in the reports' Parquet are those of their payloads, by Python's SHA-256, not DuckDB's.

    Raises:
        FailedError: one is not, or there are more or fewer rows than were loaded.
    """
    files = _files(reports)
    rows = _queried(settings, _HASHED, files=files)
    sound = sum(sha256(str(payload).encode()).hexdigest() == dl_hash for payload, dl_hash in rows)
    _say(f"\nDuckDB reads {len(rows):,} rows from the {len(files)} Parquet files.")
    _say(
        f"{sound:,} of {len(rows):,} hashes verified: each dl_hash is the SHA-256 of its payload, as the site sent it."
    )
    _require(sound == len(rows), f"{len(rows) - sound:,} payloads in {settings.export_folder} differ from their hashes")
    loaded = sum(report.records for report in reports)
    _require(len(rows) == loaded, f"{settings.export_folder} has {len(rows):,} rows, and {loaded:,} were loaded")


def _files(reports: Sequence[ListReport]) -> list[str]:
    files = [str(report.export) for report in reports if report.export]
    _require(len(files) == len(reports), f"a run brought records, and there is no Parquet of it: {reports}")
    return files


def _queried(settings: Settings, sql: str, *, files: Sequence[str] | None = None) -> list[tuple[object, ...]]:
    try:
        with DuckDBStore(settings.db_path) as store:
            return store.query(sql, [files] if files else [])
    except StoreError as error:
        raise FailedError(str(error)) from error


def _how_to_go_on(settings: Settings) -> str:
    return f"""
  Look:  duckdb -c "{_SHOWN.format(folder=settings.export_folder)}"
  Next:  make dev, then switch bulletin_daily_schedule on: BU's Bulletin, every day at 10:00 UTC
         TECHPULSE_BULLETIN_BASE_URL=https://HOST/wp-json/wp/v2 make dev, for another WordPress site"""


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as an assertion does
    if not holds:
        raise FailedError(otherwise)


def _say(words: str) -> None:
    print(words, flush=True)
