"""What a report shows, as Gold has it: one frozen record per row, months in order.

Belongs here: the records and what follows from them alone. Does not: the query that fills them (`gold.py`), words.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the spine; shares are of its posts, None where it has none."""

    month: date
    posts: int
    replies: int
    remote_share: float | None
    hybrid_share: float | None
    onsite_share: float | None
    unsaid_share: float | None
    with_salary_share: float | None


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology: the posts that name it, month by month of the spine; share and growth as of the newest month.

    Growth is of the share, as a ratio minus one; None where its base is missing or zero.
    """

    key: str
    name: str
    category: str
    mentions: tuple[int, ...]
    share: float | None
    mom_growth: float | None
    yoy_growth: float | None


@dataclass(frozen=True, slots=True)
class YearOfPay:
    """A year's pay in one currency and period: quartiles of each post's midpoint."""

    year: int
    currency: str
    period: str
    posts: int
    p25: float
    median: float
    p75: float


@dataclass(frozen=True, slots=True)
class Company:
    """A company that has posted; a streak counts months in a row."""

    company: str
    first_month: date
    last_month: date
    posts: int
    months: int
    longest_streak_months: int
    current_streak_months: int


@dataclass(frozen=True, slots=True)
class Country:
    """A country's posts, month by month of the spine."""

    country: str
    posts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A role title, in small letters, and how many posts of the newest twelve months name it."""

    role: str
    posts: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether a month is loaded; a stale one was read before its thread had closed."""

    month: date
    status: str
    loaded_at: datetime | None
    items: int
    posts: int
    is_stale: bool


@dataclass(frozen=True)
class GoldFigures:
    """All that a report shows, of one reading."""

    months: tuple[Month, ...]
    technologies: tuple[Technology, ...]
    pay: tuple[YearOfPay, ...]
    companies: tuple[Company, ...]
    countries: tuple[Country, ...]
    roles: tuple[Role, ...]
    coverage: tuple[Coverage, ...]

    @cached_property
    def newest(self) -> int | None:
        """Where in `months` the newest one with posts stands; None where none has any."""
        return max((at for at, month in enumerate(self.months) if month.posts), default=None)
