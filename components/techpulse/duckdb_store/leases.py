"""The life of a load: opened or taken up, filled, settled. Each function runs inside one transaction of the caller.

The epoch in the ledger is the lease: a run may write only while the load is running under the epoch it opened.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from techpulse.duckdb_store import bronze, ledger
from techpulse.duckdb_store.duckdb_file import Session
from techpulse.duckdb_store.errors import LeaseLostError
from techpulse.duckdb_store.records import BronzeTable, FetchCounters, LoadFacts, LoadStatus, RawRecord

_LOG = logging.getLogger(__name__)
_MISMATCH = "ledger_mismatch"


@dataclass(frozen=True, slots=True)
class Owner:
    """The run that writes: `name` is unique to one store object."""

    name: str
    host: str
    pid: int
    code_version: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What a run wants to load, and how old an unfinished load it would take up."""

    source: str
    partition_key: str
    table: BronzeTable
    resume_within: timedelta
    owner: Owner
    at: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """A load as its owner last saw it; `taken` is what fetching had cost when the lease began."""

    table: BronzeTable
    taken: FetchCounters
    facts: LoadFacts


def open_load(session: Session, claim: Claim) -> Lease:
    """A lease on the partition's load: its unfinished one where that is young and whole, otherwise a fresh one."""
    bronze.create(session, claim.table)
    newest = ledger.newest(session, source=claim.source, partition_key=claim.partition_key)
    if newest is None:
        return _begun(session, claim, epoch=1)
    claim = replace(claim, at=max(claim.at, newest.updated_at))
    if _is_resumable(newest, claim):
        if _is_whole(session, newest):
            return _taken_up(session, claim, newest=newest)
        _mismatched(session, newest, at=claim.at)
    elif newest.status == "running":
        ledger.save(session, _settled(newest, "abandoned", at=claim.at), held=newest)
    return _begun(session, claim, epoch=newest.epoch + 1)


def land(
    session: Session, lease: Lease, *, records: Sequence[RawRecord], fetched: FetchCounters | None, at: datetime
) -> LoadFacts:
    """The load's facts with the records stored and counted; storing them again changes nothing.

    Raises:
        LeaseLostError: the load is no longer this lease's.
    """
    held = _held(session, lease)
    at = max(at, held.updated_at)
    stored = bronze.store(session, lease.table, load=held, records=records, at=at)
    facts = replace(
        _charged(held, lease, fetched=fetched),
        updated_at=at,
        rows=held.rows + stored.rows,
        tombstones=held.tombstones + stored.tombstones,
        quarantined=held.quarantined + stored.quarantined,
    )
    return ledger.save(session, facts, held=held)


def complete(
    session: Session, lease: Lease, *, fetched: FetchCounters | None, watermark: str | None, at: datetime
) -> LoadFacts:
    """The load's facts, `complete`; or `failed` where the tables do not hold what the ledger counted.

    Raises:
        LeaseLostError: the load is no longer this lease's.
    """
    facts = ledger.read(session, lease.facts.load_id)
    if facts and (facts.status, facts.epoch) == ("complete", lease.facts.epoch):
        return facts
    held = _held(session, lease)
    at = max(at, held.updated_at)
    if not _is_whole(session, held):
        return _mismatched(session, held, at=at)
    done = replace(_settled(_charged(held, lease, fetched=fetched), "complete", at=at), watermark=watermark)
    return ledger.save(session, done, held=held)


def give_up(
    session: Session, lease: Lease, *, fetched: FetchCounters | None, error: tuple[str, str] | None, at: datetime
) -> None:
    """The load is `failed` with the error's kind and text, or `abandoned` without one; nothing if the lease is gone."""
    try:
        held = _held(session, lease)
    except LeaseLostError:
        return
    status: LoadStatus = "failed" if error else "abandoned"
    kind, text = error or (None, None)
    settled = _settled(_charged(held, lease, fetched=fetched), status, at=max(at, held.updated_at))
    ledger.save(session, replace(settled, error_kind=kind, error_text=text), held=held)


def disagreeing(session: Session) -> list[LoadFacts]:
    """The current and running loads that another file brought or whose counts the tables do not hold, newest first."""
    watched = _watched(ledger.listed(session))
    foreign = ledger.foreign(session)
    stored = {name: bronze.count_each(session, name) for name in {facts.table_name for facts in watched}}
    return [
        facts
        for facts in watched
        if facts.load_id in foreign or stored[facts.table_name].get(facts.load_id, bronze.Stored()) != _counted(facts)
    ]


