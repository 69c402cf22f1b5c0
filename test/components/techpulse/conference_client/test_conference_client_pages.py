"""Which pages come from each site: all of them, each once, in the made-up sites' real shapes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TypeAlias

import pytest

from techpulse.answer_server import Answer, AnswerServer, Faults
from techpulse.conference_client import ConferenceClient, Page, UnknownPageError
from techpulse.conference_client.records import Source
from techpulse.conference_simulator import Conference, ConferenceSimulator, ConferenceSites, generate_sites
from techpulse.http_client import (
    BadPayloadError,
    FetchCounts,
    FetchError,
    HttpPolicy,
    PermanentFetchError,
    TransientFetchError,
)

Addresses: TypeAlias = dict[Source, tuple[str, ...]]

NOW = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
QUICK: dict[Source, HttpPolicy] = {
    source: replace(policy, requests_per_second=None, backoff_seconds=0.01, attempts=2, read_timeout_seconds=5)
    for source, policy in ConferenceClient.POLICIES.items()
}
SOURCES: list[Source] = sorted(ConferenceClient.ADDRESSES)


@pytest.fixture
def sites() -> ConferenceSites:
    return generate_sites(conferences=120, seed=3)


@pytest.fixture
def simulator(sites: ConferenceSites) -> Iterator[ConferenceSimulator]:
    with ConferenceSimulator(sites) as serving:
        yield serving


@pytest.fixture
def client(simulator: ConferenceSimulator) -> Iterator[ConferenceClient]:
    with ConferenceClient(simulator.addresses, policies=QUICK, now=lambda: NOW) as opened:
        yield opened


def conference(title: str, *, subject: str = "robotics") -> Conference:
    begins = date(2027, 5, 3)
    return Conference(
        acronym=title,
        full_name=f"Symposium on {title}",
        year=2027,
        starts_date=begins,
        ends_date=begins,
        subjects=(subject,),
        url=f"https://{title.lower()}.example.org/",
    )


def whole(pages: Iterator[object]) -> list[Page]:
    found = list(pages)
    assert all(isinstance(each, Page) for each in found)
    return [each for each in found if isinstance(each, Page)]


@pytest.mark.parametrize("source", SOURCES)
def test_every_conference_that_a_site_tells_of_comes_when_its_pages_are_asked_for(
    client: ConferenceClient, sites: ConferenceSites, source: Source
) -> None:
    pages = whole(client.pages(source))
    text = "\n".join(page.body.decode() for page in pages)
    told = sites.told_by(source)
    assert len(told) > 40
    assert [each.acronym for each in told if each.acronym not in text] == []
    assert {(page.source, page.fetched_at) for page in pages} == {(source, NOW)}
    assert len({page.url for page in pages}) == len(pages)


@pytest.mark.parametrize("source", SOURCES)
def test_cost_is_counted_when_pages_are_fetched(
    client: ConferenceClient, simulator: ConferenceSimulator, source: Source
) -> None:
    counts = FetchCounts()
    pages = whole(client.pages(source, counts=counts))
    assert counts.requests == simulator.request_count == len(pages) + 1  # robots.txt, or the list of files
    assert counts.bytes > sum(len(page.body) for page in pages)


@pytest.mark.parametrize("source", ["ai_deadlines", "acl_web", "chairing_tool", "elra"])
def test_unchanged_pages_cost_no_body_when_their_validators_are_known(client: ConferenceClient, source: Source) -> None:
    first = whole(client.pages(source))
    known = {page.url: page.validator for page in first if page.validator}
    assert len(known) == len(first)
    again = list(client.pages(source, known=known))
    assert [(each.url, each.fetched_at, isinstance(each, Page)) for each in again] == [
        (page.url, NOW, False) for page in first
    ]


@pytest.mark.parametrize("source", ["ai_deadlines", "acl_web", "chairing_tool", "elra"])
def test_only_the_changed_page_comes_when_one_deadline_was_extended(
    client: ConferenceClient, sites: ConferenceSites, source: Source
) -> None:
    known = {page.url: page.validator for page in whole(client.pages(source)) if page.validator}
    moved = next(each for each in sites.told_by(source) if (due := each.due("submission")) and due.at)
    sites.extend(moved.id, days=400)
    changed = [each for each in client.pages(source, known=known) if isinstance(each, Page)]
    assert len(changed) == 1
    assert changed[0].validator != known[changed[0].url]
    assert moved.acronym.encode() in changed[0].body


def test_one_file_is_the_page_when_the_address_is_a_yaml_file(simulator: ConferenceSimulator) -> None:
    addresses: Addresses = {"ai_deadlines": (simulator.one_file_url,)}
    with ConferenceClient(addresses, policies=QUICK) as client:
        pages = whole(client.pages("ai_deadlines"))
    assert [page.url for page in pages] == [simulator.one_file_url]
    assert simulator.request_count == 1


def test_new_file_comes_and_a_vanished_one_does_not_when_the_folder_changed(
    client: ConferenceClient, sites: ConferenceSites
) -> None:
    before = {page.url for page in whole(client.pages("ai_deadlines"))}
    sites.add(conference("Kitex"))
    gone = sites.series()[0]
    for each in sites.told_by("ai_deadlines"):
        if each.acronym == gone:
            sites.remove(each.id)
    after = {page.url for page in whole(client.pages("ai_deadlines"))}
    assert {url.rpartition("/")[2] for url in before ^ after} == {"kitex.yml", f"{gone.lower()}.yml"}


@pytest.mark.parametrize(("most_pages", "pages"), [(1, 1), (2, 2), (3, 3), (9, 4)])
def test_list_is_followed_to_its_end_or_to_the_limit_when_it_has_pages(most_pages: int, pages: int) -> None:
    sites = ConferenceSites()
    for number in range(61):
        sites.add(conference(f"Kite{number:02}"))
    with ConferenceSimulator(sites) as simulator:
        addresses: Addresses = {"wikicfp": (f"{simulator.origin}/cfp/call?conference=robotics",)}
        with ConferenceClient(addresses, policies=QUICK, most_pages=most_pages) as client:
            found = whole(client.pages("wikicfp", known={addresses["wikicfp"][0]: '"any"'}))
    assert len(found) == pages
    events = re.findall(r"showcfp\?eventid=(\d+)", "".join(page.body.decode() for page in found))
    assert len(set(events)) == len(events) == min(61, most_pages * 20)


@contextmanager
def list_leading(where: str) -> Iterator[tuple[AnswerServer, str]]:
    """A server whose every page is a list of events that leads to `where`, and the address of the list."""
    sites = ConferenceSites()
    for number in range(21):
        sites.add(conference(f"Kite{number:02}"))
    path = "/cfp/call?conference=robotics"
    with ConferenceSimulator(sites) as simulator, ConferenceClient(policies=QUICK) as client:
        (page,) = whole(client.events([simulator.origin + path]))
    body = page.body.replace(b'"/cfp/call?conference=robotics&amp;page=2"', f'"{where}"'.encode())
    assert body != page.body
    with AnswerServer(lambda asked: Answer(404 if asked == "/robots.txt" else 200, body, "text/html")) as server:
        yield server, server.origin + path


@pytest.mark.parametrize("where", ["/cfp/call?conference=robotics", "http://elsewhere.invalid/cfp/call?page=2"])
def test_list_ends_when_it_leads_back_or_to_another_site(where: str) -> None:
    with (
        list_leading(where) as (server, url),
        ConferenceClient({"wikicfp": (url, url)}, policies=QUICK) as client,
    ):
        assert [page.url for page in whole(client.pages("wikicfp"))] == [url]
        assert server.request_count == 2


def test_page_comes_once_when_one_list_goes_on_with_another(simulator: ConferenceSimulator) -> None:
    first = f"{simulator.origin}/cfp/call?conference=robotics"
    addresses: Addresses = {"wikicfp": (first, f"{first}&page=2")}
    with ConferenceClient(addresses, policies=QUICK) as client:
        urls = [page.url for page in whole(client.pages("wikicfp"))]
    assert urls == list(addresses["wikicfp"])


def test_event_pages_come_when_they_are_asked_for(client: ConferenceClient, sites: ConferenceSites) -> None:
    wanted = [each for each in sites.told_by("wikicfp") if each.due("notification")][:3]
    page = whole(client.pages("wikicfp"))[0]
    urls = [f"{page.url.partition('/cfp')[0]}/cfp/servlet/event.showcfp?eventid={each.id}" for each in wanted]
    found = whole(client.events([*urls, urls[0]]))
    assert [page.url for page in found] == urls
    for each, event in zip(wanted, found, strict=True):
        assert f"{each.acronym} {each.year}".encode() in event.body


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize(
    ("kind", "error"), [("503", TransientFetchError), ("403", PermanentFetchError), ("huge", PermanentFetchError)]
)
def test_source_fails_and_says_so_when_its_last_page_does(
    sites: ConferenceSites, source: Source, kind: str, error: type[FetchError]
) -> None:
    with ConferenceSimulator(sites) as simulator:
        with ConferenceClient(simulator.addresses, policies=QUICK) as client:
            pages = whole(client.pages(source))
        simulator.faults = Faults(always={pages[-1].url.removeprefix(simulator.origin): kind})
        with ConferenceClient(simulator.addresses, policies=QUICK) as client:
            arrived: list[object] = []
            with pytest.raises(error, match="GET http"):
                arrived.extend(client.pages(source))
    assert [page.url for page in whole(iter(arrived))] == [page.url for page in pages[:-1]]


def test_others_go_on_when_one_source_fails(simulator: ConferenceSimulator, client: ConferenceClient) -> None:
    simulator.faults = Faults(always={"/elra-events/": "403"})
    with pytest.raises(PermanentFetchError):
        list(client.pages("elra"))
    assert len(whole(client.pages("acl_web"))) == 1


def test_acl_answers_when_its_cookie_is_sent_and_fails_when_not(simulator: ConferenceSimulator) -> None:
    bare = {**QUICK, "acl_web": replace(QUICK["acl_web"], headers=())}
    with (
        ConferenceClient(simulator.addresses, policies=bare) as client,
        pytest.raises(PermanentFetchError, match="HTTP 409"),
    ):
        list(client.pages("acl_web"))


BAD_LISTINGS = [
    (b"[]", "names no YAML file"),
    (b'{"message": "Not Found"}', "no list of files"),
    (b"<html>We will be back soon</html>", "no list of files"),
    (b"null", "no list of files"),
    (b"[1]", "no list of files"),
    (b"[" * 100_000, "no list of files"),
    (b'[{"type": "file", "name": "a.yml", "download_url": null}]', "names None as an address"),
    (b'[{"type": "file", "name": "a.yml", "download_url": "file:///etc/hostname"}]', "as an address"),
    (b'[{"type": "dir", "name": "a.yml", "download_url": null}]', "names no YAML file"),
    (b"[" + b",".join([b'{"type": "file", "name": "a.yml", "download_url": "http://h/"}'] * 1000) + b"]", "1,000"),
]


@pytest.mark.parametrize(("body", "reason"), BAD_LISTINGS, ids=range(len(BAD_LISTINGS)))
def test_source_fails_when_the_list_of_files_can_not_be_used(body: bytes, reason: str) -> None:
    with AnswerServer(lambda _: Answer(200, body)) as server:
        addresses: Addresses = {"ai_deadlines": (f"{server.origin}/contents",)}
        with (
            ConferenceClient(addresses, policies=QUICK) as client,
            pytest.raises(BadPayloadError, match=reason) as caught,
        ):
            list(client.pages("ai_deadlines"))
        assert caught.value.body == body


def test_list_page_comes_before_the_error_when_it_is_not_built_as_a_list() -> None:
    strange = Answer(200, b"<html><body>Scheduled maintenance</body></html>", "text/html")
    with AnswerServer(lambda path: Answer(404, b"") if path == "/robots.txt" else strange) as server:
        addresses: Addresses = {"wikicfp": (f"{server.origin}/cfp/call?conference=robotics",)}
        with ConferenceClient(addresses, policies=QUICK) as client:
            arrived: list[object] = []
            with pytest.raises(UnknownPageError):
                arrived.extend(client.pages("wikicfp"))
    assert [page.url for page in whole(iter(arrived))] == list(addresses["wikicfp"])


def test_nothing_is_asked_when_no_address_is_known_or_the_client_is_not_open(simulator: ConferenceSimulator) -> None:
    client = ConferenceClient(simulator.addresses, policies=QUICK)
    with pytest.raises(FetchError, match="not open"):
        list(client.pages("elra"))
    with client:
        assert len(list(client.pages("elra"))) == 1
    with pytest.raises(FetchError, match="not open"):
        list(client.pages("elra"))
    with ConferenceClient({"elra": ()}, policies=QUICK) as other, pytest.raises(ValueError, match="elra"):
        list(other.pages("elra"))


def test_every_default_address_is_of_one_host_but_for_the_files_when_nothing_is_configured() -> None:
    assert set(ConferenceClient.ADDRESSES) == set(ConferenceClient.POLICIES)
    for source, urls in ConferenceClient.ADDRESSES.items():
        assert len({url.split("/")[2] for url in urls}) == 1, source
        assert ConferenceClient.POLICIES[source].requests_per_second
