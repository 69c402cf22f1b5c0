"""Every SQL statement on a table of one row per key and on the table of its changes, for given columns.

Names are ours, checked by `KeyedTable`; values are always bound, all rows of a call as one JSON text.
No primary keys or unique indexes: DuckLake has none, and keys are matched here.
"""

import json
from collections.abc import Mapping

_MARKS = ("content_sha256", "version")


class Statements:
    """The statements of one upsert, in the order in which they run; they share the temporary table `sent`."""

    def __init__(
        self, *, key: Mapping[str, str], tracked: Mapping[str, str], kept: Mapping[str, str], name: str, changes: str
    ) -> None:
        self._key, self._tracked, self._kept, self._name, self._changes = key, tracked, kept, name, changes
        self._same_key = " AND ".join(f"old.{column} = sent.{column}" for column in key)
        self._columns = ", ".join([*key, *tracked, *kept, *_MARKS])

    @property
    def create_table(self) -> str:
        """Makes the table."""
        columns = [f"{column} {kind} NOT NULL" for column, kind in self._key.items()]
        columns += [f"{column} {kind}" for column, kind in (*self._tracked.items(), *self._kept.items())]
        columns += ["content_sha256 VARCHAR NOT NULL", "version BIGINT NOT NULL"]
        columns += ["first_seen_at TIMESTAMPTZ NOT NULL", "changed_at TIMESTAMPTZ NOT NULL"]
        return f"CREATE TABLE IF NOT EXISTS {self._name} ({', '.join(columns)})"

    @property
    def create_changes(self) -> str:
        """Makes the table of changes."""
        key = ", ".join(f"{column} {kind} NOT NULL" for column, kind in self._key.items())
        return f"""
CREATE TABLE IF NOT EXISTS {self._changes} (
    {key}, field VARCHAR NOT NULL, old_value VARCHAR, new_value VARCHAR, change VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL, version BIGINT NOT NULL, load_id UUID NOT NULL
)"""

    @property
    def found_columns(self) -> str:
        """Name and type of each column that the table has."""
        return f"SELECT column_name, column_type FROM (DESCRIBE {self._name})"

    def add_column(self, name: str, kind: str) -> str:
        """Brings a table of an earlier version up to date."""
        return f"ALTER TABLE {self._name} ADD COLUMN {name} {kind}"

    @property
    def receive(self) -> str:
        """Takes the rows in: of each key the newest version."""
        columns = {**self._key, **self._tracked, **self._kept, "content_sha256": "VARCHAR", "version": "BIGINT"}
        sent = {column: "VARCHAR" if kind == "JSON" else kind for column, kind in columns.items()}
        typed = ", ".join(f"{column}::{kind} AS {column}" for column, kind in columns.items())
        return f"""
CREATE OR REPLACE TEMP TABLE sent AS
WITH received AS (
    SELECT {typed} FROM (SELECT unnest(each) FROM (SELECT unnest(from_json(?, '{json.dumps([sent])}')) AS each))
)
SELECT DISTINCT ON ({", ".join(self._key)}) * FROM received ORDER BY version DESC, content_sha256
"""

    @property
    def leave_out_older(self) -> str:
        """Forgets rows that the table has newer."""
        return f"DELETE FROM temp.sent USING {self._name} AS old WHERE {self._same_key} AND old.version > sent.version"

    @property
    def record_changes(self) -> str:
        """Writes each field that is about to change: at (aware), load."""
        fields = "\nUNION ALL\n".join(self._change_of(column) for column in (*self._key, *self._tracked))
        key = ", ".join(self._key)
        return f"""
INSERT INTO {self._changes} BY NAME
WITH changed AS (
{fields}
)
SELECT {key}, field, old_value, new_value, change, greatest(?, coalesce(changed_at, '-infinity')) AS seen_at, version,
    ? AS load_id
FROM changed
"""

    @property
    def replace_rows(self) -> str:
        """Makes the rows that take the place of those that differ, with the table's own columns: at (aware)."""
        kept = " OR ".join(f"old.{column} IS DISTINCT FROM sent.{column}" for column in (*self._kept, *_MARKS))
        return f"""
CREATE OR REPLACE TEMP TABLE replacing AS
WITH moment AS (SELECT ?::TIMESTAMPTZ AS now_at)
SELECT
    sent.*,
    coalesce(old.first_seen_at, now_at) AS first_seen_at,
    CASE WHEN old.content_sha256 = sent.content_sha256 THEN old.changed_at
        ELSE greatest(now_at, coalesce(old.changed_at, now_at)) END AS changed_at
FROM temp.sent AS sent
CROSS JOIN moment
LEFT JOIN {self._name} AS old ON {self._same_key}
WHERE {kept}
"""

    @property
    def drop_replaced(self) -> str:
        """Drops the rows that differ."""
        return f"DELETE FROM {self._name} AS old USING temp.replacing AS sent WHERE {self._same_key}"

    @property
    def insert_rows(self) -> str:
        """Inserts those that take their place."""
        return f"INSERT INTO {self._name} BY NAME SELECT * FROM temp.replacing"

    @property
    def count(self) -> str:
        """Rows created, updated, and neither, among those sent: load."""
        key = ", ".join(self._key)
        return f"""
WITH told AS (
    SELECT {key}, max(change = 'created') AS is_new FROM {self._changes} WHERE load_id = ? GROUP BY {key}
)
SELECT count(*) FILTER (is_new), count(*) FILTER (NOT is_new), count(*) FILTER (is_new IS NULL)
FROM temp.sent LEFT JOIN told USING ({key})
"""

    def _change_of(self, column: str) -> str:
        key = ", ".join(f"sent.{name}" for name in self._key)
        return f"""
SELECT {key}, '{column}' AS field, old.{column}::VARCHAR AS old_value, sent.{column}::VARCHAR AS new_value,
    CASE WHEN old.version IS NULL THEN 'created' ELSE 'updated' END AS change, old.changed_at, sent.version
FROM temp.sent AS sent LEFT JOIN {self._name} AS old ON {self._same_key}
WHERE old.{column}::VARCHAR IS DISTINCT FROM sent.{column}::VARCHAR"""
