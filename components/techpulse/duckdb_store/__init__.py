"""Where raw records land: the DuckDB file, its schema, its loads ledger and the locks around it.

Knows nothing of any source but the names of its tables and their keys, which the caller passes as a `BronzeTable` or a
`KeyedTable`.
"""

from techpulse.duckdb_store.errors import StoreError
from techpulse.duckdb_store.keyed import KeyedTable
from techpulse.duckdb_store.records import BronzeTable, FetchCounters, LoadFacts, RawRecord
from techpulse.duckdb_store.store import DuckDBStore

__all__ = [
    "BronzeTable",
    "DuckDBStore",
    "FetchCounters",
    "KeyedTable",
    "LoadFacts",
    "RawRecord",
    "StoreError",
]
