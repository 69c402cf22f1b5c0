"""Every SQL statement on the ledger, the raw tables and the quarantine, as named constants and templates.

Values are always bound. `{table}`, `{key}`, `{key_type}` and `{view}` are names that `BronzeTable` has checked.
Rows of a batch come as an Arrow array, a load's many values as one JSON text: the driver converts a list of parameters
a hundred times more slowly. Hashes come ready: DuckDB's own take ten times as long.
No primary keys, unique indexes or sequences: DuckLake has none.
"""

import json
from functools import cache

_LEDGER = {
    "load_id": "UUID",
    "source": "VARCHAR",
    "partition_key": "VARCHAR",
    "table_name": "VARCHAR",
    "status": "VARCHAR",
    "epoch": "BIGINT",
    "started_at": "TIMESTAMPTZ",
    "updated_at": "TIMESTAMPTZ",
    "finished_at": "TIMESTAMPTZ",
    "rows": "BIGINT",
    "tombstones": "BIGINT",
    "quarantined": "BIGINT",
    "requests": "BIGINT",
    "bytes": "BIGINT",
    "retries": "BIGINT",
    "error_kind": "VARCHAR",
    "error_text": "VARCHAR",
    "host": "VARCHAR",
    "pid": "BIGINT",
    "owner": "VARCHAR",
    "code_version": "VARCHAR",
    "watermark": "VARCHAR",
    "unchanged": "BIGINT",
}
_SHAPE = json.dumps(_LEDGER)
_FIELDS = ", ".join(f"epoch_us({name})" if kind == "TIMESTAMPTZ" else name for name, kind in _LEDGER.items())
_SENT_LOAD = f"SELECT unnest(from_json(?, '{_SHAPE}'))"

INSERT_LOAD = f"INSERT INTO loads BY NAME {_SENT_LOAD}, file_id FROM file_identity"


@cache
def save_load(columns: tuple[str, ...]) -> str:
    """The UPDATE of these columns of a load: DuckDB takes a quarter of a millisecond for each one that it writes."""
    return f"""
UPDATE loads
SET {", ".join(f"{name} = sent.{name}" for name in columns)}
FROM ({_SENT_LOAD}) AS sent
WHERE loads.load_id = sent.load_id AND loads.epoch = ? AND loads.status = ?
"""  # noqa: S608 - only our own column names are spliced in


READ_LOAD = f"SELECT {_FIELDS} FROM loads WHERE load_id = ?"  # noqa: S608 - only our own column names are spliced in

NEWEST_LOAD = f"""
SELECT {_FIELDS} FROM loads
WHERE source = ? AND partition_key = ?
ORDER BY epoch DESC
LIMIT 1
"""  # noqa: S608 - only our own column names are spliced in

LIST_LOADS = f"""
SELECT {_FIELDS} FROM loads
WHERE source = coalesce(?, source) AND partition_key = coalesce(?, partition_key)
ORDER BY started_at DESC, epoch DESC, load_id DESC
LIMIT ?
"""  # noqa: S608 - only our own column names are spliced in

FOREIGN_LOADS = "SELECT load_id FROM loads WHERE file_id IS DISTINCT FROM (SELECT file_id FROM file_identity)"

NEW_LOAD_ID = "SELECT uuidv7()"
"""Rises with time, so that the rows of a load lie in few row groups and the others are never read."""

CREATE_RAW_TABLE = """
CREATE TABLE IF NOT EXISTS {table} (
    load_id UUID NOT NULL,
    ingested_at TIMESTAMPTZ NOT NULL,
    {key} {key_type} NOT NULL,
    payload JSON NOT NULL,
    payload_sha256 VARCHAR NOT NULL,
    tombstone JSON
)
"""

CREATE_CURRENT_VIEW = """
CREATE VIEW IF NOT EXISTS {view} AS
WITH newest AS (
    SELECT source, partition_key, max_by(load_id, epoch) AS load_id
    FROM loads
    WHERE status = 'complete' AND table_name = '{table}'
    GROUP BY source, partition_key
)
SELECT
    newest.partition_key,
    raw.load_id,
    raw.ingested_at,
    raw.{key},
    raw.payload,
    raw.payload_sha256,
    raw.tombstone IS NOT NULL AS is_tombstone,
    raw.tombstone
FROM {table} AS raw
INNER JOIN newest ON raw.load_id = newest.load_id
"""

