"""One pass over the pages of a listing: of each page its sums, and what they show of the listing as a whole.

Belongs here: what tells that pages belong together and are all there is. Does not: what follows from it (`paging.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from techpulse.wordpress_client.parse import Page
from techpulse.wordpress_client.records import WordPressRecord

# A page is as old as its answer took to be made and sent; no answer is waited for as long as this.
_OLDEST_ANSWER = timedelta(minutes=1)
_DIGEST_BITS = 64


@dataclass(frozen=True, slots=True)
class _Sums:
    """What is kept of one page; `first` and `last` are its ids at either end."""

    total: int | None
    first: int | None
    last: int | None
    is_ordered: bool


@dataclass(slots=True)
class Pass:
    """What one pass has found so far.

    `asked` is the number of pages asked for, `total` what the newest of them says; `is_counted`, whether the first one
    said how many pages there are. `count` and `digest` are of all records, of a page's own each once; the digest is
    the same for the same records in any order.
    """

    asked: int = 1
    count: int = 0
    digest: int = 0
    total: int | None = None
    is_counted: bool = False
    _pages: dict[int, _Sums] = field(default_factory=dict)
    _began_at: datetime | None = None
    _newest_at: datetime | None = None

    @property
    def result(self) -> tuple[int, int, int | None]:
        """What two passes that found the same have in common, however their pages were cut."""
        return self.count, self.digest, self.total

    def add(self, number: int, page: Page) -> None:
        """Takes notice of one page."""
        keys = [record.id if isinstance(record, WordPressRecord) else record.key for record in page.records]
        once = set(keys)
        self.count += len(once)
        self.digest = (self.digest + sum(hash((key,)) for key in once)) % 2**_DIGEST_BITS
        self._pages[number] = _sums(page.total, [key for key in keys if isinstance(key, int)])
        self.total = self.total if page.total is None else page.total
        moments = [record.modified_at for record in page.records if isinstance(record, WordPressRecord)]
        self._newest_at = max(moments if self._newest_at is None else [*moments, self._newest_at], default=None)
        if number == 1:
            self._began_at = page.sent_at

    def follows(self, number: int) -> bool:
        """Whether a page begins after the end of the one before it, as far as their ids tell."""
        first, before = self._pages[number].first, self._pages.get(number - 1)
        return first is None or before is None or before.last is None or before.last < first

    def contradiction(self) -> str | None:
        """What shows that the pages don't belong together."""
        totals = sorted({page.total for page in self._pages.values() if page.total is not None})
        if len(totals) > 1:
            return f"its total moved between {totals[0]} and {totals[-1]}"
        last = 0
        for number, page in sorted(self._pages.items()):
            if not page.is_ordered:
                return f"page {number} is not ordered by id"
            if page.first is not None and page.last is not None:
                if page.first <= last:
                    return f"page {number} overlaps one before it"
                last = page.last
        return None

    def doubt(self) -> str | None:
        """What leaves open whether pages that belong together are all there is.

        A record that went while another came leaves the total as it was; the one that came was modified just now.
        """
        if self.total is not None and self.count != self.total:
            return f"{self.count} records came of {self.total}"
        if self.asked == 1:
            return None
        if self.total is None:
            return "it doesn't say how many there are"
        if self._began_at is None or self._newest_at is None or self._newest_at < self._began_at - _OLDEST_ANSWER:
            return None
        return "some records were modified just now"


def _sums(total: int | None, ids: Sequence[int]) -> _Sums:
    return _Sums(
        total=total,
        first=ids[0] if ids else None,
        last=ids[-1] if ids else None,
        is_ordered=all(before <= after for before, after in pairwise(ids)),
    )
