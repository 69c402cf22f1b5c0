"""The conferences that the sites tell of, which change while they are served.

Here: adding, extending, removing, a series' next year, and reading consistently from another thread.
Not here: pages (`pages`), made-up content (`generator`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from threading import RLock

from techpulse.conference_simulator.records import SITES, Conference, Due, SiteName

_FIRST_ID = 200_001
_SAME_WEEKDAY = timedelta(weeks=52)


class ConferenceSites:
    """Conferences by id, told of by up to five sites; safe to use from any thread.

    Attributes:
        robots: the text of robots.txt, or None where there is none; assign another one at any time.
    """

    def __init__(self, *, robots: str | None = None) -> None:
        self.robots = robots
        self._conferences: dict[int, Conference] = {}
        self._last_id = _FIRST_ID - 1
        self._lock = RLock()

    def add(self, conference: Conference) -> int:
        """The id of one more conference, its own where it has one.

        Raises:
            ValueError: the id is taken, or a site is unknown.
        """
        if unknown := conference.sites - set(SITES):
            raise ValueError(f"{', '.join(sorted(unknown))} is none of {', '.join(SITES)}")
        with self._lock:
            number = conference.id or self._last_id + 1
            if number in self._conferences:
                raise ValueError(f"conference {number} is there already: take another id")
            self._conferences[number] = replace(conference, id=number)
            self._last_id = max(self._last_id, number)
        return number

    def extend(self, number: int, *, days: int = 7, kind: str = "submission") -> None:
        """Moves the deadlines of `kind` by some days, at every site; those that are to come stay so.

        Raises:
            LookupError: there is no such conference, or it has no such deadline.
        """

        def moved(due: Due) -> Due:
            return replace(due, at=due.at + timedelta(days=days)) if due.kind == kind and due.at else due

        if self.find(number).due(kind) is None:
            raise LookupError(f"conference {number} has no deadline of kind {kind}")
        self._change(number, lambda found: replace(found, dues=tuple(map(moved, found.dues))))

    def edit(self, number: int, **changes: object) -> None:
        """Gives the conference other values, by the names of its fields.

        Raises:
            LookupError: there is no such conference.
            TypeError: there is no such field.
        """
        self._change(number, lambda found: replace(found, **changes))  # type: ignore[arg-type] # names are checked there

    def remove(self, number: int, *, site: SiteName | None = None) -> None:
        """Takes the conference from one site, or from all.

        Raises:
            LookupError: there is no such conference.
        """
        with self._lock:
            left = self.find(number).sites - {site} if site else frozenset[SiteName]()
            if left:
                self._change(number, lambda found: replace(found, sites=left))
            else:
                del self._conferences[number]

    def next_year(self, number: int) -> int:
        """The id of the series' next edition, 52 weeks later.

        Raises:
            LookupError: there is no such conference.
        """
        this = self.find(number)

        def later(due: Due) -> Due:
            return replace(due, at=due.at + _SAME_WEEKDAY) if due.at else due

        return self.add(
            replace(
                this,
                id=0,
                year=this.year + 1,
                ordinal=this.ordinal + 1,
                starts_date=this.starts_date + _SAME_WEEKDAY,
                ends_date=this.ends_date + _SAME_WEEKDAY,
                url=this.url.replace(str(this.year), str(this.year + 1)),
                dues=tuple(map(later, this.dues)),
            )
        )

    def find(self, number: int) -> Conference:
        """The conference.

        Raises:
            LookupError: there is no such conference.
        """
        with self._lock:
            if number not in self._conferences:
                raise LookupError(f"there is no conference {number}")
            return self._conferences[number]

    def told_by(self, site: SiteName | None = None) -> list[Conference]:
        """What one site tells of, or all, in the order of their beginnings."""
        with self._lock:
            found = [each for each in self._conferences.values() if site is None or site in each.sites]
        return sorted(found, key=lambda each: (each.starts_date, each.id))

    def series(self) -> list[str]:
        """The acronyms of those in the published YAML, in order."""
        return sorted({each.acronym for each in self.told_by("ai_deadlines")})

    def _change(self, number: int, change: Callable[[Conference], Conference]) -> None:
        with self._lock:
            self._conferences[number] = change(self.find(number))


def days_text(starts: date, ends: date) -> str:
    """The days of a conference as people write them: "July 27 - August 1, 2027" or "July 2-7, 2027"."""
    if (starts.year, starts.month) == (ends.year, ends.month):
        return f"{starts:%B} {starts.day}-{ends.day}, {ends.year}"
    return f"{starts:%B} {starts.day} - {ends:%B} {ends.day}, {ends.year}"
