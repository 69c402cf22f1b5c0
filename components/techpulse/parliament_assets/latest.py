"""The sessions that a run of "what is new" reads: the newest known one, and any that has begun since.

Belongs here: telling which sessions those are, in one request. Does not: reading one (`ingest.py`).
"""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from techpulse.duckdb_store import DuckDBStore
from techpulse.http_client import FetchCounts, FetchError
from techpulse.parliament_assets import due
from techpulse.parliament_assets.ingest import ingest_session
from techpulse.parliament_assets.summary import SessionSummary, require_answers
from techpulse.parliament_client import BillKey, MalformedBill, ParliamentClient

# Between the last bill of one session and the first of the next there have been ten months; a year and some.
_FIRST_LOOK = timedelta(days=500)
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LatestSummary:
    """What was read of each session, oldest first, and what finding these out cost."""

    sessions: tuple[SessionSummary, ...]
    discovery: FetchCounts


def ingest_latest(client: ParliamentClient, store: DuckDBStore, *, limit: int, now: datetime) -> LatestSummary:
    """What is new since the last run: two requests where nothing is; two more for each bill that changed.

    OpenParliament tells which bills were introduced since the newest known one, and so which sessions have begun;
    LEGISinfo's list of such a session, and of the newest known one, tells what changed in it.

    Raises:
        FetchError, StoreError: a session could not be read or stored; those before it are.
    """
    counts = FetchCounts()
    sessions = _sessions(client, store, now=now, counts=counts)
    summaries: list[SessionSummary] = []
    for session in sessions:
        left = limit - sum(summary.tally.fetched for summary in summaries)
        summaries.append(ingest_session(client, store, session=session, limit=left, now=now))
    require_answers(summaries)
    return LatestSummary(tuple(summaries), counts)


def _sessions(client: ParliamentClient, store: DuckDBStore, *, now: datetime, counts: FetchCounts) -> list[str]:
    due.make_tables(store)
    newest = due.newest_known(store)
    since = (now - _FIRST_LOOK).date()
    if newest and newest[1]:
        since = date.fromisoformat(newest[1])
    begun: set[str] = set()
    for bill in client.introduced(since, counts=counts):
        if isinstance(bill, MalformedBill):
            _LOG.warning("OpenParliament lists a bill that can't be read, %s: %s", bill.key_text, bill.reason)
        else:
            begun.add(bill.key.session)
    if newest:
        begun = {session for session in begun if order(session) >= order(newest[0])} | {newest[0]}
    elif begun:
        begun = {max(begun, key=order)}
    else:
        begun = set(client.sessions(counts=counts)[-1:])
    if not begun:
        raise FetchError("OpenParliament knows no session at all: look at its list of bills, and run again")
    return sorted(begun, key=order)


def order(session: str) -> tuple[int, int]:
    """Where a session stands in time; `9-1` is before `45-1`.

    Raises:
        ValueError: it is not written as `45-1`.
    """
    key = BillKey(session, "C-1")
    return key.parliament, key.session_number
