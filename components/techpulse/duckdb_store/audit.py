"""Which loads the tables do not bear out: what the ledger says of them, held against what is there. Reads only."""

from collections.abc import Sequence

from techpulse.duckdb_store import bronze, ledger
from techpulse.duckdb_store.duckdb_file import Session
from techpulse.duckdb_store.records import LoadFacts


def disagreeing(session: Session) -> list[LoadFacts]:
    """The current and running loads that another file brought or whose counts the tables do not hold, newest first."""
    watched = _watched(ledger.listed(session))
    foreign = ledger.foreign(session)
    stored = {name: bronze.count_each(session, name) for name in {facts.table_name for facts in watched}}
    return [
        facts
        for facts in watched
        if facts.load_id in foreign
        or stored[facts.table_name].get(facts.load_id, bronze.Stored()) != bronze.counted(facts)
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
