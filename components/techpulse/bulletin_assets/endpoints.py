"""The lists of a WordPress site that are loaded, each one by configuration alone.

Belongs here: an endpoint's names in every layer, and which names can be. Does not: what its records look like.
"""

import re
from dataclasses import dataclass

from techpulse.duckdb_store import BronzeTable

SOURCE = "bulletin"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One list of the site: `key` names its asset, table and export, `path` is what is asked for.

    Raises:
        ValueError: the key is no plain lower-case name.
    """

    key: str
    path: str

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError(f"endpoint {self.key!r}: the key must be lower-case letters, digits and _")

    @property
    def asset(self) -> str:
        """`bulletin_pages`."""
        return f"{SOURCE}_{self.key}"

    @property
    def sweep_asset(self) -> str:
        """`bulletin_pages_sweep`."""
        return f"{self.asset}_sweep"

    @property
    def table(self) -> BronzeTable:
        """`raw_bulletin_pages`, with the site's id as its key."""
        return BronzeTable(f"raw_{SOURCE}_{self.key}", key="id", holds="increments")
