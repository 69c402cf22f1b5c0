"""What a month holds, in a screenful of plain text.

Belongs here: layout, and how to go on. Does not: analysis, which is dbt's.
"""

from pathlib import Path
from uuid import UUID

from techpulse.cli.runs import MonthReport
from techpulse.duckdb_store import DuckDBStore
from techpulse.ingestion_assets import first_posts


def summary(database: Path, report: MonthReport) -> str:
    """The first five posts, and how to go on."""
    with DuckDBStore(database) as store:
        posts = first_posts(store, UUID(report.load_id))
    look = "SELECT payload ->> '$.text' FROM current_hn_items LIMIT 5"
    return "\n".join(
        [
            "",
            "  The first posts:",
            *(f"    · {post.text}" for post in posts),
            "",
            f'  Look:    duckdb {database} "{look}"',
            f"  Ledger:  techpulse status --database {database}",
            "  More:    techpulse ingest 2024-01..2024-12, or make dev for the Dagster UI",
        ]
    )
