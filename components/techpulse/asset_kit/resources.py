"""The store as a Dagster resource: configuration in, a plain object out."""

from collections.abc import Iterator
from contextlib import contextmanager

from dagster import ConfigurableResource

from techpulse.duckdb_store import DuckDBStore


class DuckDBStoreResource(ConfigurableResource[DuckDBStore]):
    """Hands assets a DuckDBStore. `database_path` None means TECHPULSE_DB_PATH, else data/techpulse.duckdb."""

    database_path: str | None = None
    lock_deadline_seconds: float = 60.0
    code_version: str = "unknown"

    @contextmanager
    def get_store(self) -> Iterator[DuckDBStore]:
        """The store, for the length of a `with` block; it holds the file only inside its own calls."""
        with DuckDBStore(
            self.database_path,
            lock_deadline_seconds=self.lock_deadline_seconds,
            code_version=self.code_version,
        ) as store:
            yield store
