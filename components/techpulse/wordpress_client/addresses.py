"""The URL of one page of what is asked of an endpoint.

Belongs here: the configured path, what it already asks for, and our own parameters. Does not: fetching.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import unquote_plus, urlencode

_NEEDED_FIELDS = ("id", "modified_gmt")


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked of one endpoint of a site, whose `path` is as configured: `pages` or `pages?status=publish`.

    What the path itself asks for is kept letter by letter, but for parameters that are set here. With `fields`, or
    `_fields` in the path, records hold only those and what we need.
    """

    base_url: str
    path: str
    parameters: Mapping[str, str]
    fields: Sequence[str] = ()

    def url(self, page: int, *, width: int) -> str:
        """The address of one page of `width` records; the first is 1."""
        address, _, query = f"{self.base_url.rstrip('/')}/{self.path.lstrip('/')}".partition("?")
        asked = [part for part in query.replace("?", "&").split("&") if part]
        ours = {**self.parameters, "per_page": str(width), "page": str(page)}
        if fields := self.fields or [field for part in asked for field in _fields_of(part)]:
            ours["_fields"] = ",".join(dict.fromkeys((*_NEEDED_FIELDS, *fields)))
        kept = [part for part in asked if _name(part) not in ours]
        return f"{address}?{'&'.join([*kept, urlencode(ours, safe=',')])}"


def sent(moment: datetime) -> str:
    """A moment as a parameter: UTC with `Z`, cut down to the whole second, for the site compares whole seconds.

    Raises:
        ValueError: `moment` has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} names no zone; give an aware datetime")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])


def _fields_of(part: str) -> list[str]:
    """The fields that `_fields=…` names; none in any other part of a query."""
    return unquote_plus(part.partition("=")[2]).split(",") if _name(part) == "_fields" else []
