"""One session into Bronze and into `bills`: its list, then the details of whatever changed in it. No Dagster here.

Belongs here: the order of list, details and rows. Does not: which sessions (`latest.py`), what is told (`summary.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from techpulse.asset_kit import land
from techpulse.duckdb_store import DuckDBStore, FetchCounters, LoadFacts, RawRecord
from techpulse.http_client import FetchCounts, FetchError
from techpulse.parliament_assets import due
from techpulse.parliament_assets.summary import SessionSummary, Tally
from techpulse.parliament_assets.tables import BILLS, RAW_BILL_DETAILS, RAW_BILLS, SOURCE
from techpulse.parliament_client import BillDetail, BillKey, ListedBill, MalformedBill, ParliamentClient

_BILLS_PER_LOAD = 25  # what a kill may cost: 13 seconds of OpenParliament's two requests a second
_SOUND_SHARE = 0.5
# OpenParliament follows LEGISinfo some days later; what it lacks for longer than this it does not have.
_LAG = timedelta(days=14)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class SuspectListError(FetchError):
    """LEGISinfo's list cannot be the whole session. Remedy: look at it; what was known stays as it is."""

    may_pass = True


def ingest_session(
    client: ParliamentClient, store: DuckDBStore, *, session: str, limit: int, now: datetime
) -> SessionSummary:
    """What a reading of the session brought: its list in Bronze, and the changed bills' details and rows.

    At most `limit` bills are read in detail, the most recently active first; the others stay due for the next run, as
    do those for which an API failed. Killed anywhere, the next run goes on from there.

    Raises:
        FetchError, StoreError: the list could not be read or stored; the load is then `failed`.
        SuspectListError: the list is empty, half of what is known or less, or mostly no bills.
    """
    due.make_tables(store)
    listed: list[ListedBill] = []
    load = _list(client, store, session=session, listed=listed)
    waiting = due.due(store, session)
    activity = {bill.key: bill.latest_activity_at or _LONG_AGO for bill in listed}
    chosen = sorted(waiting, key=lambda key: (activity.get(key, _LONG_AGO), key), reverse=True)[:limit]
    tally = Tally()
    for begin in range(0, len(chosen), _BILLS_PER_LOAD):
        some = chosen[begin : begin + _BILLS_PER_LOAD]
        details, answers = _enrich(client, store, session=session, keys=some)
        young = {key for key in some if now - activity.get(key, _LONG_AGO) < _LAG}
        complete = {key: waiting[key] for key in _answered(answers, young=young)}
        rows = list(due.rows(store, some, enriched=complete))
        tally.add(details, answers, stored=store.upsert(BILLS, rows, load_id=details.load_id))
    due.remake_outdated(store, session)
    missing = len(due.known(store, session) - {bill.key.name for bill in listed})
    return SessionSummary(session, load, tally, waiting=len(waiting) - len(chosen), missing=missing)


def _list(client: ParliamentClient, store: DuckDBStore, *, session: str, listed: list[ListedBill]) -> LoadFacts:
    """The complete load of the session's list; `listed` is filled with the bills in it."""
    load = store.open_load(SOURCE, session, table=RAW_BILLS)
    counts = FetchCounts()
    found: list[ListedBill | MalformedBill] = []

    def records() -> Iterator[RawRecord]:
        found.extend(client.listed(session, counts=counts))
        listed.extend(bill for bill in found if isinstance(bill, ListedBill))
        _require_plausible(session, found, known=len(due.known(store, session)))
        yield from map(_raw, found)

    return land(
        store,
        load,
        records=records(),
        fetched=lambda: FetchCounters(counts.requests, counts.bytes, counts.retries, listed=len(found)),
    )


def _require_plausible(session: str, found: Sequence[ListedBill | MalformedBill], *, known: int) -> None:
    malformed = sum(isinstance(bill, MalformedBill) for bill in found)
    if not found or len(found) <= known * _SOUND_SHARE:
        said = f"LEGISinfo lists {len(found)} bills of {session}, and {known} are known"
    elif malformed > len(found) * _SOUND_SHARE:
        said = f"LEGISinfo's list of {session} holds {len(found)} records, and {malformed} of them are no bills"
    else:
        return
    raise SuspectListError(f"{said}; nothing was changed: look at the list, and run again")


def _enrich(
    client: ParliamentClient, store: DuckDBStore, *, session: str, keys: Sequence[BillKey]
) -> tuple[LoadFacts, list[BillDetail]]:
    """The complete load of the bills' details, and what each API answered."""
    load = store.open_load(SOURCE, f"{session}/details", table=RAW_BILL_DETAILS)
    counts = FetchCounts()
    answers: list[BillDetail] = []

    def records() -> Iterator[RawRecord]:
        for detail in client.details(keys, counts=counts):
            answers.append(detail)
            if detail.payload is not None:
                yield RawRecord(detail.name, detail.payload)

    return land(
        store,
        load,
        records=records(),
        fetched=lambda: FetchCounters(counts.requests, counts.bytes, counts.retries, listed=_stored(answers)),
    ), answers


def _stored(answers: Iterable[BillDetail]) -> int:
    return sum(answer.payload is not None for answer in answers)


def _answered(answers: Iterable[BillDetail], *, young: set[BillKey]) -> set[BillKey]:
    """The bills for which nothing is left to ask: each API has answered, or lacks a bill that is not young."""
    answers = list(answers)
    open_ones = {each.key for each in answers if each.error and not (each.is_missing and each.key not in young)}
    return {each.key for each in answers} - open_ones


def _raw(bill: ListedBill | MalformedBill) -> RawRecord:
    if isinstance(bill, MalformedBill):
        return RawRecord(bill.key_text, bill.payload, quarantine_reason=bill.reason)
    return RawRecord(bill.key.name, bill.payload)
