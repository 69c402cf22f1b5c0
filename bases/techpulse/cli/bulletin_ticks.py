"""The daily schedule of a WordPress site, asked by hand: its answer, and the run that it asks for, in this process.

Belongs here: one tick, over the definitions that production has. Does not: what it answers, what a run does, printing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dagster import (
    AssetKey,
    DagsterInstance,
    Definitions,
    ExecuteInProcessResult,
    RunRequest,
    SkipReason,
    build_schedule_context,
)

from techpulse.asset_kit import ATTENDED_TAG
from techpulse.bulletin_assets import Endpoint, LakeResource, WordPressResource, definitions
from techpulse.cli.outcome import FailedError
from techpulse.cli.run_results import asset_metadata, failure_of, whole_number
from techpulse.cli.runs import QUIET, store_resource
from techpulse.duckdb_store import StoreError
from techpulse.http_client import FetchError
from techpulse.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReport:
    """How the load of one of the site's lists ended.

    Attributes:
        records: how many were new or changed, and are stored now.
        unchanged: how many were read again and known already.
        since: from when on the list was read, in words.
        export: the Parquet file, relative to the working folder; None where nothing was new.
    """

    records: int
    unchanged: int
    since: str
    export: Path | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """The schedule asks for no run; `reason` is its own."""

    reason: str


def tick(settings: Settings) -> dict[str, ListReport] | Skipped:
    """What comes of the schedule's tick, now: a report of each list that it asked for, by name, or that it skipped.

    Raises:
        FailedError: the site or the database could not be read, the run failed, or a check did.
    """
    source = _definitions(settings)
    with DagsterInstance.ephemeral() as instance:
        asked = _answer(source, instance)
        if not isinstance(asked, RunRequest):
            return Skipped(asked.skip_message or "no reason given")
        result = _run(source, asked, instance=instance)
    _, reason = failure_of(result)
    if reason:
        raise FailedError(reason)
    if failed := [check.check_name for check in result.get_asset_check_evaluations() if not check.passed]:
        raise FailedError(f"the run ended, and these checks of it did not hold: {', '.join(failed)}")
    keys = asked.asset_selection or []
    lists = [Endpoint(name, path) for name, path in settings.bulletin_endpoints]
    return {each.key: _report(each, result) for each in lists if AssetKey(each.asset) in keys}


def _definitions(settings: Settings) -> Definitions:
    return definitions(
        [Endpoint(name, path) for name, path in settings.bulletin_endpoints],
        WordPressResource(
            base_url=settings.bulletin_base_url,
            max_connections=settings.bulletin_max_connections,
            contact_url=settings.contact_url,
        ),
        duckdb=store_resource(settings),
        lake=LakeResource(
            folder=str(settings.export_folder),
            url=settings.export_url,
            compression=settings.export_compression,
            exports_kept=settings.exports_kept,
        ),
        sweep_cron=settings.bulletin_sweep_cron,
    )


def _answer(source: Definitions, instance: DagsterInstance) -> RunRequest | SkipReason:
    schedule = source.resolve_schedule_def("bulletin_daily_schedule")
    now = datetime.now(UTC)
    with build_schedule_context(instance, now, resources=dict(source.resources or {})) as context:
        try:
            answer = schedule(context)
        except (FetchError, StoreError) as error:
            raise FailedError(str(error)) from error
    assert isinstance(answer, RunRequest | SkipReason)
    return answer


def _run(source: Definitions, asked: RunRequest, *, instance: DagsterInstance) -> ExecuteInProcessResult:
    return source.resolve_job_def("bulletin_job").execute_in_process(
        run_config={**asked.run_config, **QUIET},
        instance=instance,
        asset_selection=asked.asset_selection,
        tags={**asked.tags, ATTENDED_TAG: "true"},
        raise_on_error=False,
    )


def _report(endpoint: Endpoint, result: ExecuteInProcessResult) -> ListReport:
    load = asset_metadata(result, endpoint.asset)
    export = load.get("export")
    return ListReport(
        records=whole_number(load, "item_count"),
        unchanged=whole_number(load, "unchanged_count"),
        since=str(load["baseline"]),
        export=Path(str(export)).relative_to(Path.cwd()) if export else None,
    )
