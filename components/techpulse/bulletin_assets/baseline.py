"""From which moment on a run reads its endpoint, and which rule said so. Pure.

Belongs here: the precedence of flags, ledger and exports, and the words for a wrong date. Does not: asking any of them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from techpulse.asset_kit import BadRunConfigError

# An hour for the clocks' change in autumn, when an edit's local time lies before that of an earlier one; and an hour
# for edits that the site's caches and plugins show late. What is read twice is not stored twice.
OVERLAP = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Read what was modified after `modified_after` (aware UTC; None: everything); `reason` is for people.

    `is_gapless`: nothing lies between what is known and it, so that a load from here on knows all up to its end.
    """

    modified_after: datetime | None
    reason: str
    is_gapless: bool = True


def chosen(
    *, full_refresh: bool, last_modified_date: str | None, watermark: datetime | None, exported: datetime | None
) -> Baseline:
    """full_refresh > last_modified_date > the ledger's watermark > the newest export > everything.

    Raises:
        BadRunConfigError: `last_modified_date` is no date.
    """
    if full_refresh:
        return Baseline(None, "full refresh, as asked")
    if last_modified_date is not None:
        asked, known = midnight(last_modified_date, name="last_modified_date"), watermark or exported
        is_gapless = known is not None and asked <= known - OVERLAP
        return Baseline(asked, f"since {last_modified_date}, as asked", is_gapless)
    if watermark is not None:
        return Baseline(watermark - OVERLAP, f"since {watermark:%Y-%m-%d %H:%M:%S} UTC, the last complete load")
    if exported is not None:
        return Baseline(exported - OVERLAP, f"since {exported:%Y-%m-%d %H:%M:%S} UTC, the newest complete export")
    return Baseline(None, "everything: no complete load and no export is known")


def midnight(text: str, *, name: str) -> datetime:
    """The beginning, in UTC, of a day given as YYYY-MM-DD.

    Raises:
        BadRunConfigError: it is not of that form, or no such day.
    """
    try:
        return datetime.combine(date.fromisoformat(text), datetime.min.time(), tzinfo=UTC)
    except ValueError as error:
        raise BadRunConfigError(f"{name} {text!r} is no date; accepted: YYYY-MM-DD, such as 2024-01-15") from error


def named_at(*, load_date: str | None, load_time: str | None, now: datetime) -> datetime | None:
    """The moment (UTC, whole seconds) that an export's partition is asked to be named by; None: nothing was asked.

    What is not asked is taken from `now` (aware).

    Raises:
        BadRunConfigError: `load_date` is no date, or `load_time` no time.
    """
    if load_date is None and load_time is None:
        return None
    moment = now.astimezone(UTC).replace(microsecond=0)
    day = moment if load_date is None else midnight(load_date, name="load_date")
    try:
        clock = moment.time() if load_time is None else datetime.strptime(load_time, "%H:%M:%S").time()  # noqa: DTZ007 - a time of day has no zone
    except ValueError as error:
        raise BadRunConfigError(f"load_time {load_time!r} is no time; accepted: HH:MM:SS, such as 10:00:00") from error
    return datetime.combine(day.date(), clock, tzinfo=UTC)
