"""How hiring threads looked over the years: how many comments, how deep, how fast they came.

Here: figures counted over real threads of Hacker News, medians and shares of all comments.
Not here: anything made up from them (`generator`).
"""

from datetime import date
from itertools import pairwise
from random import Random
from typing import NamedTuple

_SECONDS_PER_HOUR = 3600

_COMMENTS = {
    2011: 290,
    2012: 275,
    2013: 380,
    2014: 430,
    2015: 815,
    2016: 905,
    2017: 1000,
    2018: 1045,
    2019: 870,
    2020: 710,
    2021: 965,
    2022: 755,
    2023: 535,
    2024: 495,
    2025: 490,
    2026: 485,
}


class Era(NamedTuple):
    """The shape of threads until a year: `depth_shares` from top-level down, `growth` as (hours, share by then)."""

    last_year: int
    depth_shares: tuple[float, ...]
    growth: tuple[tuple[int, float], ...]

    def draw_delay_seconds(self, rng: Random) -> float:
        """Seconds from a thread to one of its comments."""
        drawn = rng.random()
        for (start, share), (end, share_by_end) in pairwise(self.growth):
            if drawn < share_by_end:
                hours = start + (end - start) * (drawn - share) / (share_by_end - share)
                return hours * _SECONDS_PER_HOUR
        return self.growth[-1][0] * _SECONDS_PER_HOUR


_QUICK = ((0, 0), (1, 0.14), (2, 0.31), (4, 0.52), (8, 0.69), (24, 0.87), (48, 0.96), (120, 0.99), (336, 1))
_SLOW = ((0, 0), (4, 0.20), (8, 0.40), (24, 0.61), (48, 0.74), (120, 0.84), (168, 0.91), (336, 1))

_ERAS = (
    Era(2020, (0.83, 0.112, 0.039, 0.011, 0.004, 0.002), _QUICK),
    Era(2022, (0.904, 0.069, 0.021, 0.005, 0.001), _QUICK),
    Era(date.max.year, (0.659, 0.213, 0.083, 0.026, 0.011, 0.004, 0.002, 0.001), _SLOW),
)


def comments_of(month: date) -> int:
    """How many comments a hiring thread of that year had; later years are like the last known one."""
    return _COMMENTS[min(month.year, max(_COMMENTS))]


def era_of(month: date) -> Era:
    """The shape of the threads of that time."""
    return next(era for era in _ERAS if month.year <= era.last_year)
