"""A thread's items from its root down: which ids to ask for, and what each answer means for the thread.

Belongs here: the state of one walk, without any I/O. Does not: fetching, retrying, storing.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from techpulse.hn_client.parse import malformed
from techpulse.hn_client.records import HNItem, HNItemType, MalformedItem, MissingItem
from techpulse.http_client import BadPayloadError, FetchError, PermanentFetchError, TransientFetchError

_MOST_MISSING_SHARE = 0.2
_FEWEST_FAILURES = 20
_ROOT_TYPES = frozenset({HNItemType.STORY, HNItemType.JOB, HNItemType.POLL})

Answer = HNItem | MalformedItem | FetchError | None
Found = HNItem | MalformedItem


class ThreadWalk:
    """One walk over a thread: each id at most once, whatever cycles, repeats and strangers its `kids` hold.

    `stored` are the items that an earlier, interrupted walk has landed, with their kids: they are not asked for
    again, and their kids are followed.
    """

    def __init__(self, thread_id: int, stored: Mapping[int, Sequence[int]]) -> None:
        self._thread_id = thread_id
        self._seen: set[int] = set()
        self._stored = stored
        self._unavailable: dict[int, FetchError | None] = {}
        self._asked_again: set[int] = set()
        self._failures = 0
        self._malformed = 0

    def first_ids(self) -> list[int]:
        """The ids to begin with: the root, or all that the landed items list and that are not landed themselves."""
        return self._not_stored([self._thread_id])

    def settle(self, item_id: int, answer: Answer) -> tuple[Found | None, Iterable[int]]:
        """What to land for this answer, and the ids that it adds; an answer that is none is kept for another try.

        Raises:
            FetchError: the root itself could not be had.
            TransientFetchError: more than a fifth of the thread fails: the source is ill, not the items.
        """
        if not isinstance(answer, HNItem | MalformedItem):
            self._set_aside(item_id, answer)
            return None, ()
        self._unavailable.pop(item_id, None)
        if isinstance(answer, MalformedItem) and item_id == self._thread_id:
            raise PermanentFetchError(f"thread {item_id} is not a proper item: {answer.reason}")
        if isinstance(answer, HNItem) and self._is_outside(answer):
            reason = f"outside thread {self._thread_id}: parent {answer.parent}"
            return malformed(item_id, answer.raw, reason=reason), ()
        self._malformed += isinstance(answer, MalformedItem)
        return answer, self._not_stored(answer.kids)

    def ask_again(self) -> list[int]:
        """The ids that gave no item and were not asked a second time yet; each is named once."""
        ids = [item_id for item_id in self._unavailable if item_id not in self._asked_again]
        self._asked_again.update(ids)
        return ids

    def leftovers(self) -> list[MissingItem | MalformedItem]:
        """What is still not to be had: items missing with a reason, and answers that never were JSON.

        Raises:
            TransientFetchError: they, or many malformed items with them, are more than a fifth of the thread.
        """
        missing, most = len(self._unavailable), _MOST_MISSING_SHARE * len(self._seen)
        if missing > most or missing + self._malformed > max(_FEWEST_FAILURES, most):
            raise self._ill(missing + self._malformed)
        return [given_up(item_id, error) for item_id, error in self._unavailable.items()]

    def _not_stored(self, ids: Iterable[int]) -> list[int]:
        """The unseen ones of `ids`, oldest first, each stored one replaced by what it leads to.

        Old posts have gathered the long chains of replies, which are what a walk waits for at its end: recorded threads
        take up to a quarter less time than in the order of `kids`, which is by rank.
        """
        wanted: list[int] = []
        ahead = deque(ids)
        while ahead:
            item_id = ahead.popleft()
            if item_id in self._seen:
                continue
            self._seen.add(item_id)
            if item_id in self._stored:
                ahead.extend(self._stored[item_id])
            else:
                wanted.append(item_id)
        return sorted(wanted)

    def _is_outside(self, item: HNItem) -> bool:
        if item.id == self._thread_id:
            return False
        return item.type in _ROOT_TYPES or (item.parent is not None and item.parent not in self._seen)

    def _set_aside(self, item_id: int, error: FetchError | None) -> None:
        if item_id == self._thread_id:
            raise error or TransientFetchError(f"the thread {item_id} itself answers null; try again later")
        self._failures += isinstance(error, TransientFetchError) and item_id not in self._unavailable
        self._unavailable[item_id] = error
        if self._failures > max(_FEWEST_FAILURES, _MOST_MISSING_SHARE * len(self._seen)):
            raise self._ill(self._failures) from error

    def _ill(self, lacking: int) -> TransientFetchError:
        share = f"{lacking} of {len(self._seen)} items of thread {self._thread_id} could not be had or read"
        return TransientFetchError(f"{share}, more than a fifth: Hacker News is ill, or has changed; try again later")


def given_up(item_id: int, error: FetchError | None) -> MissingItem | MalformedItem:
    """What stands in for an item after the last try: its bytes where there are any, else the reason."""
    if isinstance(error, BadPayloadError):
        return malformed(item_id, error.body, reason=str(error))
    return MissingItem(item_id, str(error) if error else "the API answers null")
