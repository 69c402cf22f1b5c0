"""The records of one listing as they arrive, and what the listing was as a whole.

Belongs here: what a reader of a listing holds in hand. Does not: fetching, or when it is complete (`paging.py`).
"""

from collections.abc import Iterator
from typing import Generic, TypeVar

from techpulse.wordpress_client.paging import Paging

Kind = TypeVar("Kind")


class Listing(Iterator[Kind], Generic[Kind]):
    """Records in order of arrival; a record comes again where the pages had to be read again.

    Once it has ended without an error it is complete. The counts hold for the newest pass over the pages.
    """

    def __init__(self, records: Iterator[Kind], paging: Paging) -> None:
        self._records = records
        self._paging = paging

    def __next__(self) -> Kind:
        return next(self._records)

    @property
    def count(self) -> int:
        """Records found, each once, the malformed ones among them."""
        return self._paging.count

    @property
    def total(self) -> int | None:
        """Records that the site says there are; more than `count` where it withholds some, None where it is silent."""
        return self._paging.total

    @property
    def passes(self) -> int:
        """How often the pages were read; more than once where they changed or were in doubt."""
        return self._paging.passes
