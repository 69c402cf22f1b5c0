"""Bills of sessions, which change while they are served.

Here: holding, editing and moving bills, and reading them consistently from another thread.
Not here: what a stage changes (`stages`), made-up bills (`invention`), answers (`legisinfo`, `openparliament`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from random import Random
from threading import RLock
from typing import Any, Self

from techpulse.parliament_simulator.bills import Bill, bill_of, copy_of, session_key, wall_time
from techpulse.parliament_simulator.invention import invented_bill
from techpulse.parliament_simulator.markup import Fields, read_bills
from techpulse.parliament_simulator.stages import complete_next_stage


class Parliament:
    """Bills by session (`45-1`) and number (`C-2`); safe to use from any thread.

    A bill is a record in the form of LEGISinfo's own: names as in its XML, numbers and truths typed, dates as text in
    Ottawa's time. What is not said is neither made up nor checked. `seed` decides what `add` makes up.

    Raises:
        ValueError: a session that is not of the form 45-1.
    """

    def __init__(self, sessions: Iterable[str] = (), *, seed: int = 0) -> None:
        self._bills: dict[str, dict[str, Bill]] = {}
        self._seed = seed
        self._lock = RLock()
        for session in sessions:
            self.begin_session(session)

    @classmethod
    def from_xml(cls, session: str, texts: Iterable[str]) -> Self:
        """A parliament with the bills of recorded documents.

        Raises:
            ValueError: as `put_xml`.
        """
        parliament = cls([session])
        for text in texts:
            parliament.put_xml(session, text)
        return parliament

    @property
    def sessions(self) -> Sequence[str]:
        """The sessions that have begun, oldest first, with or without bills."""
        with self._lock:
            return sorted(self._bills, key=session_key)

    def begin_session(self, session: str) -> None:
        """There is a session `session` now; without effect where it has begun.

        Raises:
            ValueError: it is not of the form 45-1.
        """
        session_key(session)
        with self._lock:
            self._bills.setdefault(session, {})

    def put_xml(self, session: str, text: str) -> list[str]:
        """The numbers of the bills in a document, which take the place of those that had them.

        Raises:
            ValueError: the text is no document of bills, or a bill is refused by `put`.
        """
        return [self.put(session, fields) for fields in read_bills(text)]

    def put(self, session: str, fields: Fields) -> str:
        """The number of the bill that `fields` tell of, held from now on in place of the one that had it.

        Raises:
            ValueError: a session that is not of the form 45-1 or not the bill's own, no id, or a number that is none.
        """
        bill = bill_of(session, fields)
        with self._lock:
            self._bills.setdefault(session, {})[bill.code] = bill
        return bill.code

    def add(self, session: str, *, at: datetime | None = None) -> str:
        """The number of a bill made up and introduced now, or `at` another time; the session begins if it has not.

        Raises:
            ValueError: a session that is not of the form 45-1, or a time without zone.
        """
        with self._lock:
            self.begin_session(session)
            taken = [bill.key.number for bill in self._bills[session].values() if bill.key.prefix == "C"]
            number = max((one for one in taken if one >= 201), default=200) + 1  # noqa: PLR2004 - the first private one
            rng = Random(f"{self._seed} {session} {number}")
            return self.put(session, invented_bill(f"C-{number}", session, rng=rng, time=wall_time(at or _now())))

    def edit(self, session: str, number: str, *, at: datetime | None = None, **changes: Any) -> None:
        """Give fields of the bill's record other values, well-formed or not; None stays as an empty field.

        Where `at` is given, the bill's latest event moves to it.

        Raises:
            LookupError: there is no such bill.
            ValueError: a time without zone, or changes that `put` refuses.
        """
        with self._lock:
            moved = {"LatestBillEventDateTime": wall_time(at)} if at else {}
            self._replace(self._existing(session, number), self.record(session, number) | moved | changes)

    def advance(self, session: str, number: str, *, at: datetime | None = None) -> str:
        """The name of the stage that the bill completes now, or `at` another time; after royal assent `""`.

        Raises:
            LookupError: there is no such bill.
            ValueError: a time without zone.
        """
        with self._lock:
            fields = self.record(session, number)
            stage = complete_next_stage(fields, wall_time(at or _now()), chapter=self._laws_of(session) + 1)
            self._replace(self._existing(session, number), fields)
        return stage

    def remove(self, session: str, number: str) -> None:
        """Let the bill vanish without a trace.

        Raises:
            LookupError: there is no such bill.
        """
        with self._lock:
            self._existing(session, number)
            del self._bills[session][number]

    def numbers(self, session: str) -> list[str]:
        """The numbers of a session's bills, the House's first; none of a session that has not begun."""
        return [bill.code for bill in self.bills(session)]

    def record(self, session: str, number: str) -> Fields:
        """A copy of the bill's whole record.

        Raises:
            LookupError: there is no such bill.
        """
        with self._lock:
            return copy_of(self._existing(session, number).fields)

    def bills(self, *sessions: str) -> list[Bill]:
        """The bills of `sessions`, or of all, at this moment: oldest session first, in it by number."""
        with self._lock:
            named = sorted(set(sessions), key=session_key) if sessions else self.sessions
            return [bill for session in named for bill in self._sorted(session)]

    def find(self, session: str, number: str) -> Bill | None:
        """The bill, or None."""
        with self._lock:
            return self._bills.get(session, {}).get(number)

    def _sorted(self, session: str) -> Iterator[Bill]:
        yield from sorted(self._bills.get(session, {}).values(), key=lambda bill: bill.key)

    def _existing(self, session: str, number: str) -> Bill:
        bill = self.find(session, number)
        if bill is None:
            raise LookupError(f"session {session} has no bill {number}")
        return bill

    def _replace(self, bill: Bill, fields: Fields) -> None:
        after = bill_of(bill.session, fields)
        del self._bills[bill.session][bill.code]
        self._bills[bill.session][after.code] = after

    def _laws_of(self, session: str) -> int:
        return max((bill.fields.get("StatuteChapter") or 0 for bill in self.bills(session)), default=0)


def _now() -> datetime:
    return datetime.now(UTC)
