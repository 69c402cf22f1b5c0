"""Deadlines as people write them to instants. Pure, and never raises.

Belongs here: what a date, a time of day and a zone mean together. Does not: days alone (`days.py`), zones' names.
A date alone is the last second of that day in its zone. A time that the clocks show twice is the first one, as people
who hurry would have it; one that they skip is none. What can't be read is flagged, never guessed.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from techpulse.conference_client.days import DAY, day_from
from techpulse.conference_client.records import Precision
from techpulse.conference_client.zones import zone_of

_TIME = (
    r"(?P<hour>[0-9]{1,2})(?=:|\s*[ap]\.?m\b)(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.[0-9]{1,6})?)?)?"
    r"(?:\s*(?P<half>[ap]\.?m\b\.?))?"
)
_DEADLINE = re.compile(
    rf"{DAY}(?:(?:\s*,\s*|\s+at\s+|\s+-\s+|\s*\(|\s+|T){_TIME})?\)?(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_REMARK = re.compile(r"[\s,;(\[]*\b(?:extended|firm|final|hard|strict|new)\b(?: deadline)?[\s!)\],;:.]*", re.IGNORECASE)
_TO_COME = re.compile(r"(?:tb[adc]|t\.b\.[ad]\.?|to be (?:announced|determined|confirmed|decided))\b.*", re.IGNORECASE)
_NONE = re.compile(r"n\.?/?a\.?|none|not applicable|[-–—]+", re.IGNORECASE)
_LONGEST = 160
_ZONE_LIKE = re.compile(r"[A-Za-z][A-Za-z0-9_/+-]{0,30}")
_LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a deadline is: the instant in UTC, or the flag that says why there is none."""

    at: datetime | None = None
    zone: str | None = None
    precision: Precision | None = None
    flag: str | None = None


def moment_of(text: str | None, *, zone: str | None = None, usual: str = "AoE") -> Moment:
    """The moment that the whole text names; its own zone goes before `zone`, and that before the `usual` one.

    `zone` is given back as it was written; the usual one is none that was written.
    """
    tidy = " ".join((text or "").split())
    if _TO_COME.fullmatch(tidy):
        return Moment(zone=zone, flag="TBD")
    if not tidy or _NONE.fullmatch(tidy):
        return Moment(zone=zone, flag="N/A")
    match = _DEADLINE.fullmatch(_REMARK.sub(" ", tidy).strip()) if len(tidy) <= _LONGEST else None
    day = day_from(match) if match else None
    if not match or not day:
        return Moment(zone=zone, flag="unreadable")
    return _moment(day, match, zone=_zone_in(match["rest"]) or zone, usual=usual)


def _moment(day: date, match: re.Match[str], *, zone: str | None, usual: str) -> Moment:
    where = zone_of(zone or usual)
    if where is None:
        return Moment(zone=zone, flag=f"unknown zone {zone}" if _ZONE_LIKE.fullmatch(zone or "") else "unreadable")
    if match["hour"] is None:
        return _at(datetime.combine(day, _LAST_SECOND, where), zone=zone, precision="date")
    clock = _clock(match)
    if clock is None:
        return Moment(zone=zone, flag="unreadable")
    return _at(datetime.combine(day, clock, where), zone=zone, precision="minute")


def _at(local: datetime, *, zone: str | None, precision: Precision) -> Moment:
    """The instant; of a day's last second that comes twice, the day's end is the second one."""
    at = local.replace(fold=1 if precision == "date" else 0).astimezone(UTC)
    if at.astimezone(_zone(local)).replace(tzinfo=None) != local.replace(tzinfo=None):
        return Moment(zone=zone, flag="a time that the clocks skip")
    return Moment(at=at, zone=zone, precision=precision)


def _zone(local: datetime) -> tzinfo:
    assert local.tzinfo is not None
    return local.tzinfo


def _clock(match: re.Match[str]) -> time | None:
    hour, half = int(match["hour"]), (match["half"] or "").replace(".", "").lower()
    if half and not 1 <= hour <= 12:  # noqa: PLR2004 - hours of half a day
        return None
    try:
        return time(
            hour % 12 + 12 * (half == "pm") if half else hour, int(match["minute"] or 0), int(match["second"] or 0)
        )
    except ValueError:
        return None


def _zone_in(rest: str) -> str | None:
    """What stands behind the date, without the brackets and commas around it: a zone, or what is none."""
    return rest.strip(" ,;()[].") or None
