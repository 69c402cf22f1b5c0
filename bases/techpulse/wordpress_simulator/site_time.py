"""Time as a WordPress site knows it: wall time of its zone, to the second, without an offset.

Here: from an instant to the site's wall time, and from what a client writes to it. All pure.
Not here: clocks (`site`), which parameters hold times (`parameters`).
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_FULL_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}(?::\d{2})?)?", re.ASCII)


def wall_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the site's clock shows at `instant`, naive, cut down to the second.

    In the hour that a change to winter time repeats, two instants have the same wall time.

    Raises:
        ValueError: `instant` has no zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no zone: the site's clock must tell aware times")
    return instant.astimezone(zone).replace(tzinfo=None, microsecond=0)


def utc_time(instant: datetime) -> datetime:
    """`instant` in UTC, naive, cut down to the second."""
    return instant.astimezone(UTC).replace(tzinfo=None, microsecond=0)


def read_wall_time(text: str, zone: ZoneInfo) -> datetime:
    """The site's wall time that `text` means: converted where it names an offset, else as it stands.

    A wall time that a change to summer time leaps over is moved by the leap.

    Raises:
        ValueError: `text` is not a whole date and time in the form of RFC 3339.
    """
    if not _FULL_TIME.fullmatch(text):
        raise ValueError(f"{text!r} is not a full date and time")
    given = datetime.fromisoformat(text)
    instant = given if given.tzinfo else given.replace(tzinfo=zone)
    try:
        return wall_time(instant.astimezone(UTC), zone)
    except OverflowError as error:
        raise ValueError(f"{text!r} lies outside the years 1 to 9999") from error
