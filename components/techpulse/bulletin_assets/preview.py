"""The newest records of a load, for people who look at it, as a Markdown table.

Belongs here: what is shown of a record, shortened and escaped. Does not: reading any more out of it.
"""

import html
import re
from uuid import UUID

from techpulse.bulletin_assets.endpoints import Endpoint
from techpulse.duckdb_store import DuckDBStore

_LONGEST = 90
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")
_NEWEST = """
SELECT id, left(payload ->> '$.modified_gmt', 30), left(payload ->> '$.title.rendered', 2000),
    left(payload ->> '$.link', 2000)
FROM {table}
WHERE load_id = ? AND tombstone IS NULL
ORDER BY payload ->> '$.modified_gmt' DESC, id
LIMIT 5
"""


def preview(store: DuckDBStore, load_id: UUID, *, endpoint: Endpoint) -> str:
    """The five records of a load that were modified last; a line that says so where there is none."""
    rows = store.query(_NEWEST.format(table=endpoint.table.name), [load_id])
    if not rows:
        return "nothing new"
    lines = [f"| {' | '.join(_shown(value) for value in row)} |" for row in rows]
    return "\n".join(["| id | modified (UTC) | title | link |", "|---|---|---|---|", *lines])


def _shown(value: object) -> str:
    text = html.unescape("" if value is None else str(value))
    plain = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return _MARKDOWN.sub(r"\\\1", plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…")
