"""Why the store could not be read, as health tells it.

Here: from an error of the store to one word of ours. Not here: what that word means for health, and the sentence for
strangers (`service_health`).
"""

import re
from pathlib import Path

from techpulse.duckdb_store import StoreError
from techpulse.service_health import DatabaseProblem

# The store's errors say what to do, not what was found; its words do. The first that are there decide.
_WORDS = (
    (r" stayed locked for ", DatabaseProblem.BUSY),
    (r"Permission denied", DatabaseProblem.UNREADABLE),
    (r"the database has schema 0, ", DatabaseProblem.FOREIGN),
    (r"a schema_version table that is not ours", DatabaseProblem.FOREIGN),
    (r"the database has schema \d+, this version knows ", DatabaseProblem.NEWER),
    (r"the database has schema \d+, this version reads ", DatabaseProblem.OLDER),
    (r" as a DuckDB database", DatabaseProblem.DAMAGED),
)


def problem_of(error: StoreError, database_path: Path) -> DatabaseProblem:
    """What hindered reading; the path is looked at once more, since a file that is gone has errors of any kind."""
    if not error.may_pass and _is_missing(database_path):
        return DatabaseProblem.MISSING
    for words, problem in _WORDS:
        if re.search(words, str(error)):
            return problem
    return DatabaseProblem.DISK if error.may_pass else DatabaseProblem.UNREADABLE


def _is_missing(path: Path) -> bool:
    try:
        return not path.exists()
    except OSError:
        return False
