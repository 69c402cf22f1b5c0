"""The addresses of the five sites and their answers.

Here: routes as the sites have them, ACL's cookie, ETag and Last-Modified and their 304.
Not here: pages (the module of the site), HTTP, faults and latency (`answer_server`).
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha1
from typing import NamedTuple
from urllib.parse import parse_qs, unquote

from techpulse.answer_server import Answer
from techpulse.conference_simulator import ai_deadlines, portals, wikicfp
from techpulse.conference_simulator.records import Conference
from techpulse.conference_simulator.sites import ConferenceSites

LISTING_PATH = f"/repos/{ai_deadlines.REPOSITORY}/contents/{ai_deadlines.FOLDER}"
FILES_PATH = f"/{ai_deadlines.REPOSITORY}/main/{ai_deadlines.FOLDER}"
ONE_FILE_PATH = "/abhshkdz/ai-deadlines/gh-pages/_data/conferences.yml"
ACL_PATH = "/portal/acl_sponsored_events"
ELRA_PATH = "/elra-events/"
CHAIRING_PATH = "/conferences"
CATEGORY_PATH, SEARCH_PATH, EVENT_PATH = "/cfp/call", "/cfp/servlet/tool.search", "/cfp/servlet/event.showcfp"

_HTML, _TEXT, _JSON = "text/html; charset=UTF-8", "text/plain; charset=utf-8", "application/json; charset=utf-8"
_COOKIE = "humans_21909=1"
_HAS_TAG = ("/repos/", "/huggingface/", "/abhshkdz/", ACL_PATH, CHAIRING_PATH)
_HAS_DATE = (ACL_PATH, ELRA_PATH)
_NOT_FOUND = Answer(404, b"<!DOCTYPE html><html><head><title>404</title></head><body>Not found</body></html>", _HTML)


class _Version(NamedTuple):
    tag: str
    changed_at: datetime


class Endpoints:
    """Answers targets as the sites do; `header` tells those of the request, `origin` where all is served."""

    def __init__(self, sites: ConferenceSites, *, header: Callable[[str], str], origin: Callable[[], str]) -> None:
        self._sites = sites
        self._header = header
        self._origin = origin
        self._versions: dict[str, _Version] = {}

    def answer(self, target: str) -> Answer:
        """The answer to a path with its query."""
        path, _, query = target.partition("?")
        path = unquote(path)
        if path == "/robots.txt":
            return _NOT_FOUND if self._sites.robots is None else Answer(200, self._sites.robots.encode(), _TEXT)
        if path == ACL_PATH and _COOKIE not in self._header("Cookie"):
            return Answer(409, portals.HUMAN_CHECK, _HTML)
        answer = self._page(path, {name: values[-1] for name, values in parse_qs(query).items()})
        return self._conditional(target, answer) if answer.status == 200 else answer  # noqa: PLR2004 - HTTP's own number

    def _page(self, path: str, query: dict[str, str]) -> Answer:
        told_by = self._sites.told_by
        match path:
            case "/portal/acl_sponsored_events":
                return Answer(200, portals.acl_page(told_by("acl_web")), _HTML)
            case "/elra-events/":
                return Answer(200, portals.elra_page(told_by("elra")), _HTML)
            case "/conferences":
                return Answer(200, portals.chairing_page(told_by("chairing_tool")), _HTML)
        return self._wikicfp(path, query) if path.startswith("/cfp/") else self._github(path)

    def _github(self, path: str) -> Answer:
        if path == LISTING_PATH:
            return Answer(200, ai_deadlines.listing(self._sites.series(), origin=self._origin()), _JSON)
        conferences = self._sites.told_by("ai_deadlines")
        if path == ONE_FILE_PATH:
            return Answer(200, ai_deadlines.one_file(conferences), _TEXT)
        folder, _, name = path.rpartition("/")
        editions = [each for each in conferences if ai_deadlines.file_name(each.acronym) == name]
        if folder != FILES_PATH or not editions:
            return Answer(404, b"404: Not Found", _TEXT)
        return Answer(200, ai_deadlines.series_file(editions), _TEXT)

    def _wikicfp(self, path: str, query: dict[str, str]) -> Answer:
        found = sorted(self._sites.told_by("wikicfp"), key=wikicfp.deadline_order)
        if path == CATEGORY_PATH:
            return Answer(200, _category(found, query), _HTML)
        if path == SEARCH_PATH:
            wanted = query.get("q", "").strip()
            hits = [each for each in found if wanted.lower() in f"{each.acronym} {each.full_name}".lower()]
            return Answer(200, wikicfp.search_page(hits, wanted=wanted), _HTML)
        if path == EVENT_PATH:
            hits = [each for each in found if str(each.id) == query.get("eventid")]
            return Answer(200, wikicfp.event_page(hits[0]) if hits else wikicfp.no_event_page(), _HTML)
        return _NOT_FOUND

    def _conditional(self, target: str, answer: Answer) -> Answer:
        version = self._version(target, answer.body)
        date = format_datetime(version.changed_at, usegmt=True)
        stamps: tuple[tuple[str, str], ...] = (("ETag", version.tag),) if target.startswith(_HAS_TAG) else ()
        stamps += (("Last-Modified", date),) if target.startswith(_HAS_DATE) else ()
        tags, since = self._header("If-None-Match"), self._header("If-Modified-Since")
        # A tag decides where one is sent (RFC 9110, section 13.1.3).
        is_known = version.tag in tags if tags else since == date
        return Answer(304, b"", answer.content_type, stamps) if stamps and is_known else answer._replace(headers=stamps)

    def _version(self, target: str, body: bytes) -> _Version:
        tag = f'"{sha1(body).hexdigest()}"'  # noqa: S324 - it tells versions apart and guards nothing
        before = self._versions.get(target)
        if before is None or before.tag != tag:
            now = datetime.now(UTC).replace(microsecond=0)
            # Dates hold whole seconds: two changes within one must not look like one.
            changed_at = max(now, before.changed_at + timedelta(seconds=1)) if before else now
            self._versions[target] = _Version(tag, changed_at)
        return self._versions[target]


def _category(found: list[Conference], query: dict[str, str]) -> bytes:
    category = query.get("conference", "")
    hits = [each for each in found if category.lower() in each.subjects]
    size = wikicfp.PAGE_SIZE
    pages = max(1, -(-len(hits) // size))
    number = query.get("page", "1")
    page = int(number) if number.isdecimal() and 0 < int(number) <= pages else 1
    listed = wikicfp.Listed(category, page, pages, len(hits))
    return wikicfp.category_page(hits[(page - 1) * size : page * size], listed)
