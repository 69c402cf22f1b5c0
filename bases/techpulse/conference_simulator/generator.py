"""Made-up conferences: the same for the same numbers and seed.

Here: putting them together, and changing some.
Not here: words (`vocabulary`), keeping them (`sites`).
"""

from datetime import date, datetime, time, timedelta
from random import Random

from techpulse.conference_simulator import vocabulary as words
from techpulse.conference_simulator.records import SITES, Conference, Due
from techpulse.conference_simulator.sites import ConferenceSites

_TODAY = date(2026, 11, 1)
_MOST = 5_000
_SECOND_EDITIONS, _TO_COME, _FURTHER_DUES = 0.2, 0.1, 0.6  # shares
_BY_WEEKS = {"abstract": -21, "submission": -20, "notification": -9, "camera_ready": -5}
_LAST_MINUTES = (time(23, 59, 59), time(23, 59, 59), time(23, 59), time(17, 0))


def generate_sites(*, conferences: int = 60, seed: int = 0, today: date = _TODAY) -> ConferenceSites:
    """Sites that tell of `conferences` editions that begin within a year and a half from `today`, none real.

    About a fifth are two editions of one series. Each is told of by one site to all five, and each site tells of some
    where there are five or more.

    Raises:
        ValueError: a number below 0 or above 5,000.
    """
    if not 0 <= conferences <= _MOST:
        raise ValueError(f"conferences {conferences} must be 0 to {_MOST}")
    rng, sites = Random(seed), ConferenceSites(robots="User-agent: *\nDisallow: /cfp/servlet/user.regin\n")
    while len(made := sites.told_by()) < conferences:
        if len(made) >= len(SITES) and rng.random() < _SECOND_EDITIONS:
            last = max(made, key=lambda each: each.id)
            if last.ordinal == max(each.ordinal for each in made if each.acronym == last.acronym):
                sites.next_year(last.id)
                continue
        sites.add(_conference(rng, nth=len(made), today=today))
    return sites


def change_some(sites: ConferenceSites, rng: Random, *, today: date = _TODAY) -> dict[str, list[int]]:
    """The ids of what changed: one deadline extended, one conference gone from everywhere, one made."""
    made = sites.told_by()
    extended = [each.id for each in rng.sample(made, len(made)) if (due := each.due("submission")) and due.at][:1]
    removed = [each.id for each in rng.sample(made, min(2, len(made))) if each.id not in extended][:1]
    for number in extended:
        sites.extend(number, days=rng.choice((3, 7, 14)))
    for number in removed:
        sites.remove(number)
    added = sites.add(_conference(rng, nth=rng.randrange(_MOST, 2 * _MOST), today=today))
    return {"extended": extended, "removed": removed, "added": [added]}


def _conference(rng: Random, *, nth: int, today: date) -> Conference:
    acronym = _acronym(nth)
    starts = today + timedelta(days=rng.randrange(150, 550))
    topic, aspect = rng.choice(words.TOPICS), rng.choice(words.ASPECTS)
    city, country = rng.choice(words.PLACES)
    # The first five go to a site each, so that none is empty.
    sites = {SITES[nth]} if nth < len(SITES) else set()
    return Conference(
        acronym=acronym,
        full_name=f"{rng.choice(words.FORMS)} {topic} and {aspect}",
        year=starts.year,
        starts_date=starts,
        ends_date=starts + timedelta(days=rng.randrange(6)),
        city=city,
        country=country,
        url=f"https://{acronym.lower()}.example.org/{starts.year}/",
        subjects=tuple(rng.sample(words.SUBJECTS, rng.choice((1, 1, 2)))),
        note=rng.choice(words.NOTES),
        ordinal=rng.randrange(1, 40),
        dues=_dues(rng, starts),
        sites=frozenset(sites | set(rng.sample(SITES, rng.randrange(1, len(SITES) + 1)))),
    )


def _dues(rng: Random, starts: date) -> tuple[Due, ...]:
    zone, clock, is_to_come = rng.choice(words.ZONES), rng.choice(_LAST_MINUTES), rng.random() < _TO_COME
    kinds = ["submission", *(kind for kind in _BY_WEEKS if kind != "submission" and rng.random() < _FURTHER_DUES)]
    return tuple(
        Due(kind, None if is_to_come else datetime.combine(starts + timedelta(weeks=weeks), clock), zone)
        for kind, weeks in _BY_WEEKS.items()
        if kind in kinds
    )


def _acronym(nth: int) -> str:
    """A word for each number: three syllables, and more for the larger ones."""
    number, letters = nth * 7, ""
    for _ in range(3):
        number, place = divmod(number, len(words.SYLLABLES))
        letters += words.SYLLABLES[place]
    return letters + (
        words.SYLLABLES[number % len(words.SYLLABLES)] * (1 + number // len(words.SYLLABLES)) if number else ""
    )
