"""What a run of this source brought, counted: for its metadata, its checks, and whether it may call itself done.

Belongs here: counting, and the error of an API that answered nothing. Does not: fetching or storing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from techpulse.duckdb_store import LoadFacts
from techpulse.http_client import FetchError
from techpulse.parliament_client import BillDetail

_FEW = 3
_SHOWN = 5


class SourceDownError(FetchError):
    """An API answered nothing of what it was asked. Remedy: run again later; what the other one said is stored."""

    may_pass = True


@dataclass(slots=True)
class Tally:
    """What became of the bills that were read in detail; it grows while a session is read."""

    fetched: int = 0
    created: int = 0
    updated: int = 0
    rows: int = 0
    requests: int = 0
    retries: int = 0
    errors: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def add(self, load: LoadFacts, answers: Iterable[BillDetail], *, stored: tuple[int, int, int]) -> None:
        """Counts one load of details, and what it created and updated."""
        answers = list(answers)
        self.rows += load.rows
        self.requests += load.requests
        self.retries += load.retries
        failed = [answer for answer in answers if answer.error and not answer.is_missing]
        self.fetched += len({answer.key for answer in answers})
        self.created += stored[0]
        self.updated += stored[1]
        self.errors += [f"{answer.name}: {answer.error}" for answer in failed]
        self.asked.update(answer.origin for answer in answers)
        self.failed.update(answer.origin for answer in failed)


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One session's reading: the load of its list, what its bills' details brought, and what is left.

    `waiting` bills are due and were not read, since a run reads so many at most; `missing` ones are listed no more.
    """

    session: str
    load: LoadFacts
    tally: Tally
    waiting: int
    missing: int


def require_answers(summaries: Sequence[SessionSummary]) -> None:
    """Nothing, where each API answered for one bill at least, or was asked for a few only.

    Raises:
        SourceDownError: one answered none; all that the other said is stored.
    """
    asked, failed = Counter[str](), Counter[str]()
    for summary in summaries:
        asked.update(summary.tally.asked)
        failed.update(summary.tally.failed)
    down = [origin for origin, count in asked.items() if count >= _FEW and failed[origin] == count]
    if down:
        errors = [error for summary in summaries for error in summary.tally.errors]
        raise SourceDownError(
            f"{' and '.join(sorted(down))} answered for none of {max(asked.values())} bills, which stay due for the "
            f"next run; all else is stored. {shown_errors(errors)}"
        )


def shown_errors(errors: Sequence[str]) -> str:
    """The first few errors in one line."""
    rest = f"; and {len(errors) - _SHOWN:,} more" if len(errors) > _SHOWN else ""
    return "; ".join(errors[:_SHOWN]) + rest
