"""What must hold of conferences before anybody trusts their dates: asset checks over the tables and the ledger.

Belongs here: each check's name and verdict. Does not: mending.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec

from techpulse.conference_assets.editions import StoreSummary
from techpulse.conference_assets.ingest import newest_count, usual_count
from techpulse.conference_assets.pages import read_at
from techpulse.conference_assets.tables import SITES
from techpulse.duckdb_store import DuckDBStore

STORE_ASSET = "store_conferences"
_FRESH = timedelta(hours=25)
_SHOWN = 8
_NEARLY = 0.8

_LATE = """
SELECT concat(titles.named, ': ', kind, ' ', due_at::DATE, ' after ', starts_date)
FROM deadlines INNER JOIN (
    SELECT *, title || if(contains(title, year::VARCHAR), '', ' ' || year) AS named FROM conferences
) AS titles USING (series, year, track)
WHERE kind IN ('abstract', 'submission', 'notification') AND due_at::DATE > starts_date AND deadlines.is_listed
ORDER BY ALL
"""
# What a site told of once stays in the table: only what it told when it was last read says what it tells.
_PAST_ONLY = """
SELECT source FROM (
    SELECT * FROM conference_sources QUALIFY last_seen_at = max(last_seen_at) OVER (PARTITION BY source)
) INNER JOIN conferences USING (series, year, track)
GROUP BY source HAVING max(coalesce(ends_date, starts_date, make_date(year, 12, 31))) < ? ORDER BY source
"""
_FLAGGED = """
SELECT concat(titles.named, ': ', flag) FROM deadlines
INNER JOIN (
    SELECT *, title || if(contains(title, year::VARCHAR), '', ' ' || year) AS named FROM conferences
) AS titles USING (series, year, track) WHERE flag NOT IN ('TBD', 'N/A') AND deadlines.is_listed ORDER BY ALL
"""
_CHECKS = {
    "every_site_tells_as_much_as_usual": "Each site tells of nearly as many conferences as in the last four weeks.",
    "every_site_is_fresh": "Each site was read completely in the last 25 hours.",
    "no_edition_is_doubled": "No source tells of one edition in two entries.",
    "no_deadline_is_after_its_event": "Papers are due, and answers given, before the event begins.",
    "no_site_has_only_past_events": "Each site tells of an event that is not over.",
    "every_deadline_can_be_told": "Each deadline that is told could be read as a moment.",
    "every_record_has_an_edition": "Of each record it can be told which series and year it is of.",
}


def specs() -> list[AssetCheckSpec]:
    """The checks of `store_conferences`."""
    return [AssetCheckSpec(name, asset=STORE_ASSET, description=text) for name, text in _CHECKS.items()]


def check_results(store: DuckDBStore, stored: StoreSummary, *, now: datetime) -> list[AssetCheckResult]:
    """The verdict of every check on the tables as they are now."""
    today = now.date()
    return [
        _verdict("every_site_tells_as_much_as_usual", thin_sites(store, now=now)),
        _verdict("every_site_is_fresh", stale_sites(store, now=now), severity=AssetCheckSeverity.ERROR),
        _verdict("no_edition_is_doubled", stored.doubled),
        _verdict("no_deadline_is_after_its_event", _texts(store, _LATE)),
        _verdict("no_site_has_only_past_events", [str(row[0]) for row in store.query(_PAST_ONLY, [today])]),
        _verdict("every_deadline_can_be_told", _texts(store, _FLAGGED)),
        _verdict("every_record_has_an_edition", stored.unidentified),
    ]


def thin_sites(store: DuckDBStore, *, now: datetime) -> list[str]:
    """The sites whose newest load has a fifth less records than is usual; under half of it, a load fails already."""
    counts = {site: (newest_count(store, site), usual_count(store, site, now=now)) for site in SITES}
    return [
        f"{site}: {count:,}, usually {usual:,.0f}"
        for site, (count, usual) in counts.items()
        if count is not None and usual is not None and count < usual * _NEARLY
    ]


def stale_sites(store: DuckDBStore, *, now: datetime) -> list[str]:
    """The sites without a complete load in the last 25 hours, each with its newest one."""
    newest = read_at(store)
    return [
        f"{site}: {f'{newest[site]:%Y-%m-%d %H:%M} UTC' if site in newest else 'never'}"
        for site in SITES
        if site not in newest or now - newest[site] > _FRESH
    ]


def _texts(store: DuckDBStore, sql: str) -> list[str]:
    return [str(text) for (text,) in store.query(sql)]


def _verdict(
    name: str, wrong: Sequence[str], *, severity: AssetCheckSeverity = AssetCheckSeverity.WARN
) -> AssetCheckResult:
    rest = f"; and {len(wrong) - _SHOWN:,} more" if len(wrong) > _SHOWN else ""
    return AssetCheckResult(
        check_name=name,
        passed=not wrong,
        severity=severity,
        metadata={"count": len(wrong), "what": "; ".join(wrong[:_SHOWN]) + rest or "none"},
    )
