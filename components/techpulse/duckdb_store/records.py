"""What crosses the store's face: a raw table's name, one fetched record, the fetcher's counters, one ledger row.

Plain values and rules of their text only: no SQL, no connection, no clock.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from techpulse.duckdb_store.errors import StoreError

LoadStatus = Literal["running", "complete", "failed", "abandoned"]
Compression = Literal["zstd", "snappy"]

_RAW_TABLE = re.compile(r"raw_[a-z0-9_]+")
IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]*")
_OWN_COLUMNS = frozenset({"load_id", "ingested_at", "partition_key", "payload", "payload_sha256", "tombstone"})


@dataclass(frozen=True, slots=True)
class BronzeTable:
    """A source's raw table `raw_*`, its key's column, and what one load holds of the source.

    Each load of `snapshots` is the whole of its partition, and the newest complete one is current. Each load of
    `increments` holds what was new or changed: the newest row of each key among the complete ones is current, a
    tombstone hides its key, and a record that is current already is not stored again.

    Raises:
        StoreError: a name is no plain lower-case identifier, the table's does not begin with `raw_`, or the key's
            is one of the store's own columns.
    """

    name: str
    key: str
    key_type: Literal["BIGINT", "VARCHAR"] = "BIGINT"
    holds: Literal["snapshots", "increments"] = "snapshots"

    def __post_init__(self) -> None:
        if not _RAW_TABLE.fullmatch(self.name):
            raise StoreError(f"a raw table cannot be called {self.name!r}: use raw_ and lower-case letters")
        if not IDENTIFIER.fullmatch(self.key) or self.key in _OWN_COLUMNS:
            raise StoreError(f"the key column of {self.name} cannot be called {self.key!r}: choose another")

    @property
    def current_view(self) -> str:
        """`current_hn_items` for `raw_hn_items`: the view of what is current of each partition."""
        return "current_" + self.name.removeprefix("raw_")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One fetched record.

    Attributes:
        key: the source's key; unique within a load.
        payload: the text exactly as the source sent it.
        tombstone: JSON text of the tombstone where the item is deleted or inaccessible.
        quarantine_reason: why the record cannot be trusted; sends it to `quarantine` instead of the raw table.
    """

    key: int | str
    payload: str
    tombstone: str | None = None
    quarantine_reason: str | None = None


@dataclass(frozen=True, slots=True)
class FetchCounters:
    """What fetching has cost since the load was opened: absolute, so that telling it twice counts it once.

    `listed` is how many records the source says there are to read; those that end up neither in the raw table nor in
    quarantine were unchanged.
    """

    requests: int = 0
    bytes: int = 0
    retries: int = 0
    listed: int | None = None


@dataclass(frozen=True, slots=True)
class LoadFacts:
    """One row of the loads ledger; times are aware UTC.

    `rows` counts the raw rows, tombstones included; `quarantined` records are apart, and so are those that were
    `unchanged`: received, but current already. `epoch` rises with every run of
    the partition: the run that holds the load's newest epoch owns it.
    """

    load_id: UUID
    source: str
    partition_key: str
    table_name: str
    status: LoadStatus
    epoch: int
    started_at: datetime
    updated_at: datetime
    finished_at: datetime | None
    rows: int
    tombstones: int
    quarantined: int
    requests: int
    bytes: int
    retries: int
    error_kind: str | None
    error_text: str | None
    host: str
    pid: int
    owner: str
    code_version: str
    watermark: str | None
    unchanged: int


def escaped(text: str) -> str:
    r"""The text with each lone surrogate spelt out (`\ud800`): no database takes one as it is."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")
