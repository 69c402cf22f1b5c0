"""What is read out of a post: the records that leave this brick.

Belongs here: fields and their meaning. Does not: how any of them is found.
"""

from dataclasses import dataclass
from typing import Literal

Remote = Literal["yes", "no", "hybrid"]
Period = Literal["year", "month", "week", "day", "hour", "project"]


@dataclass(frozen=True, slots=True)
class Salary:
    """The first base pay that a post states, in whole units of `currency` (ISO 4217) a `period`.

    One bound is None where the post gives none ("up to", "from"); never both. No figure is ever made up.
    """

    minimum: float | None
    maximum: float | None
    currency: str
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPost:
    """The fields of one post. None and empty mean that the post doesn't say, or that we could not tell."""

    text: str
    """Plain text, one line a paragraph or line of the post."""
    is_job: bool
    """Whether it offers work; a question, a remark, somebody who looks for work does not."""
    company: str | None
    """Who hires, as written, without batch, tagline and address."""
    company_key: str | None
    """The company normalised for comparison."""
    roles: tuple[str, ...]
    """Titles as written, in the order of the post."""
    locations: tuple[str, ...]
    """Places where the work may be done, as written, in the order of the post."""
    countries: tuple[str, ...]
    """Their ISO 3166 alpha-2 codes, sorted; a continent gives none."""
    remote: Remote | None
    remote_region: str | None
    """The limit of remote work as words: `US`, `EU`, `UTC±3`; None where there is none."""
    visa: bool | None
    """Whether a visa is sponsored; None where unsaid."""
    is_internship: bool
    employment_types: tuple[str, ...]
    """Of `contract`, `freelance`, `full_time`, `internship`, `part_time`, `temporary`; sorted."""
    salary: Salary | None
    has_equity: bool
    urls: tuple[str, ...]
    has_email: bool
    """Whether an address is given, also one spelled out; the address itself is not kept."""
    technologies: tuple[str, ...]
    """Keys of the taxonomy, sorted."""