def _watched(loads: Sequence[LoadFacts]) -> list[LoadFacts]:
    """The running loads, and the complete ones that no later complete one has replaced."""
    current: dict[tuple[str, str], int] = {}
    for facts in loads:
        if facts.status == "complete":
            partition = facts.source, facts.partition_key
            current[partition] = max(facts.epoch, current.get(partition, 0))
    return [
        facts
        for facts in loads
        if facts.status == "running"
        or (facts.status == "complete" and facts.epoch == current[facts.source, facts.partition_key])
    ]


def _begun(session: Session, claim: Claim, *, epoch: int) -> Lease:
    facts = LoadFacts(
        load_id=bronze.new_load_id(session),
        source=claim.source,
        partition_key=claim.partition_key,
        table_name=claim.table.name,
        status="running",
        epoch=epoch,
        started_at=claim.at,
        updated_at=claim.at,
        finished_at=None,
        rows=0,
        tombstones=0,
        quarantined=0,
        requests=0,
        bytes=0,
        retries=0,
        error_kind=None,
        error_text=None,
        host=claim.owner.host,
        pid=claim.owner.pid,
        owner=claim.owner.name,
        code_version=claim.owner.code_version,
        watermark=None,
    )
    return Lease(claim.table, FetchCounters(), ledger.insert(session, facts))


def _taken_up(session: Session, claim: Claim, *, newest: LoadFacts) -> Lease:
    facts = replace(
        newest,
        status="running",
        epoch=newest.epoch + 1,
        updated_at=claim.at,
        finished_at=None,
        error_kind=None,
        error_text=None,
        host=claim.owner.host,
        pid=claim.owner.pid,
        owner=claim.owner.name,
        code_version=claim.owner.code_version,
    )
    taken = FetchCounters(newest.requests, newest.bytes, newest.retries)
    return Lease(claim.table, taken, ledger.save(session, facts, held=newest))


def _is_resumable(newest: LoadFacts, claim: Claim) -> bool:
    return (
        newest.status != "complete"
        and newest.table_name == claim.table.name
        and claim.at - newest.updated_at <= claim.resume_within
    )


def _is_whole(session: Session, facts: LoadFacts) -> bool:
    stored = bronze.count(session, facts.table_name, load_id=facts.load_id)
    return stored == _counted(facts) and facts.load_id not in ledger.foreign(session)


def _counted(facts: LoadFacts) -> bronze.Stored:
    return bronze.Stored(facts.rows, facts.tombstones, facts.quarantined)


def _mismatched(session: Session, facts: LoadFacts, *, at: datetime) -> LoadFacts:
    stored = bronze.count(session, facts.table_name, load_id=facts.load_id)
    text = f"the ledger counts {_counted(facts)}, the tables hold {stored}"
    if facts.load_id in ledger.foreign(session):
        text = "another file's log brought it here"
    _LOG.warning("load %s of %s is broken: %s; a fresh load replaces it", facts.load_id, facts.partition_key, text)
    failed = replace(_settled(facts, "failed", at=at), error_kind=_MISMATCH, error_text=text)
    return ledger.save(session, failed, held=facts)


def _held(session: Session, lease: Lease) -> LoadFacts:
    facts = ledger.read(session, lease.facts.load_id)
    if facts is None:
        raise LeaseLostError(f"load {lease.facts.load_id} is not in the ledger any more; run the partition again")
    if facts.status != "running" or facts.epoch != lease.facts.epoch:
        raise LeaseLostError(
            f"lease lost: load {facts.load_id} of {facts.source} {facts.partition_key} is {facts.status}, "
            f"held by {facts.owner} (epoch {facts.epoch}, ours {lease.facts.epoch}); this run must stop"
        )
    return facts


def _charged(held: LoadFacts, lease: Lease, *, fetched: FetchCounters | None) -> LoadFacts:
    if fetched is None:
        return held
    return replace(
        held,
        requests=lease.taken.requests + fetched.requests,
        bytes=lease.taken.bytes + fetched.bytes,
        retries=lease.taken.retries + fetched.retries,
    )


def _settled(facts: LoadFacts, status: LoadStatus, *, at: datetime) -> LoadFacts:
    return replace(facts, status=status, updated_at=at, finished_at=at)
