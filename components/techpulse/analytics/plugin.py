"""What dbt-duckdb must do before it connects: the profile names this module.

Belongs here: refusing what would end in a riddle. Does not: waiting for the file, which is the profile's `retries`.
"""

from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError


class Plugin(BasePlugin):
    """Keeps dbt from making an empty database where there is none; dbt-duckdb looks for a class of this name."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:  # noqa: ARG002 - dbt-duckdb's own
        """Nothing, where the file is there.

        Raises:
            DbtRuntimeError: it is not.
        """
        if not Path(creds.path).exists():
            raise DbtRuntimeError(f"no database at {creds.path} yet: techpulse ingest 2024-05 makes it, or any month")
