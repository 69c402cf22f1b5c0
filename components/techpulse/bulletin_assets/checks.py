"""What must hold for a load that calls itself complete: asset checks over what the ledger and Bronze hold.

Belongs here: each check's name and verdict. Does not: mending.
"""

from collections.abc import Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec

from techpulse.bulletin_assets.endpoints import Endpoint
from techpulse.bulletin_assets.ingest import Ingested
from techpulse.duckdb_store import DuckDBStore, LoadFacts

_KNOWN = "every_record_of_the_site_is_known"
_SOUND = "every_record_was_sound"
_ONCE = "no_current_record_is_doubled"
_REASONS_SHOWN = 5

_DOUBLED = "SELECT count(*) - count(DISTINCT id) FROM {view} WHERE partition_key = ?"
_REASONS = """
SELECT reason, count(*) FROM quarantine WHERE load_id = ? GROUP BY reason ORDER BY count(*) DESC, reason LIMIT ?
"""


def checks(endpoint: Endpoint) -> list[AssetCheckSpec]:
    """The checks of an endpoint's asset."""
    return [
        AssetCheckSpec(
            _KNOWN,
            asset=endpoint.asset,
            description="Bronze has as many current rows as the site says it has records, or more: deleted ones stay "
            "until the next sweep. Fewer: the site withholds some that it counts, or Bronze lacks them; a sweep shows.",
        ),
        AssetCheckSpec(
            _SOUND,
            asset=endpoint.asset,
            description="No record is in quarantine: no field has gone, or changed its type.",
        ),
        AssetCheckSpec(_ONCE, asset=endpoint.asset, description="The current rows hold each record once."),
    ]


def check_results(store: DuckDBStore, found: Ingested, *, endpoint: Endpoint) -> list[AssetCheckResult]:
    """The verdict of every check on this load."""
    [(doubled,)] = store.query(_DOUBLED.format(view=endpoint.table.current_view), [endpoint.key])
    twice = int(str(doubled))
    return [
        AssetCheckResult(
            check_name=_KNOWN,
            passed=found.current_rows + found.load.quarantined >= (found.site_total or 0),
            severity=AssetCheckSeverity.WARN,
            metadata={
                "current_rows": found.current_rows,
                "site_total": "not told" if found.site_total is None else found.site_total,
                "quarantined": found.load.quarantined,
            },
        ),
        _sound(store, found.load),
        AssetCheckResult(check_name=_ONCE, passed=twice == 0, metadata={"doubled_records": twice}),
    ]


def _sound(store: DuckDBStore, load: LoadFacts) -> AssetCheckResult:
    reasons = store.query(_REASONS, [load.load_id, _REASONS_SHOWN]) if load.quarantined else []
    return AssetCheckResult(
        check_name=_SOUND,
        passed=load.quarantined == 0,
        severity=AssetCheckSeverity.WARN,
        metadata={"quarantined": load.quarantined, "reasons": _shown(reasons)},
    )


def _shown(reasons: Sequence[tuple[object, ...]]) -> str:
    return "; ".join(f"{reason} ({count}×)" for reason, count in reasons) or "none"
