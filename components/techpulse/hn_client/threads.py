"""The "Who is hiring?" thread of a month, among all that the account `whoishiring` ever submitted.

Belongs here: titles, the months that others posted, and the search. Does not: fetching itself.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from math import isqrt

from techpulse.hn_client.records import HNItem, HNItemType
from techpulse.http_client import TransientFetchError

ACCOUNT = "whoishiring"

# Months whose thread the account did not post, or posted as a dud. Source: the threads themselves, at
# news.ycombinator.com/item?id=…: by Aloisius, by lpolovets, and twice by _whoishiring.
THREADS_BY_OTHERS = {
    date(2011, 7, 1): 2719028,
    date(2011, 12, 1): 3300290,
    date(2015, 4, 1): 9303396,
    date(2015, 5, 1): 9471287,
}

_TITLE = re.compile(r"(?:Ask\s+HN:\s*)?Who\s+is\s+hiring\s*\?\s*\((\w+)\s+([12]\d{3})\)", re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_EARLIEST = timedelta(days=1)  # before the month's first day in UTC
_LATEST = timedelta(days=10)  # after it; the latest ever was the 4th
_WINDOW = 3  # as many threads as the account posts a month
_INTERPOLATIONS = 2

FetchItems = Callable[[Sequence[int]], Mapping[int, HNItem | None]]


def month_of_title(title: str) -> date | None:
    """The first day of the month that a hiring thread's title names; None for every other title."""
    found = _TITLE.fullmatch(title.strip())
    if found is None or found[1].lower() not in _MONTHS:
        return None
    return date(int(found[2]), _MONTHS.index(found[1].lower()) + 1, 1)


def best_thread(items: Iterable[HNItem], month: date) -> int | None:
    """The id of the live thread of `month` with the most comments; None where there is none."""
    threads = [item for item in items if _is_thread(item, month)]
    return max(threads, key=lambda item: (item.descendants or 0, item.id)).id if threads else None


def _is_thread(item: HNItem, month: date) -> bool:
    is_alive = not item.dead and not item.deleted and item.type in {HNItemType.STORY, None}
    return is_alive and month_of_title(item.title or "") == month


def in_doubt(month: date) -> TransientFetchError:
    """What to raise where a month's thread may exist and can't be seen."""
    return TransientFetchError(f"the thread of {month:%B %Y} may be there, but is not to be had now; try again later")


class ThreadFinder:
    """Finds months' threads in one reading of what the account submitted.

    Ids grow with time, so the search is by time over the sorted ids: first both ends, then two rounds of
    interpolation, since the account posts evenly, each with a probe √n before and behind the guess, then bisection,
    and a look at the neighbours. O(log n) requests; what one month's search learnt serves the next.
    """

    def __init__(self, submitted: Iterable[int], fetch: FetchItems) -> None:
        self._ids = sorted(set(submitted))
        self._fetch = fetch
        self._items: dict[int, HNItem | None] = {}

    def find(self, month: date) -> int | None:
        """The id of the thread of the month that begins on `month`; None where the account has none.

        Raises:
            TransientFetchError: no thread is to be seen, but some post of that time is not to be had now.
        """
        start = datetime(month.year, month.month, 1, tzinfo=UTC)
        posted = self._posted(self._first_since(start - _EARLIEST), until=start + _LATEST)
        thread_id = best_thread((item for item in posted if item is not None), month)
        if thread_id is None and None in posted:
            raise in_doubt(month)
        return thread_id

    def _first_since(self, moment: datetime) -> int:
        rounds = 0
        while len(unknown := self._unknown_around(moment)) > _WINDOW:
            self._learn(self._probes(unknown, moment, rounds=rounds))
            rounds += 1
        self._learn(unknown)
        return self._bracket(moment)[1]

    def _probes(self, unknown: Sequence[int], moment: datetime, *, rounds: int) -> Sequence[int]:
        low, high = self._bracket(moment)
        if low < 0 or high == len(self._ids):
            return [unknown[0], unknown[-1]]
        if rounds > _INTERPOLATIONS:
            return [unknown[len(unknown) // 2]]
        share = (moment - self._time(low)) / (self._time(high) - self._time(low))
        guess = min(int(len(unknown) * share), len(unknown) - 1)
        reach = isqrt(len(unknown))
        return sorted({unknown[max(guess - reach, 0)], unknown[min(guess + reach, len(unknown) - 1)]})

    def _posted(self, position: int, *, until: datetime) -> list[HNItem | None]:
        """What the account posted from `position` on; None for what is not to be had."""
        found: list[HNItem | None] = []
        for first in range(position, len(self._ids), _WINDOW):
            window = range(first, min(first + _WINDOW, len(self._ids)))
            self._learn(window)
            for index in window:
                item = self._items[self._ids[index]]
                if item is not None and item.time is not None and item.time > until:
                    return found
                found.append(item)
        return found

    def _learn(self, indices: Iterable[int]) -> None:
        new = [self._ids[index] for index in indices if self._ids[index] not in self._items]
        self._items.update(self._fetch(new))

    def _unknown_around(self, moment: datetime) -> list[int]:
        low, high = self._bracket(moment)
        return [index for index in range(low + 1, high) if self._ids[index] not in self._items]

    def _bracket(self, moment: datetime) -> tuple[int, int]:
        """The nearest known neighbours: the last index before `moment` (or -1), the first since it (or the length)."""
        known = [index for index, item_id in enumerate(self._ids) if self._time_of(item_id) is not None]
        high = next((index for index in known if self._time(index) >= moment), len(self._ids))
        low = max((index for index in known if index < high), default=-1)
        return low, high

    def _time(self, index: int) -> datetime:
        time = self._time_of(self._ids[index])
        assert time is not None
        return time

    def _time_of(self, item_id: int) -> datetime | None:
        item = self._items.get(item_id)
        return item.time if item else None
