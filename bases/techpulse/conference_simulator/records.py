"""What is true of a made-up conference, whatever a site says of it.

Here: editions and their deadlines as frozen records.
Not here: how each site writes them (the module of the site), changing them (`sites`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

SiteName: TypeAlias = Literal["ai_deadlines", "acl_web", "chairing_tool", "elra", "wikicfp"]
SITES: tuple[SiteName, ...] = get_args(SiteName)
KINDS = ("abstract", "submission", "notification", "camera_ready")


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline by the clocks of `zone` ("AoE", "UTC+2", "Europe/Berlin"); `at` is naive, None where it is to come."""

    kind: str
    at: datetime | None
    zone: str = "AoE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """One edition of a series; `sites` are those that tell of it, `id` is its number at WikiCFP, 0 to be given one.

    `ordinal` is which one of its series it is, for sites that say so.
    """

    acronym: str
    full_name: str
    year: int
    starts_date: date
    ends_date: date
    city: str = "Port Lantern"
    country: str = "Norway"
    url: str = ""
    subjects: tuple[str, ...] = ("machine learning",)
    note: str = ""
    ordinal: int = 1
    dues: tuple[Due, ...] = ()
    sites: frozenset[SiteName] = frozenset(SITES)
    id: int = 0

    @property
    def place(self) -> str:
        """City and country."""
        return f"{self.city}, {self.country}"

    def due(self, kind: str) -> Due | None:
        """The deadline of `kind`, the first where there are several."""
        return next((due for due in self.dues if due.kind == kind), None)
