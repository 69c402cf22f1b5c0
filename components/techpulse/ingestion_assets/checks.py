"""What must hold for a load that calls itself complete: asset checks over what Bronze really holds.

Belongs here: each check's name, tolerance and verdict. Does not: SQL (`queries.py`), or mending.
"""

from collections.abc import Sequence

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec

from techpulse.duckdb_store import DuckDBStore, LoadFacts
from techpulse.ingestion_assets.queries import DESCENDANTS, DOUBLED_ITEMS, MISSING_ITEMS, UNACCOUNTED_KIDS

_ASSET = "raw_hn_items"
_TOLERATED_ITEMS = 10
_TOLERATED_SHARE = 0.05

CHECKS = [
    AssetCheckSpec(
        "every_kid_is_accounted_for",
        asset=_ASSET,
        description="Every id in some item's `kids` is a row, a tombstone, or in quarantine.",
    ),
    AssetCheckSpec(
        "row_count_fits_descendants",
        asset=_ASSET,
        description="Living comments differ from the story's `descendants` by at most 10 or 5 %, the larger: a thread "
        "grows while it is read.",
    ),
    AssetCheckSpec(
        "no_current_item_is_doubled",
        asset=_ASSET,
        description="The month's current rows hold each item once.",
    ),
    AssetCheckSpec(
        "every_item_was_had",
        asset=_ASSET,
        description="No listed item was withheld by the source, none is in quarantine; run the month again later.",
    ),
]


def check_results(store: DuckDBStore, load: LoadFacts) -> Sequence[AssetCheckResult]:
    """The verdict of every check on this load."""
    return [_every_kid(store, load), _row_count(store, load), _no_double(store, load), _every_item(store, load)]


def _every_kid(store: DuckDBStore, load: LoadFacts) -> AssetCheckResult:
    unaccounted = _count(store.query(UNACCOUNTED_KIDS, {"load_id": load.load_id})[0][0])
    return AssetCheckResult(
        check_name=CHECKS[0].name, passed=unaccounted == 0, metadata={"unaccounted_kids": unaccounted}
    )


def _row_count(store: DuckDBStore, load: LoadFacts) -> AssetCheckResult:
    said, found = store.query(DESCENDANTS, {"load_id": load.load_id})[0]
    descendants, comments = _count(said), _count(found)
    tolerated = max(_TOLERATED_ITEMS, _TOLERATED_SHARE * descendants)
    return AssetCheckResult(
        check_name=CHECKS[1].name,
        passed=abs(comments - descendants) <= tolerated,
        severity=AssetCheckSeverity.WARN,
        metadata={"descendants": descendants, "living_comments": comments, "tolerated": tolerated},
    )


def _no_double(store: DuckDBStore, load: LoadFacts) -> AssetCheckResult:
    doubled = _count(store.query(DOUBLED_ITEMS, {"partition_key": load.partition_key})[0][0])
    return AssetCheckResult(check_name=CHECKS[2].name, passed=doubled == 0, metadata={"doubled_items": doubled})


def _every_item(store: DuckDBStore, load: LoadFacts) -> AssetCheckResult:
    missing, quarantined = map(_count, store.query(MISSING_ITEMS, {"load_id": load.load_id})[0])
    return AssetCheckResult(
        check_name=CHECKS[3].name,
        passed=missing + quarantined == 0,
        severity=AssetCheckSeverity.WARN,
        metadata={"missing_items": missing, "quarantined_items": quarantined},
    )


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
