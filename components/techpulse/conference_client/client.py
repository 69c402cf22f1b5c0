"""Which pages of each site there are: one, the files of a folder, or a list that goes on from page to page.

Belongs here: addresses, paces, and when a site's pages are complete. Does not: manners (`site.py`), what pages say.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from types import MappingProxyType, TracebackType
from typing import ClassVar, Protocol, Self
from urllib.parse import urlsplit

from techpulse.conference_client.listing import YAML_ENDINGS, file_urls
from techpulse.conference_client.parse import parse_page
from techpulse.conference_client.records import Page, Source, Unchanged
from techpulse.conference_client.site import Site
from techpulse.http_client import FetchCounts, HttpPolicy

_MEBIBYTE = 1024 * 1024
_CATEGORIES = (
    "machine%20learning",
    "artificial%20intelligence",
    "NLP",
    "computational%20linguistics",
    "computer%20vision",
    "data%20mining",
    "information%20retrieval",
    "robotics",
)


def _policy(accept: str, *headers: tuple[str, str], requests_per_second: float) -> HttpPolicy:
    return HttpPolicy(
        max_connections=1,
        requests_per_second=requests_per_second,
        max_response_bytes=8 * _MEBIBYTE,
        headers=(("Accept", accept), *headers),
    )


_HTML = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5"
_FILES = "application/vnd.github+json, */*;q=0.5"


class _Fetch(Protocol):
    """One page; perhaps only that it is unchanged."""

    def __call__(
        self, url: str, *, validator: str | None = None, counts: FetchCounts | None = None
    ) -> Page | Unchanged: ...


class ConferenceClient:
    """A synchronous client of the five sites, each asked at its own pace, one request at a time.

    A context manager, which is one run: what a robots.txt says is asked once in it. For one thread at a time.
    `addresses` says where each site's pages begin: for `ai_deadlines` a folder that GitHub lists, or a YAML file; for
    `wikicfp` lists, series, searches or single events; for the others pages. A list is followed for `most_pages` pages.
    """

    ADDRESSES: ClassVar[Mapping[Source, tuple[str, ...]]] = MappingProxyType(
        {
            "ai_deadlines": (
                "https://api.github.com/repos/huggingface/ai-deadlines/contents/src/data/conferences?ref=main",
            ),
            "acl_web": ("https://www.aclweb.org/portal/acl_sponsored_events",),
            "chairing_tool": ("https://chairingtool.com/conferences",),
            "elra": ("https://www.elra.info/elra-events/",),
            "wikicfp": tuple(f"http://www.wikicfp.com/cfp/call?conference={name}" for name in _CATEGORIES),
        }
    )
    POLICIES: ClassVar[Mapping[Source, HttpPolicy]] = MappingProxyType(
        {
            "ai_deadlines": _policy(_FILES, requests_per_second=5.0),
            "acl_web": _policy(_HTML, ("Cookie", "humans_21909=1"), requests_per_second=0.5),  # else it answers 409
            "chairing_tool": _policy(_HTML, requests_per_second=0.5),
            "elra": _policy(_HTML, requests_per_second=0.5),
            "wikicfp": _policy(_HTML, requests_per_second=0.5),
        }
    )

    def __init__(
        self,
        addresses: Mapping[Source, Iterable[str]] = ADDRESSES,
        *,
        policies: Mapping[Source, HttpPolicy] = POLICIES,
        most_pages: int = 5,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._addresses = {source: tuple(urls) for source, urls in addresses.items()}
        self._policies = policies
        self._most_pages = most_pages
        self._now = now
        self._opened: ExitStack | None = None
        self._sites: dict[Source, Site] = {}

    def __enter__(self) -> Self:
        self._opened = ExitStack()
        self._sites = {}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        opened, self._opened, self._sites = self._opened, None, {}
        if opened:
            opened.close()

    def pages(
        self, source: Source, *, known: Mapping[str, str] | None = None, counts: FetchCounts | None = None
    ) -> Iterator[Page | Unchanged]:
        """Every page of the site, as it arrives, each address once.

        Of a page whose address has a validator in `known` it may come that it is unchanged. WikiCFP's lists are asked
        for without, for the address of the next page stands on the one before. What it costs is added to `counts`.

        Raises:
            FetchError: a page could not be had, in the kinds of `http_client`; those before it have come.
            UnknownPageError: a page that should name the next one is not built as it must be; it has come, too.
            ValueError: no address of `source` is known.
        """
        if not (urls := self._addresses.get(source)):
            raise ValueError(f"where {source} begins isn't known; give an address of it")
        site = self._site(source)
        match source:
            case "ai_deadlines":
                yield from _one_by_one(site.document, _files(site, urls, counts=counts), known=known, counts=counts)
            case "wikicfp":
                yield from self._lists(site, urls, counts=counts)
            case _:
                yield from _one_by_one(site.page, urls, known=known, counts=counts)

    def events(
        self, urls: Iterable[str], *, known: Mapping[str, str] | None = None, counts: FetchCounts | None = None
    ) -> Iterator[Page | Unchanged]:
        """WikiCFP's page of each event, by the address that its lists give; they tell of more deadlines than those.

        Raises:
            FetchError: a page could not be had; those before it have come.
        """
        yield from _one_by_one(self._site("wikicfp").page, urls, known=known, counts=counts)

    def _site(self, source: Source) -> Site:
        if source not in self._sites:
            self._sites[source] = Site(source, self._policies[source], opened=self._opened, now=self._now)
        return self._sites[source]

    def _lists(self, site: Site, urls: Iterable[str], *, counts: FetchCounts | None) -> Iterator[Page | Unchanged]:
        asked: set[str] = set()
        for first in dict.fromkeys(urls):
            waiting, left = [first], self._most_pages
            while waiting and left:
                url = waiting.pop(0)
                if url in asked:
                    continue
                asked.add(url)
                left -= 1
                page = site.page(url, counts=counts)
                yield page
                if isinstance(page, Page):
                    waiting += parse_page(page).next_urls


def _one_by_one(
    fetch: _Fetch, urls: Iterable[str], *, known: Mapping[str, str] | None, counts: FetchCounts | None
) -> Iterator[Page | Unchanged]:
    for url in dict.fromkeys(urls):
        yield fetch(url, validator=(known or {}).get(url), counts=counts)


def _files(site: Site, urls: Iterable[str], *, counts: FetchCounts | None) -> Iterator[str]:
    """The addresses of all YAML files: those given, and those of the folders given."""
    for url in urls:
        if urlsplit(url).path.lower().endswith(YAML_ENDINGS):
            yield url
        elif isinstance(listing := site.document(url, counts=counts), Page):
            yield from file_urls(listing.body)
