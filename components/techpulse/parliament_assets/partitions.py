"""Sessions as partitions: history is a backfill. Which there are is learnt from the source, never guessed.

Belongs here: what Dagster's instance is told of sessions, and that they are read one after the other.
"""

from collections.abc import Iterable

from dagster import DagsterInstance, DynamicPartitionsDefinition

from techpulse.parliament_assets.latest import order

NAME = "parliament_sessions"
# Each process keeps OpenParliament's pace for itself alone, so only one may run.
POOL = "parliament_api"
SESSIONS = DynamicPartitionsDefinition(name=NAME)


def add_sessions(instance: DagsterInstance, sessions: Iterable[str]) -> list[str]:
    """The sessions that were no partitions yet, oldest first; now they are. Idempotent."""
    known = set(instance.get_dynamic_partitions(NAME))
    fresh = sorted(set(sessions) - known, key=order)
    if fresh:
        instance.add_dynamic_partitions(NAME, fresh)
    return fresh


def read_one_at_a_time(instance: DagsterInstance) -> None:
    """From here on Dagster runs one of the pool's assets at a time, unless a person has set another limit."""
    storage = instance.event_log_storage
    if not storage.supports_global_concurrency_limits:
        return
    if all(limit.from_default for limit in storage.get_pool_limits() if limit.name == POOL):
        storage.set_concurrency_slots(POOL, 1)
