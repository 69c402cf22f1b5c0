"""The life of a load: opened or taken up, filled, settled. Each function runs inside one transaction of the caller.

The epoch in the ledger is the lease: a run may write only while the load is running under the epoch it opened.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from techpulse.duckdb_store import bronze, ledger
from techpulse.duckdb_store.duckdb_file import Session
from techpulse.duckdb_store.errors import LeaseLostError
from techpulse.duckdb_store.records import BronzeTable, FetchCounters, LoadFacts, LoadStatus, RawRecord

_LOG = logging.getLogger(__name__)
_MISMATCH = "ledger_mismatch"


@dataclass(frozen=True, slots=True)
class Owner:
    """The run that writes, as the ledger names it: `owner` is unique to one store object."""

    owner: str
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
class Ending:
    """What a load ends with: its last records, and how far it has read its source."""

    records: Sequence[RawRecord]
    watermark: str | None


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
        _mismatched(session, newest, held=newest, at=claim.at)
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
    held = _held(lease, ledger.read(session, lease.facts.load_id))
    facts = _landed(session, lease, held=held, records=records, at=at)
    return ledger.save(session, _charged(facts, lease, fetched=fetched), held=held)


def complete(
    session: Session, lease: Lease, *, ending: Ending, fetched: FetchCounters | None, at: datetime
) -> LoadFacts:
    """The load's facts, `complete`; or `failed` where the tables do not hold what the ledger counted.

    Raises:
        LeaseLostError: the load is no longer this lease's.
    """
    found = ledger.read(session, lease.facts.load_id)
    if found and (found.status, found.epoch) == ("complete", lease.facts.epoch):
        return found
    held = _held(lease, found)
    facts = _landed(session, lease, held=held, records=ending.records, at=at)
    if not _is_whole(session, facts):
        return _mismatched(session, facts, held=held, at=facts.updated_at)
    done = _settled(_charged(facts, lease, fetched=fetched), "complete", at=facts.updated_at)
    return ledger.save(session, replace(done, watermark=ending.watermark), held=held)


def give_up(
    session: Session, lease: Lease, *, fetched: FetchCounters | None, error: tuple[str, str] | None, at: datetime
) -> None:
    """The load is `failed` with the error's kind and text, or `abandoned` without one; nothing if the lease is gone."""
    try:
        held = _held(lease, ledger.read(session, lease.facts.load_id))
    except LeaseLostError:
        return
    status: LoadStatus = "failed" if error else "abandoned"
    kind, text = error or (None, None)
    settled = _settled(_charged(held, lease, fetched=fetched), status, at=max(at, held.updated_at))
    ledger.save(session, replace(settled, error_kind=kind, error_text=text), held=held)


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
        watermark=None,
        unchanged=0,
        **asdict(claim.owner),
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
        **asdict(claim.owner),
    )
    taken = FetchCounters(newest.requests, newest.bytes, newest.retries)
    return Lease(claim.table, taken, ledger.save(session, facts, held=newest))


def _is_resumable(newest: LoadFacts, claim: Claim) -> bool:
    return (
        claim.table.holds == "snapshots"  # an increment's rows may be older than the watermark that it would end with
        and newest.status != "complete"
        and newest.table_name == claim.table.name
        and claim.at - newest.updated_at <= claim.resume_within
    )


def _is_whole(session: Session, facts: LoadFacts) -> bool:
    stored = bronze.count(session, facts.table_name, load_id=facts.load_id)
    return stored == bronze.counted(facts) and facts.load_id not in ledger.foreign(session)


def _mismatched(session: Session, facts: LoadFacts, *, held: LoadFacts, at: datetime) -> LoadFacts:
    stored = bronze.count(session, facts.table_name, load_id=facts.load_id)
    text = f"the ledger counts {bronze.counted(facts)}, the tables hold {stored}"
    if facts.load_id in ledger.foreign(session):
        text = "another file's log brought it here"
    _LOG.warning("load %s of %s is broken: %s; a fresh load replaces it", facts.load_id, facts.partition_key, text)
    failed = replace(_settled(facts, "failed", at=at), error_kind=_MISMATCH, error_text=text)
    return ledger.save(session, failed, held=held)


def _held(lease: Lease, facts: LoadFacts | None) -> LoadFacts:
    if facts is None:
        raise LeaseLostError(f"load {lease.facts.load_id} is not in the ledger any more; run the partition again")
    if facts.status != "running" or facts.epoch != lease.facts.epoch:
        raise LeaseLostError(
            f"lease lost: load {facts.load_id} of {facts.source} {facts.partition_key} is {facts.status}, "
            f"held by {facts.owner} (epoch {facts.epoch}, ours {lease.facts.epoch}); this run must stop"
        )
    return facts


def _landed(
    session: Session, lease: Lease, *, held: LoadFacts, records: Sequence[RawRecord], at: datetime
) -> LoadFacts:
    at = max(at, held.updated_at)
    stored = bronze.store(session, lease.table, load=held, records=records, at=at)
    return replace(
        held,
        updated_at=at,
        rows=held.rows + stored.rows,
        tombstones=held.tombstones + stored.tombstones,
        quarantined=held.quarantined + stored.quarantined,
    )


def _charged(held: LoadFacts, lease: Lease, *, fetched: FetchCounters | None) -> LoadFacts:
    if fetched is None:
        return held
    return replace(
        held,
        requests=lease.taken.requests + fetched.requests,
        bytes=lease.taken.bytes + fetched.bytes,
        retries=lease.taken.retries + fetched.retries,
        unchanged=max(0, (fetched.listed or 0) - held.rows - held.quarantined),
    )


def _settled(facts: LoadFacts, status: LoadStatus, *, at: datetime) -> LoadFacts:
    return replace(facts, status=status, updated_at=at, finished_at=at)
