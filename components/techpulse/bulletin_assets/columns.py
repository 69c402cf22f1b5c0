"""The columns of a `raw_bulletin_*` table, described for the Dagster UI."""

from dagster import TableColumn, TableSchema

RAW_COLUMNS = TableSchema(
    columns=[
        TableColumn("load_id", "UUID", description="The load this row belongs to; see the table `loads`."),
        TableColumn("ingested_at", "TIMESTAMPTZ", description="When the row was written, in UTC."),
        TableColumn("id", "BIGINT", description="The site's id; once in a load, again in a later one when it changed."),
        TableColumn("payload", "JSON", description="The record exactly as sent; for a deleted one its tombstone."),
        TableColumn("payload_sha256", "VARCHAR", description="SHA-256 of the payload's UTF-8 bytes, in hex."),
        TableColumn("tombstone", "JSON", description="NULL for a living record; else that it is gone, and why."),
    ]
)
