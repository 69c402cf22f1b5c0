"""Sessions as partitions: history is a backfill. Which there are is learnt from the source, never guessed."""

from collections.abc import Iterable

from dagster import DagsterInstance, DynamicPartitionsDefinition

from techpulse.parliament_assets.latest import order

NAME = "parliament_sessions"
SESSIONS = DynamicPartitionsDefinition(name=NAME)


def add_sessions(instance: DagsterInstance, sessions: Iterable[str]) -> list[str]:
    """The sessions that were no partitions yet, oldest first; now they are. Idempotent."""
    known = set(instance.get_dynamic_partitions(NAME))
    fresh = sorted(set(sessions) - known, key=order)
    if fresh:
        instance.add_dynamic_partitions(NAME, fresh)
    return fresh
