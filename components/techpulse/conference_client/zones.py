"""Zones as people write them: AoE, UTC-12, GMT+02, America/New_York, PST. Pure, and never raises.

Belongs here: which zone a text means. Does not: dates and times of day (`times.py`).
Abbreviations that several zones share (CST, IST, BST) are unknown: none is guessed. So is what is no zone at all.
"""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_HOURS = {
    "aoe": -12, "anywhere on earth": -12, "z": 0, "utc": 0, "gmt": 0, "pst": -8, "pdt": -7, "mst": -7, "mdt": -6,
    "est": -5, "edt": -4, "akst": -9, "akdt": -8, "hst": -10, "wet": 0, "west": 1, "cet": 1, "cest": 2, "eet": 2,
    "eest": 3, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8, "aest": 10, "aedt": 11,
}  # fmt: skip
_PLACES = {
    "pt": "America/Los_Angeles",
    "pacific time": "America/Los_Angeles",
    "et": "America/New_York",
    "eastern time": "America/New_York",
}
_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+−–—-])\s*([0-9]{1,2})(?::?([0-9]{2}))?", re.IGNORECASE)  # noqa: RUF001 - dashes of all kinds
_PLACE = re.compile(r"[A-Za-z_]{2,30}(?:/[A-Za-z0-9_+-]{1,30}){1,2}")
_WEST, _EAST = -12 * 60, 14 * 60  # minutes: the first and the last clocks of the earth


def zone_of(text: str) -> tzinfo | None:
    """The zone; `UTC-12` is west of Greenwich, and so, by its own rule, is `Etc/GMT+12`. None where it is unknown."""
    name = " ".join(text.split()).lower()
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    if offset := _OFFSET.fullmatch(name):
        return _offset(offset[1], hours=offset[2], minutes=offset[3])
    place = _PLACES.get(name, text.strip())
    return _place(place) if _PLACE.fullmatch(place) else None


def _offset(sign: str, *, hours: str, minutes: str | None) -> tzinfo | None:
    total = (int(hours) * 60 + int(minutes or 0)) * (1 if sign == "+" else -1)
    is_one = _WEST <= total <= _EAST and int(minutes or 0) < 60  # noqa: PLR2004 - minutes of an hour
    return timezone(timedelta(minutes=total)) if is_one else None


def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, LookupError):  # no such zone, a folder of zones, a name that leads elsewhere
        return None
