"""Single values of an answer, in whatever way it writes them: texts, numbers, moments, flags. Pure, and never raises.

Belongs here: what counts as none, and which spellings are one text. Does not: where a value stands (`fields.py`).
"""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\x00": None})  # noqa: RUF001 - which is the point
_SURROGATES = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"[+-]?[0-9]{1,19}(?:\.0*)?")
_GREATEST = 2**63 - 1  # what a BIGINT holds
_FLAGS = {"true": True, "false": False}
_HONORIFIC = re.compile(
    r"(?:the\s+)?(?:right\s+|rt\.?\s+)?hon(?:\.|ou?rable)\s+|sen(?:\.|ator)\s+|(?:mrs?|ms|dr)\.\s+"
    r"|le\s+très\s+hon(?:\.|orable)\s+|l'hon(?:\.|orable)\s+",
    re.IGNORECASE,
)


def tidied(value: object) -> str | None:
    """The text with white space collapsed and quotes straight; a number as its digits; None where it is blank.

    Two scrapers write one record with other quotes and other blanks, and both mean the same.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _GREATEST:
        value = str(value)
    if not isinstance(value, str):
        return None
    text = " ".join(value.translate(_STRAIGHT).split())
    return _SURROGATES.sub("\ufffd", text) or None


def whole(value: object, *, least: int) -> int | None:
    """The whole number, if it is `least` or more and a BIGINT holds it."""
    if isinstance(value, str) and _DIGITS.fullmatch(text := value.strip()):
        value = int(text.partition(".")[0])
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and isinstance(value, int) and least <= value <= _GREATEST else None


def flag(value: object) -> bool | None:
    """True or false, as itself or as a word."""
    return value if isinstance(value, bool) else _FLAGS.get((tidied(value) or "").lower())


def moment(value: object) -> datetime | None:
    """The moment in UTC; without an offset it is Ottawa's local time. The year 1 stands for none."""
    try:
        said = datetime.fromisoformat(value.strip()) if isinstance(value, str) else None
        if said is None or said.year == 1:
            return None
        return (said if said.tzinfo else said.replace(tzinfo=ottawa())).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(value: object) -> date | None:
    """The day that a date or a date-time names, as it is written there. The year 1 stands for none."""
    try:
        said = datetime.fromisoformat(value.strip()).date() if isinstance(value, str) else None
    except ValueError:
        return None
    return said if said and said.year != 1 else None


def ottawa() -> ZoneInfo:
    """The zone in which Parliament's clocks stand."""
    return ZoneInfo("America/Toronto")


def without_honorific(name: str | None) -> str | None:
    """A person's name without `Hon.`, `Right Hon.` and the like before it, in either language."""
    while name and (title := _HONORIFIC.match(name)):
        name = name[title.end() :]
    return name or None