CREATE_CURRENT_VIEW_OF_INCREMENTS = """
CREATE VIEW IF NOT EXISTS {view} AS
WITH complete AS (
    SELECT load_id, partition_key, epoch
    FROM loads
    WHERE status = 'complete' AND table_name = '{table}'
),
newest AS (
    SELECT complete.partition_key, raw.{key}, max_by(raw.load_id, complete.epoch) AS load_id
    FROM {table} AS raw
    INNER JOIN complete ON raw.load_id = complete.load_id
    GROUP BY complete.partition_key, raw.{key}
)
SELECT
    newest.partition_key,
    raw.load_id,
    raw.ingested_at,
    raw.{key},
    raw.payload,
    raw.payload_sha256
FROM {table} AS raw
INNER JOIN newest ON raw.load_id = newest.load_id AND raw.{key} = newest.{key}
WHERE raw.tombstone IS NULL
"""

RAW_COLUMNS = "SELECT * FROM {table} LIMIT 0"

JUDGE = """
CREATE TEMP TABLE batch AS
WITH judged AS (
    SELECT key, payload, payload_sha256, tombstone, CASE
        WHEN reason IS NOT NULL THEN reason
        WHEN TRY_CAST(key AS {key_type}) IS NULL THEN 'key is not a {key_type}'
        WHEN TRY_CAST(payload AS JSON) IS NULL THEN 'payload is not JSON'
        WHEN tombstone IS NOT NULL AND TRY_CAST(tombstone AS JSON) IS NULL THEN 'tombstone is not JSON'
    END AS reason
    FROM sent
)
SELECT DISTINCT ON (key, reason IS NULL) * FROM judged
WHERE CASE
    WHEN reason IS NULL THEN TRY_CAST(key AS {key_type}) NOT IN (SELECT {key} FROM {table} WHERE load_id = ?)
    ELSE key NOT IN (SELECT key FROM quarantine WHERE load_id = ?)
END
"""

LEAVE_OUT_UNCHANGED = """
DELETE FROM temp.batch
USING (
    SELECT raw.{key}::VARCHAR AS key, max_by(raw.payload_sha256, loads.epoch) AS payload_sha256
    FROM {table} AS raw
    INNER JOIN loads ON raw.load_id = loads.load_id
    WHERE
        loads.status = 'complete' AND loads.source = ? AND loads.partition_key = ?
        AND raw.{key} IN (SELECT key::{key_type} FROM temp.batch WHERE reason IS NULL)
    GROUP BY raw.{key}
) AS current
WHERE batch.reason IS NULL AND batch.key = current.key AND batch.payload_sha256 = current.payload_sha256
"""

COUNT_BATCH = """
SELECT
    count(*) FILTER (reason IS NULL),
    count(tombstone) FILTER (reason IS NULL),
    count(reason)
FROM temp.batch
"""

INSERT_RAW = """
INSERT INTO {table}
SELECT ?, ?, key::{key_type}, payload::JSON, payload_sha256, tombstone::JSON
FROM temp.batch WHERE reason IS NULL
"""

INSERT_QUARANTINE = """
INSERT INTO quarantine
SELECT ?, ?, key, payload, payload_sha256, reason, ?
FROM temp.batch WHERE reason IS NOT NULL
"""

COUNT_STORED = """
SELECT
    (SELECT count(*) FROM {table} WHERE load_id = $load_id),
    (SELECT count(tombstone) FROM {table} WHERE load_id = $load_id),
    (SELECT count(*) FROM quarantine WHERE load_id = $load_id)
"""

COUNT_EACH = """
WITH stored AS (
    SELECT load_id, 1 AS rows, (tombstone IS NOT NULL)::INTEGER AS tombstones, 0 AS quarantined FROM {table}
    UNION ALL
    SELECT load_id, 0, 0, 1 FROM quarantine
)
SELECT load_id, sum(rows), sum(tombstones), sum(quarantined) FROM stored GROUP BY load_id
"""

WRITE_PARQUET = """
COPY (
    SELECT {key} AS id, ingested_at AS dl_inserted_at, payload::VARCHAR AS payload, payload_sha256 AS dl_hash
    FROM {table}
    WHERE load_id = '{load_id}'
    ORDER BY id
) TO '{path}' (FORMAT parquet, COMPRESSION {compression}, ROW_GROUP_SIZE 20480)
"""
"""Names and values are spliced in: COPY takes no parameters."""

LANDED = "SELECT {key}, json_extract(payload, ?)::VARCHAR FROM {table} WHERE load_id = ?"

QUARANTINED = "SELECT key, payload, NULL, reason FROM quarantine WHERE load_id = ? ORDER BY quarantined_at, key"
