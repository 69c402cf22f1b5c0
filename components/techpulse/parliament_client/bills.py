"""One bill as it stands: what several answers about it say, each figure in its own type.

Belongs here: the fields that are read, and their meanings. Does not: where they stand in an answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

Chamber: TypeAlias = Literal["house", "senate"]


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a bill in one chamber; royal assent is a stage, too.

    `state_at` is the moment (aware UTC) since which `state_…` holds. `committee` is its acronym, else its name.
    """

    chamber: Chamber | None
    name_en: str | None
    name_fr: str | None
    state_en: str | None
    state_fr: str | None
    state_at: datetime | None
    committee_en: str | None


@dataclass(frozen=True, slots=True)
class Vote:
    """One recorded division of the House on a bill, by its number within the session; `decided_at` is aware UTC."""

    number: int
    result_en: str | None
    yeas: int | None
    nays: int | None
    paired: int | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Publication:
    """One published version of a bill's text."""

    id: int
    type_en: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """Everything that is known of one bill; a field that no answer holds, or that can't be read, is None or empty.

    Texts are tidied: white space collapsed, typographic quotes straight, lone surrogates replaced; summaries are HTML.
    Every `…_at` is aware UTC, `introduced_date` is a day in Ottawa. `stages` are in the order of the record, House
    before Senate before royal assent; `votes`, `publications` and `related_bills` (session, number) in their own.
    """

    legisinfo_id: int | None = None
    title_en: str | None = None
    title_fr: str | None = None
    short_title_en: str | None = None
    short_title_fr: str | None = None
    bill_type_en: str | None = None
    bill_type_fr: str | None = None
    originating_chamber: Chamber | None = None
    is_government: bool | None = None
    is_private_member: bool | None = None
    is_pro_forma: bool | None = None
    status_id: int | None = None
    status_en: str | None = None
    status_fr: str | None = None
    status_code: str | None = None
    sponsor_id: int | None = None
    sponsor_name: str | None = None
    sponsor_title_en: str | None = None
    sponsor_title_fr: str | None = None
    sponsor_constituency_en: str | None = None
    sponsor_constituency_fr: str | None = None
    sponsor_url: str | None = None
    introduced_date: date | None = None
    latest_activity_en: str | None = None
    latest_activity_fr: str | None = None
    latest_activity_at: datetime | None = None
    passed_house_first_reading_at: datetime | None = None
    passed_house_second_reading_at: datetime | None = None
    passed_house_third_reading_at: datetime | None = None
    passed_senate_first_reading_at: datetime | None = None
    passed_senate_second_reading_at: datetime | None = None
    passed_senate_third_reading_at: datetime | None = None
    royal_assent_at: datetime | None = None
    statute_year: int | None = None
    statute_chapter: str | None = None
    is_law: bool | None = None
    summary_en: str | None = None
    summary_fr: str | None = None
    text_url: str | None = None
    reinstated_from: str | None = None
    reinstated_as: str | None = None
    stages: tuple[Stage, ...] = ()
    votes: tuple[Vote, ...] = ()
    publications: tuple[Publication, ...] = ()
    related_bills: tuple[tuple[str, str], ...] = ()
    vote_urls: tuple[str, ...] = ()
