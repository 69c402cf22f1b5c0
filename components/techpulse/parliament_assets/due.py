"""Which bills are due for their details, and how a bill's row is made of what Bronze holds of it now.

Belongs here: queries over this source's tables. Does not: fetching, or when either is asked for.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import uuid4

from techpulse.duckdb_store import DuckDBStore
from techpulse.parliament_assets.tables import BILLS, MERGE, row_of
from techpulse.parliament_client import BillKey, bill_from

_DUE = """
SELECT listed.bill, listed.payload_sha256
FROM current_bills AS listed
LEFT JOIN bills ON listed.bill = concat(bills.parliament, '-', bills.session, '/', bills.number)
WHERE listed.partition_key = ? AND bills.enriched_sha256 IS DISTINCT FROM listed.payload_sha256
"""
_OUTDATED = """
SELECT listed.bill, bills.enriched_sha256
FROM current_bills AS listed
INNER JOIN bills ON listed.bill = concat(bills.parliament, '-', bills.session, '/', bills.number)
WHERE listed.partition_key = ? AND bills.merged_by IS DISTINCT FROM ?
"""
_KNOWN = "SELECT bill FROM current_bills WHERE partition_key = ?"
_LISTED = """
SELECT bill, payload::VARCHAR, epoch
FROM current_bills INNER JOIN loads USING (load_id)
WHERE bill IN (SELECT unnest(?))
"""
_DETAILS = """
SELECT detail, payload::VARCHAR, epoch
FROM current_bill_details INNER JOIN loads USING (load_id)
WHERE detail IN (SELECT unnest(?))
"""
_NEWEST = """
SELECT concat(parliament, '-', session), max(introduced_date)::VARCHAR
FROM bills GROUP BY parliament, session ORDER BY parliament DESC, session DESC LIMIT 1
"""


class _Part(NamedTuple):
    payload: str
    epoch: int


def make_tables(store: DuckDBStore) -> None:
    """Makes `bills` and `bill_changes`, if they are missing, so that they can be asked."""
    store.upsert(BILLS, [], load_id=uuid4())


def due(store: DuckDBStore, session: str) -> dict[BillKey, str]:
    """The bills whose details are older than their list record, each with that record's SHA-256."""
    return {BillKey.named(str(name)): str(sha256) for name, sha256 in store.query(_DUE, [session])}


def remake_outdated(store: DuckDBStore, session: str) -> None:
    """Makes the session's rows anew that an older merging made, of what Bronze holds."""
    enriched = {BillKey.named(str(name)): sha256 for name, sha256 in store.query(_OUTDATED, [session, MERGE])}
    if enriched:
        fitting = {key: str(sha256) for key, sha256 in enriched.items() if sha256}
        store.upsert(BILLS, list(rows(store, enriched, enriched=fitting)), load_id=uuid4())


def known(store: DuckDBStore, session: str) -> set[str]:
    """The names of the session's bills in Bronze."""
    return {str(name) for (name,) in store.query(_KNOWN, [session])}


def newest_known(store: DuckDBStore) -> tuple[str, str | None] | None:
    """The newest session that has bills, and the newest day on which one was introduced; None before the first bill."""
    rows = store.query(_NEWEST)
    return (str(rows[0][0]), str(rows[0][1]) if rows[0][1] else None) if rows else None


def rows(
    store: DuckDBStore, keys: Iterable[BillKey], *, enriched: Mapping[BillKey, str]
) -> Iterator[Mapping[str, object]]:
    """Each bill's row, made of the current answers about it; `enriched` is the list record that its details fit.

    A row's version is the sum of the loads' epochs that its answers are of: each of them only ever rises.
    """
    wanted = list(keys)
    listed = _parts(store, _LISTED, names=[key.name for key in wanted])
    names = [f"{key.name}/{origin}" for key in wanted for origin in ("legisinfo", "openparliament")]
    details = _parts(store, _DETAILS, names=names)
    for key in wanted:
        parts = {
            "listed": listed.get(key.name),
            "legisinfo": details.get(f"{key.name}/legisinfo"),
            "openparliament": details.get(f"{key.name}/openparliament"),
        }
        bill = bill_from(key, **{name: part and part.payload for name, part in parts.items()})
        version = sum(part.epoch for part in parts.values() if part)
        yield row_of(key, bill, enriched_sha256=enriched.get(key), version=version)


def _parts(store: DuckDBStore, sql: str, *, names: list[str]) -> dict[str, _Part]:
    return {str(name): _Part(str(payload), int(str(epoch))) for name, payload, epoch in store.query(sql, [names])}
