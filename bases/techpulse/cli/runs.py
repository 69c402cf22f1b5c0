"""One month through the same Dagster assets that production runs, in this process.

Belongs here: starting a run and reading what it says of itself. Does not: printing, or what the assets do.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dagster import AssetMaterialization, DagsterInstance, ExecuteInProcessResult, JobDefinition

from techpulse.asset_kit import ATTENDED_TAG

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """How one month's load ended, as `--json` prints it; `seconds` is the wall time of the whole run."""

    month: str
    thread_id: int | None
    load_id: str | None
    status: Literal["complete", "skipped", "failed"]
    items: int
    tombstones: int
    quarantined: int
    requests: int
    seconds: float
    database: str
    reason: str | None = None


def run_month(job: JobDefinition, month: date, *, database: str) -> MonthReport:
    """The report of one run of `job` on the partition of `month`; a failure is a report too, with its reason."""
    begun = time.monotonic()
    with DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            run_config=_QUIET,
            instance=instance,
            partition_key=month.isoformat(),
            tags={ATTENDED_TAG: "true"},
            raise_on_error=False,
        )
    thread = _metadata(result, "who_is_hiring_thread_id")
    load = _metadata(result, "raw_hn_items")
    is_skipped, reason = _failure(result)
    return MonthReport(
        month=f"{month:%Y-%m}",
        thread_id=_int(thread, "thread_id") or None,
        load_id=str(load["load_id"]) if load else None,
        status="complete" if result.success else "skipped" if is_skipped else "failed",
        items=_int(load, "item_count"),
        tombstones=_int(load, "tombstone_count"),
        quarantined=_int(load, "quarantined_count"),
        requests=_int(load, "request_count"),
        seconds=round(time.monotonic() - begun, 3),
        database=database,
        reason=reason,
    )


def _metadata(result: ExecuteInProcessResult, asset: str) -> Mapping[str, object]:
    events = [event for event in result.get_asset_materialization_events() if event.node_name == asset]
    if not events:
        return {}
    materialization = events[-1].step_materialization_data.materialization
    assert isinstance(materialization, AssetMaterialization)
    return {name: value.value for name, value in materialization.metadata.items()}


def _failure(result: ExecuteInProcessResult) -> tuple[bool, str | None]:
    for event in result.get_step_failure_events():
        data = event.step_failure_data
        said = data.user_failure_data
        if said is not None:
            return bool(said.metadata.get("skipped") and said.metadata["skipped"].value), said.description
        return False, data.error.to_string().splitlines()[0] if data.error else "no reason given"
    return False, None if result.success else "the run ended without a result"


def _int(metadata: Mapping[str, object], name: str) -> int:
    value = metadata.get(name)
    return value if isinstance(value, int) else 0
