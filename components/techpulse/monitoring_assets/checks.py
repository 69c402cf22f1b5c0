"""Whether a source went silent, fails too often, or quarantines more than it used to: asset checks over the ledger.

Belongs here: each check's name, verdict and words. Does not: the limits (`thresholds.py`), counting (`summary.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from dagster import AssetCheckResult, AssetCheckSeverity, AssetCheckSpec

from techpulse.duckdb_store import LoadFacts
from techpulse.monitoring_assets.summary import MonitorSummary, Tally, ended_at, sound_records
from techpulse.monitoring_assets.table import in_words
from techpulse.monitoring_assets.thresholds import MonitorThresholds

_SILENT = "no_source_is_silent"
_FAILING = "failure_rate"
_SPIKE = "quarantine_spike"
_BASELINE = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of one source: that it is well, that it could not be judged, or what is wrong."""

    source: str
    text: str
    is_wrong: bool = False
    is_grave: bool = False


def checks(asset: str) -> list[AssetCheckSpec]:
    """The checks of the monitoring asset."""
    described = {
        _SILENT: "Every source has completed a load within its own rhythm.",
        _FAILING: "Few of the window's loads of a source have failed or were abandoned.",
        _SPIKE: "No source has far more of its records in quarantine than in the four weeks before.",
    }
    return [AssetCheckSpec(name, asset=asset, description=text) for name, text in described.items()]


def check_results(
    loads: Sequence[LoadFacts], summary: MonitorSummary, *, thresholds: MonitorThresholds
) -> list[AssetCheckResult]:
    """The verdict of every check; `loads` are the whole ledger, since silence and what is usual lie before the window.

    A source that can't be judged passes, and is named with the reason. An error, not a warning: twice the silence, or
    nothing but failures.
    """
    return [
        _verdict(_SILENT, list(_silence(loads, summary, thresholds=thresholds))),
        _verdict(_FAILING, list(_failures(summary, thresholds))),
        _verdict(_SPIKE, list(_quarantine(loads, summary, thresholds=thresholds))),
    ]


def _silence(
    loads: Sequence[LoadFacts], summary: MonitorSummary, *, thresholds: MonitorThresholds
) -> Iterator[Finding]:
    for source in summary.by_source:
        own = [load for load in loads if load.source == source]
        complete = [ended_at(load) for load in own if load.status == "complete"]
        since = max(complete) if complete else min(load.started_at for load in own)
        age = summary.now - since
        limit = timedelta(hours=thresholds.silence_limit_hours(source))
        what = "since its last complete load" if complete else "since its first load, none is complete"
        text = f"{in_words(max(age.total_seconds(), 0))} {what} (limit {in_words(limit.total_seconds())})"
        yield Finding(source, text, is_wrong=age > limit, is_grave=age > 2 * limit)
    for source in dict(thresholds.silence_hours):
        if source not in summary.by_source:
            yield Finding(source, "no loads yet")


def _failures(summary: MonitorSummary, thresholds: MonitorThresholds) -> Iterator[Finding]:
    for source, tallies in summary.by_source.items():
        bad = tallies["failed"].count + tallies["abandoned"].count
        ended = bad + tallies["complete"].count
        text = f"{bad} of {ended} loads failed or were abandoned"
        if ended == 0:
            yield Finding(source, f"no loads ended in {summary.hours} h")
        elif ended < thresholds.least_loads:
            yield Finding(source, f"{text}, too few to judge")
        else:
            yield Finding(source, text, is_wrong=bad / ended > thresholds.failure_rate, is_grave=bad == ended)


def _quarantine(
    loads: Sequence[LoadFacts], summary: MonitorSummary, *, thresholds: MonitorThresholds
) -> Iterator[Finding]:
    for source, tallies in summary.by_source.items():
        bad, records = _records(tallies.values())
        if not records:
            yield Finding(source, f"no records in {summary.hours} h")
            continue
        before_bad, before = _records_before(loads, summary, source=source)
        usual = before_bad / before if before else 0.0
        limit = max(thresholds.least_quarantine_share, thresholds.quarantine_factor * usual)
        known = f"{usual:.1%} in the 28 days before" if before else "no records in the 28 days before"
        is_wrong = bad >= thresholds.least_quarantined and bad / records > limit
        yield Finding(source, f"{bad:,} of {records:,} records ({bad / records:.1%}), {known}", is_wrong=is_wrong)


def _records(tallies: Iterable[Tally]) -> tuple[int, int]:
    """How many records are in quarantine, of how many."""
    bad = sound = 0
    for tally in tallies:
        bad, sound = bad + tally.failed, sound + tally.succeeded
    return bad, bad + sound


def _records_before(loads: Sequence[LoadFacts], summary: MonitorSummary, *, source: str) -> tuple[int, int]:
    """The same, of the loads that ended in the four weeks before the window."""
    begin, end = summary.begins_at - _BASELINE, summary.begins_at
    before = [
        load for load in loads if load.source == source and load.status != "running" and begin <= ended_at(load) < end
    ]
    bad = sum(load.quarantined for load in before)
    return bad, bad + sum(map(sound_records, before))


def _verdict(name: str, findings: Sequence[Finding]) -> AssetCheckResult:
    wrong = [finding for finding in findings if finding.is_wrong]
    told = "; ".join(f"{finding.source}: {finding.text}" for finding in wrong or findings)
    return AssetCheckResult(
        check_name=name,
        passed=not wrong,
        severity=AssetCheckSeverity.ERROR if any(each.is_grave for each in wrong) else AssetCheckSeverity.WARN,
        description=told or "no loads yet: nothing to judge",
        metadata={
            "sources_wrong": len(wrong),
            "findings": "; ".join(f"{each.source}: {each.text}" for each in findings) or "no loads yet",
        },
    )
