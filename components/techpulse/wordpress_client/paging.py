"""One listing of an endpoint, page by page: which pages to ask for next, and when they were all of it.

Belongs here: the state of a listing, without any I/O. Does not: fetching, or what one pass shows (`passes.py`).
Law: a listing is complete when one pass over its pages leaves no doubt, or two passes in a row found the same.
"""

import logging
from collections.abc import Iterable

from techpulse.http_client import FetchError, PermanentFetchError, TransientFetchError
from techpulse.wordpress_client.parse import Found, Page, explained, refusal_of
from techpulse.wordpress_client.passes import Pass

MOST_PASSES = 3
WIDEST = 100  # records a page: the most that WordPress gives
_MOST_PAGES = 1_000_000
_LOG = logging.getLogger(__name__)


class Paging:
    """The passes over one endpoint's pages.

    Pages shift when a record comes or goes between two of them, so a pass is in doubt when its totals differ, its
    pages overlap, its records are not as many as the total, or some of them were modified while it went on. Then the
    pages are read again, with one record less on each: no cache then gives the old ones, and what the site withholds
    (attachments of private pages are in its total, not in its list) is missing in the same way.
    """

    def __init__(self, name: str, *, widest: int = WIDEST) -> None:
        self.name = name
        self._widest = widest
        self.passes = 1
        self._pass = Pass()
        self._before: tuple[int, int, int | None] | None = None

    @property
    def width(self) -> int:
        """Records a page, in this pass."""
        return self._widest + 1 - self.passes

    @property
    def count(self) -> int:
        """Records that this pass has found so far."""
        return self._pass.count

    @property
    def total(self) -> int | None:
        """Records that the site says there are; None where it doesn't say."""
        return self._pass.total

    def settle(self, number: int, answer: Page | FetchError) -> tuple[tuple[Found, ...] | None, Iterable[int]]:
        """The records to hand on for the answer that page `number` gave, and which pages to ask for next.

        Raises:
            FetchError: the page could not be had, and not because the listing ends before it.
        """
        if isinstance(answer, FetchError):
            refusal = refusal_of(answer)
            if number == 1 or refusal is None or not refusal.is_past_the_end:
                raise explained(answer)
            return None, ()
        self._pass.add(number, answer)
        further = self._all_others(answer) if number == 1 else range(0)
        if not self._pass.is_counted:
            further = self._one_more(number, answer)
        self._pass.asked += len(further)
        return answer.records, further

    def is_complete(self) -> bool:
        """Whether the listing is complete, now that a pass has ended; if not, a new pass has begun.

        Raises:
            TransientFetchError: the last pass allowed has ended in doubt.
        """
        broken = self._pass.contradiction()
        doubt = broken or self._pass.doubt()
        if doubt is None or (broken is None and self._pass.result == self._before):
            self._tell_what_is_withheld()
            return True
        if self.passes == MOST_PASSES:
            raise TransientFetchError(
                f"listing {self.name}: none of {MOST_PASSES} passes was sound, in the last one {doubt}; its content "
                "changes while it is read, or a plugin orders it by something else than the id; try again later"
            )
        _LOG.warning("Listing %s: %s in pass %d; it is read again", self.name, doubt, self.passes)
        self._before = None if broken else self._pass.result
        self._pass = Pass()
        self.passes += 1
        return False

    def _all_others(self, first: Page) -> range:
        """The other pages, where the first one tells how many there are."""
        pages = first.pages
        if pages is None and first.total is not None:
            pages = -(-first.total // self.width)
        if pages is None:
            return range(0)
        if pages > _MOST_PAGES:
            raise PermanentFetchError(f"listing {self.name}: refused, {pages:,} pages; check the base URL")
        self._pass.is_counted = True
        return range(2, pages + 1)

    def _one_more(self, number: int, page: Page) -> range:
        """The page after this one, where only the pages themselves tell when the listing ends."""
        is_last = len(page.records) != self.width and not page.has_next
        is_astray = number == _MOST_PAGES or not self._pass.follows(number)
        return range(0) if is_last or is_astray else range(number + 1, number + 2)

    def _tell_what_is_withheld(self) -> None:
        if self.total is not None and self.count != self.total:
            _LOG.warning(
                "Listing %s: the site counts %d records and shows %d, in two passes alike; it withholds the others",
                self.name,
                self.total,
                self.count,
            )
