"""The URLs of both APIs, and which of their own next pages may be followed.

Belongs here: paths and parameters. Does not: asking for them.
"""

from datetime import date
from typing import Literal, TypeAlias
from urllib.parse import urlencode, urljoin, urlsplit

from techpulse.http_client import PermanentFetchError
from techpulse.parliament_client.records import BillKey

Form: TypeAlias = Literal["json", "xml"]

_AS_JSON = "format=json"


def bills_url(base_url: str, *, limit: int, since: date | None = None, session: str | None = None) -> str:
    """The first page of OpenParliament's bills."""
    asked = {"session": session, "introduced__gte": since.isoformat() if since else None, "limit": str(limit)}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{base_url.rstrip('/')}/bills/?{query}&{_AS_JSON}"


def next_page_url(url: str, next_url: str) -> str:
    """The page that follows the one at `url`, in JSON; `next_url` is usually relative.

    Raises:
        PermanentFetchError: it lies on another host.
    """
    there = urljoin(url, next_url)
    if urlsplit(there)[:2] != urlsplit(url)[:2]:
        host = urlsplit(there).netloc
        raise PermanentFetchError(f"refused to follow OpenParliament's next page to {host}, another host")
    return there if _AS_JSON in there else f"{there}{'&' if '?' in there else '?'}{_AS_JSON}"


def openparliament_url(base_url: str, key: BillKey) -> str:
    """OpenParliament's details of one bill."""
    return f"{base_url.rstrip('/')}/bills/{key.session}/{key.number}/?{_AS_JSON}"


def list_url(base_url: str, session: str, *, form: Form) -> str:
    """LEGISinfo's list of a session."""
    return f"{base_url.rstrip('/')}/bills/{form}?parlsession={session}"


def legisinfo_url(base_url: str, key: BillKey, *, form: Form) -> str:
    """LEGISinfo's details of one bill."""
    return f"{base_url.rstrip('/')}/bill/{key.session}/{key.number.lower()}/{form}"
