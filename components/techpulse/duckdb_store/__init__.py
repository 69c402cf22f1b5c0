"""Where raw records land: the DuckDB file, its schema, its loads ledger and the locks around it.

Knows nothing of any source but the name and key of its raw table, which the caller passes as a `BronzeTable`.
"""

from techpulse.duckdb_store.errors import LeaseLostError, StoreError
from techpulse.duckdb_store.records import BronzeTable, FetchCounters, LoadFacts, RawRecord
from techpulse.duckdb_store.store import DuckDBStore

__all__ = [
    "BronzeTable",
    "DuckDBStore",
    "FetchCounters",
    "LeaseLostError",
    "LoadFacts",
    "RawRecord",
    "StoreError",
]
