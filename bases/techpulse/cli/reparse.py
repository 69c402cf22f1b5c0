"""`techpulse reparse conferences`: editions and deadlines made anew of the pages in Bronze, by today's parsers.

Belongs here: how it is told. Does not: parsing, or the tables.
"""

import argparse
import sys

from techpulse.cli.environment import settings_with
from techpulse.cli.outcome import FailedError
from techpulse.conference_assets import store_editions
from techpulse.duckdb_store import DuckDBStore, StoreError

_HAS_PAGES = """
SELECT count(*) FROM information_schema.tables
WHERE table_catalog = current_database() AND table_name = 'raw_conference_pages'
"""


def reparse(options: argparse.Namespace) -> int:
    """0 with the tables as today's parsers read the current pages; nothing is fetched. Idempotent.

    Raises:
        FailedError: there are no pages, or the database can't be read or written.
    """
    database = settings_with(database=options.database).db_path
    nothing = f"no conferences in {database} yet: launch crawl_job in Dagster (make dev)"
    if not database.exists():
        raise FailedError(nothing)
    try:
        with DuckDBStore(database) as store:
            if store.query(_HAS_PAGES) == [(0,)]:
                raise FailedError(nothing)
            stored = store_editions(store)
    except StoreError as error:
        raise FailedError(str(error)) from error
    print(
        f"{stored.scraped:,} records read again: {stored.new_conferences:,} editions new, "
        f"{stored.updated_conferences:,} changed; {stored.new_deadlines:,} deadlines new, "
        f"{stored.moved_deadlines:,} moved, {stored.vanished_deadlines:,} gone"
    )
    for page in stored.unreadable:
        print(f"left as it was known: {page}", file=sys.stderr)
    return 0
