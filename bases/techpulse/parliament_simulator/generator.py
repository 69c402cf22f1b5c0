"""A made-up parliament: sessions with bills on their way, and a few more changes to it on request.

Here: which bills there are, when they are introduced and how far they come.
Not here: what they say (`invention`), how a stage changes them (`stages`).
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from techpulse.parliament_simulator.bills import session_key, wall_time
from techpulse.parliament_simulator.invention import invented_bill
from techpulse.parliament_simulator.markup import Fields
from techpulse.parliament_simulator.parliament import Parliament
from techpulse.parliament_simulator.stages import complete_next_stage

_MOST_BILLS = 10_000
_ALWAYS = ("C-1", "S-1", "C-2", "C-201", "S-201", "C-2A", "S-2")
_SERIES = (("C", 3), ("C", 202), ("S", 3), ("S", 202))
_WEIGHTS = (25, 45, 5, 25)
_LATEST_INTRODUCTION_DAYS = 240
_SESSION_DAYS = 360
_MOST_STAGES = 12
_SHARE_WITH_SPLIT_SECONDS = 0.3


def generate_parliament(bills: Mapping[str, int], *, seed: int = 0) -> Parliament:
    """A parliament with that many made-up bills in each session.

    What they say depends on `bills` and `seed` alone. From 7 bills on a session has pro forma bills, bills of both
    chambers and kinds, and one whose number carries a letter; among some dozens of bills every stage occurs.

    Raises:
        ValueError: a session that is not of the form 45-1, or a number of bills outside 0 to 10,000.
    """
    parliament = Parliament(sorted(bills, key=session_key), seed=seed)
    for session, number in bills.items():
        if not 0 <= number <= _MOST_BILLS:
            raise ValueError(f"{number} bills in {session}: must be 0 to {_MOST_BILLS}")
        rng = Random(f"{seed} {session} {number}")
        is_ongoing = session == parliament.sessions[-1]
        for fields in _bills(session, number, rng=rng):
            parliament.put(session, fields | {"IsSessionOngoing": is_ongoing})
    return parliament


def change_some(parliament: Parliament, rng: Random) -> dict[str, list[str]]:
    """Numbers by session of what changed now: in the newest one up to three bills moved or edited, and one added."""
    session = parliament.sessions[-1]
    numbers = parliament.numbers(session)
    changed = sorted(rng.sample(numbers, min(3, len(numbers))))
    now = datetime.now(UTC)
    for number in changed:
        title = f"Act No. {rng.randrange(10**6)}"
        if rng.random() < 1 / 2 or not parliament.advance(session, number, at=now):
            parliament.edit(session, number, at=now, ShortTitleEn=title, ShortTitle=title)
    return {session: [*changed, parliament.add(session, at=now)]}


def _bills(session: str, number: int, *, rng: Random) -> Iterator[Fields]:
    begin = _beginning(session)
    chapters = count(1)
    introduced = sorted(rng.randrange(_LATEST_INTRODUCTION_DAYS * 86_400) for _ in range(number))
    for code, seconds in zip(_codes(number, rng), introduced, strict=True):
        at = begin + timedelta(seconds=seconds)
        fields = invented_bill(code, session, rng=rng, time=_time(at, rng))
        for _ in range(rng.randrange(_MOST_STAGES)):
            at += timedelta(days=rng.randrange(1, 40), seconds=rng.randrange(3600))
            if at > begin + timedelta(days=_SESSION_DAYS) or fields["IsProForma"]:
                break
            _advance(fields, _time(at, rng), chapters=chapters)
        yield fields


def _advance(fields: Fields, time: str, *, chapters: "count[int]") -> None:
    has_assent = bool(fields["ReceivedRoyalAssent"])
    is_next = fields["StatusNameEn"] == "Awaiting royal assent"
    complete_next_stage(fields, time, chapter=next(chapters) if is_next and not has_assent else 0)


def _codes(number: int, rng: Random) -> list[str]:
    """Numbers of bills in the order in which they are introduced."""
    series = {(prefix, first): count(first) for prefix, first in _SERIES}
    codes = list(_ALWAYS[:number])
    for prefix, first in rng.choices(_SERIES, _WEIGHTS, k=number - len(codes)):
        codes.append(f"{prefix}-{next(series[prefix, first])}")
    return codes


def _beginning(session: str) -> datetime:
    """When a session begins: a parliament every four years, a session every year."""
    parliament, number = session_key(session)
    return datetime(2025 + 4 * (parliament - 45) + number - 1, 5, 26, 14, tzinfo=UTC)


def _time(at: datetime, rng: Random) -> str:
    split = f".{rng.randrange(1, 1000):03}".rstrip("0") if rng.random() < _SHARE_WITH_SPLIT_SECONDS else ""
    return wall_time(at) + split
