"""What must hold of a reading that calls itself complete: asset checks over its counts and over `bills`.

Belongs here: each check's name and verdict. Does not: mending.
"""

from collections.abc import Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec

from techpulse.duckdb_store import DuckDBStore
from techpulse.parliament_assets.summary import SessionSummary, shown_errors

_SOUND = "every_record_was_sound"
_ANSWERED = "every_detail_was_answered"
_LISTED = "every_known_bill_is_listed"
_ONCE = "no_bill_is_doubled"
_DOUBLED = """
SELECT count(*) - count(DISTINCT (jurisdiction, parliament, session, number)) FROM bills
"""
_REASONS = """
SELECT DISTINCT reason FROM quarantine WHERE load_id IN (SELECT unnest(?)::UUID) ORDER BY reason LIMIT 5
"""


def checks(asset: str) -> list[AssetCheckSpec]:
    """The checks of an asset that reads sessions."""
    described = {
        _SOUND: "No record of a list is in quarantine: no field that names a bill has gone or changed.",
        _ANSWERED: "Both APIs answered for every bill that was read in detail; the others stay due for the next run.",
        _LISTED: "LEGISinfo still lists every bill of the sessions that it listed before; rows of missing ones stay.",
        _ONCE: "The table `bills` holds each bill once.",
    }
    return [AssetCheckSpec(name, asset=asset, description=text) for name, text in described.items()]


def check_results(store: DuckDBStore, summaries: Sequence[SessionSummary]) -> list[AssetCheckResult]:
    """The verdict of every check on these readings."""
    quarantined = sum(each.load.quarantined for each in summaries)
    reasons = store.query(_REASONS, [[str(each.load.load_id) for each in summaries]]) if quarantined else []
    errors = [error for each in summaries for error in each.tally.errors]
    missing = sum(each.missing for each in summaries)
    [(doubled,)] = store.query(_DOUBLED)
    return [
        _verdict(_SOUND, quarantined, said="; ".join(str(reason) for (reason,) in reasons)),
        _verdict(_ANSWERED, len(errors), said=shown_errors(errors)),
        _verdict(_LISTED, missing, said=f"{missing} listed no more"),
        AssetCheckResult(check_name=_ONCE, passed=doubled == 0, metadata={"doubled_bills": int(str(doubled))}),
    ]


def _verdict(name: str, wrong: int, *, said: str) -> AssetCheckResult:
    return AssetCheckResult(
        check_name=name,
        passed=wrong == 0,
        severity=AssetCheckSeverity.WARN,
        metadata={"count": wrong, "what": said if wrong else "none"},
    )
