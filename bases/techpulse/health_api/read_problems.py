"""Why the store could not be read, as health tells it.

Here: from an error of the store to one word of ours. Not here: what that word means for health, and the sentence for
strangers (`service_health`).
"""

from pathlib import Path

from techpulse.duckdb_store import StoreError
from techpulse.service_health import DatabaseProblem


def problem_of(error: StoreError, database_path: Path) -> DatabaseProblem:
    """What hindered reading; the path is looked at once more, since a file that is gone has errors of any kind."""
    if not error.may_pass and _is_missing(database_path):
        return DatabaseProblem.MISSING
    return DatabaseProblem(error.file_is or DatabaseProblem.UNREADABLE)


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False
