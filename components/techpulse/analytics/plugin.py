"""What dbt-duckdb must do as it connects: the profile names this module.

Belongs here: refusing what would end in a riddle. Does not: waiting for the file, which is the profile's `retries`.
"""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError

_THREADS = "SELECT 1 FROM duckdb_views() WHERE schema_name = 'main' AND view_name = 'current_hn_items'"


class Plugin(BasePlugin):
    """Keeps dbt from files that hold no thread; dbt-duckdb looks for a class of this name."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:  # noqa: ARG002 - dbt-duckdb's own
        """Nothing, where the file is there; dbt would make an empty database.

        Raises:
            DbtRuntimeError: it is not.
        """
        if not Path(creds.path).exists():
            raise DbtRuntimeError(f"no database at {creds.path} yet: techpulse ingest 2024-05 makes it, or any month")

    def configure_connection(self, conn: Any) -> None:
        """Nothing, where a thread was ever loaded; each model would fail by itself.

        Raises:
            DbtRuntimeError: none was.
        """
        if not conn.execute(_THREADS).fetchone():
            raise DbtRuntimeError(
                "no thread is loaded yet: run techpulse ingest 2024-05, or any month since 2011-04, then build again"
            )
