"""How sites are asked: what robots.txt allows, how fast, and what follows where it can't be had."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from techpulse.answer_server import Answer, AnswerServer, Faults
from techpulse.conference_client import ConferenceClient
from techpulse.conference_client.robots import SLOWEST_SECONDS, Robots, read_robots
from techpulse.http_client import BadPayloadError, FetchCounts, HttpPolicy, PermanentFetchError, TransientFetchError

QUICK = HttpPolicy(backoff_seconds=0.01, attempts=2, read_timeout_seconds=5, connect_timeout_seconds=2)
POLICIES = dict.fromkeys(ConferenceClient.ADDRESSES, QUICK)
EVENTS = "/cfp/servlet/event.showcfp?eventid="


class Site:
    """Any page, and a robots.txt; tells when each was asked for."""

    def __init__(self, robots: str | bytes | None) -> None:
        self.robots = robots.encode() if isinstance(robots, str) else robots
        self.asked: list[tuple[str, float]] = []

    def answer(self, path: str) -> Answer:
        self.asked.append((path, time.monotonic()))
        if path == "/robots.txt":
            return Answer(404, b"") if self.robots is None else Answer(200, self.robots, "text/plain")
        return Answer(200, b"<html></html>", "text/html", (("ETag", '"é"'),))


@contextmanager
def asking(site: Site, *, policy: HttpPolicy = QUICK) -> Iterator[Callable[..., list[str]]]:
    """Fetches the pages of an event each, and gives their paths."""
    with (
        AnswerServer(site.answer) as server,
        ConferenceClient(policies=dict.fromkeys(POLICIES, policy)) as client,
    ):

        def fetch(*numbers: int, counts: FetchCounts | None = None) -> list[str]:
            urls = [f"{server.origin}{EVENTS}{number}" for number in numbers]
            return [page.url.removeprefix(server.origin) for page in client.events(urls, counts=counts)]

        yield fetch


ALLOWING = [
    None,
    "",
    "User-agent: *\nDisallow:\n",
    "User-agent: *\nDisallow: /cfp/servlet/user\n",
    "User-agent: Other\nDisallow: /\n",
    "User-agent: *\nDisallow: /\n\nUser-agent: techpulse\nDisallow: /admin\n",
    "\ufeffUser-agent: *\nAllow: /cfp/\nDisallow: /\n",
    "<!DOCTYPE html><html><body>Not a robots.txt</body></html>",
    b"\xff\xfe\x00\x80 not text",
]
FORBIDDING = [
    "User-agent: *\nDisallow: /\n",
    "User-agent: *\r\nDisallow: /cfp/servlet/event\r\n",
    "User-agent: *\nDisallow:\n\nUser-agent: TechPulse\nDisallow: /cfp\n",
    "\ufeffUser-agent: *\nDisallow: /\n",
]


@pytest.mark.parametrize("robots", ALLOWING, ids=range(len(ALLOWING)))
def test_page_comes_when_robots_txt_allows_it_or_there_is_none(robots: str | bytes | None) -> None:
    with asking(Site(robots)) as fetch:
        assert fetch(1) == [f"{EVENTS}1"]


@pytest.mark.parametrize("robots", FORBIDDING, ids=range(len(FORBIDDING)))
def test_page_is_not_asked_for_when_robots_txt_forbids_it(robots: str) -> None:
    site = Site(robots)
    with asking(site) as fetch, pytest.raises(PermanentFetchError, match=r"robots\.txt forbids"):
        fetch(1)
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_robots_txt_is_asked_once_a_run_when_many_pages_are_fetched() -> None:
    site = Site("")
    counts = FetchCounts()
    with asking(site) as fetch:
        fetch(1, 2, counts=counts)
        fetch(3, counts=counts)
    assert [path for path, _ in site.asked].count("/robots.txt") == 1
    assert counts.requests == len(site.asked) == 4


@pytest.mark.parametrize("kind", ["503", "500", "reset", "429"])
def test_nothing_is_fetched_and_a_later_try_may_help_when_robots_txt_can_not_be_had(kind: str) -> None:
    site = Site("")
    with (
        AnswerServer(site.answer, faults=Faults(always={"/robots.txt": kind})) as server,
        ConferenceClient(policies=POLICIES) as client,
    ):
        with pytest.raises(TransientFetchError, match=r"robots\.txt"):
            list(client.events([f"{server.origin}{EVENTS}1"]))
        assert set(server.requests) == {"/robots.txt"}
        server.faults = Faults()
        assert len(list(client.events([f"{server.origin}{EVENTS}1"]))) == 1


@pytest.mark.parametrize("kind", ["401", "403", "redirect"])
def test_nothing_is_fetched_when_robots_txt_is_refused(kind: str) -> None:
    site = Site("")
    with (
        AnswerServer(site.answer, faults=Faults(always={"/robots.txt": kind})) as server,
        ConferenceClient(policies=POLICIES) as client,
    ):
        with pytest.raises(PermanentFetchError, match=r"robots\.txt"):
            list(client.events([f"{server.origin}{EVENTS}1"]))
        assert set(server.requests) == {"/robots.txt"}


def test_nothing_is_fetched_when_robots_txt_can_not_be_made_out() -> None:
    site = Site("User-agent: *\nCrawl-delay: ²\n")
    with asking(site) as fetch, pytest.raises(BadPayloadError, match="can't be made out"):
        fetch(1)
    assert {path for path, _ in site.asked} == {"/robots.txt"}


@pytest.mark.parametrize(
    ("robots", "pace", "seconds"),
    [("", 5.0, 0.2), ("User-agent: *\nCrawl-delay: 1\n", 20.0, 1.0), ("User-agent: *\nRequest-rate: 5/1\n", 2.0, 0.5)],
)
def test_pages_are_spaced_by_the_slower_of_both_paces_when_the_site_names_one(
    robots: str, pace: float, seconds: float
) -> None:
    site = Site(robots)
    with asking(site, policy=replace(QUICK, requests_per_second=pace)) as fetch:
        fetch(1, 2, 3)
    times = [asked for path, asked in site.asked if path != "/robots.txt"]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) == 2
    assert all(gap > seconds * 0.9 for gap in gaps)
    assert sum(gaps) < 2 * seconds + 1


@pytest.mark.parametrize(
    ("rule", "seconds"),
    [
        ("Crawl-delay: 7", 7.0),
        ("Crawl-delay: 86400", SLOWEST_SECONDS),
        ("Crawl-delay: -1", 0.0),
        ("Crawl-delay: soon", 0.0),
        ("Request-rate: 1/10", 10.0),
        ("Request-rate: 0/10", 0.0),
        ("Disallow: /x", 0.0),
    ],
)
def test_delay_is_the_sites_wish_up_to_the_cap_when_it_can_be_read(rule: str, seconds: float) -> None:
    assert read_robots(f"User-agent: *\n{rule}\n".encode()).delay_seconds == seconds


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: f"User-agent: *\n{text}".encode()))
@example(b"User-agent: *\nDisallow: http://[\n")
@example(b"User-agent: *\nRequest-rate: \xc2\xb2/1\n")
def test_any_bytes_give_rules_or_are_refused_when_read_as_robots_txt(body: bytes) -> None:
    try:
        robots = read_robots(body)
    except BadPayloadError:
        return
    assert isinstance(robots, Robots)
    assert robots.allows("https://example.org/a?b=c") in {True, False}
    assert 0.0 <= robots.delay_seconds <= SLOWEST_SECONDS


def test_validator_is_left_out_when_it_could_not_be_sent_back() -> None:
    site = Site(None)
    with AnswerServer(site.answer) as server, ConferenceClient(policies=POLICIES) as client:
        (page,) = client.events([f"{server.origin}{EVENTS}1"])
        assert getattr(page, "validator", "none") is None
