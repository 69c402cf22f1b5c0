"""The columns of `raw_hn_items`, described for the Dagster UI."""

from dagster import TableColumn, TableSchema

RAW_COLUMNS = TableSchema(
    columns=[
        TableColumn("load_id", "UUID", description="The load this row belongs to; see the table `loads`."),
        TableColumn("ingested_at", "TIMESTAMPTZ", description="When the row was written, in UTC."),
        TableColumn("item_id", "BIGINT", description="Hacker News' id; once in a load."),
        TableColumn("payload", "JSON", description="The item exactly as sent; for a missing one its tombstone."),
        TableColumn("payload_sha256", "VARCHAR", description="SHA-256 of the payload's UTF-8 bytes, in hex."),
        TableColumn("tombstone", "JSON", description="NULL for a living item; else why and how it is gone."),
    ]
)
