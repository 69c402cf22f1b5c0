"""Whole listings against a simulated site: what comes, in how many requests, and what happens when content changes."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

import pytest

from techpulse.answer_server import Answer, AnswerServer, Faults
from techpulse.http_client import (
    BadPayloadError,
    FetchCounts,
    FetchError,
    HttpPolicy,
    PermanentFetchError,
    TransientFetchError,
)
from techpulse.wordpress_client import (
    DEFAULT_BASE_URL,
    DEFAULT_POLICY,
    Listing,
    LiveRecord,
    MalformedRecord,
    WordPressClient,
    WordPressRecord,
)
from techpulse.wordpress_client.records import Newest
from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite, generate_site

QUICK = HttpPolicy(backoff_seconds=0.001, max_connections=8)
FIRST_PAGE = "/wp-json/wp/v2/pages?orderby=id&order=asc&per_page=100&page=1"
SECOND_PAGE = FIRST_PAGE[:-1] + "2"
BEGUN = datetime(2024, 1, 1, tzinfo=UTC)
Found = WordPressRecord | MalformedRecord


class RestlessSite(WordPressSite):
    """A site that changes after each of its next answers as told: `changes` are done one by one."""

    def __init__(self) -> None:
        super().__init__(now=lambda: BEGUN)
        self.changes: list[Callable[[], object]] = []

    def select(self, endpoint: str, selection: Any) -> Any:
        selected = super().select(endpoint, selection)
        if self.changes:
            self.changes.pop(0)()
        return selected


def site_of(count: int) -> RestlessSite:
    site = RestlessSite()
    for number in range(count):
        site.create("pages", {}, at=BEGUN + timedelta(minutes=number))
    return site


def listed(site: WordPressSite, *, modified_after: datetime | None = None) -> tuple[list[Found], Listing[Found]]:
    with WordPressSimulator(site) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        listing = client.listing("pages", modified_after=modified_after)
        return list(listing), listing


def ids_of(records: Sequence[Found]) -> list[int | str]:
    return sorted((record.id if isinstance(record, WordPressRecord) else record.key for record in records), key=str)


def payloads_of(records: Sequence[Found]) -> dict[int, bytes]:
    return {record.id: record.payload.encode() for record in records if isinstance(record, WordPressRecord)}


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[str], Answer]], WordPressClient]]:
    """Starts a server whose every answer a test writes itself, and gives an open client of it."""
    opened: list[Any] = []

    def start(answer: Callable[[str], Answer]) -> WordPressClient:
        server = AnswerServer(answer).__enter__()
        client = WordPressClient(server.origin, policy=QUICK).__enter__()
        opened.extend((server, client))
        return client

    yield start
    for one in reversed(opened):
        one.__exit__(None, None, None)


Serve = Callable[[Callable[[str], Answer]], WordPressClient]


def said(records: object, *, status: int = 200, **headers: str) -> Answer:
    named = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Answer(status, json.dumps(records).encode(), headers=named)


def record(record_id: int, modified_gmt: str | None = "2020-01-01T00:00:00") -> dict[str, object]:
    return {"id": record_id, "modified_gmt": modified_gmt}


def number_in(path: str) -> int:
    return int(path.rpartition("&page=")[2].partition("&")[0])


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_every_record_comes_once_and_exactly_when_the_site_is_still(count: int) -> None:
    site = generate_site(pages=count, media=3)
    with WordPressSimulator(site) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        counts = FetchCounts()
        listing = client.listing("pages", counts=counts)
        records = list(listing)
        assert simulator.request_count == counts.requests == client.counts.requests == max(1, -(-count // 100))
    assert payloads_of(records) == site.payloads("pages")
    assert (len(records), listing.count, listing.total, listing.passes) == (count, count, count, 1)


def test_media_come_too_when_they_are_asked_for() -> None:
    site = generate_site(pages=0, media=30)
    with WordPressSimulator(site) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        assert payloads_of(list(client.listing("files", path="media?status=inherit"))) == site.payloads("media")


def test_the_first_page_goes_alone_and_the_others_at_once_when_there_are_many() -> None:
    with (
        WordPressSimulator(generate_site(pages=900, media=0), faults=Faults(latency_seconds=0.1)) as simulator,
        WordPressClient(simulator.base_url, policy=QUICK) as client,
    ):
        listing = client.listing("pages")
        assert len(list(islice(listing, 100))) == 100
        assert set(simulator.requests) >= {FIRST_PAGE}
        assert len(list(listing)) == 800
        assert (simulator.max_in_flight, simulator.request_count) == (8, 9)


def test_only_what_was_modified_later_comes_when_a_moment_is_given() -> None:
    site = site_of(130)
    found, listing = listed(site, modified_after=BEGUN + timedelta(minutes=9, milliseconds=900))
    assert ids_of(found) == sorted(range(11, 131), key=str)
    assert listing.total == 120


def test_a_moment_without_zone_is_refused_when_a_listing_is_asked_for() -> None:
    with pytest.raises(ValueError, match="names no zone"):
        WordPressClient().listing("pages", modified_after=datetime(2024, 1, 1))  # noqa: DTZ001 - the case itself


@pytest.mark.parametrize(("is_old_core", "warnings"), [(True, 1), (False, 0)])
def test_it_is_told_once_when_an_old_core_takes_no_notice_of_the_moment(
    caplog: pytest.LogCaptureFixture, *, is_old_core: bool, warnings: int
) -> None:
    site = generate_site(pages=40, media=0)
    newest = datetime(2025, 1, 1, tzinfo=UTC)
    with (
        WordPressSimulator(site, is_old_core=is_old_core) as simulator,
        WordPressClient(simulator.base_url, policy=QUICK) as client,
    ):
        found = list(client.listing("pages", modified_after=newest))
    assert (len(found) == 40) == is_old_core
    assert caplog.text.count("takes no notice of `modified_after`") == warnings


def test_payloads_hold_only_some_fields_when_only_these_are_asked_for() -> None:
    site = generate_site(pages=3, media=0)
    with WordPressSimulator(site) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        found = payloads_of(list(client.listing("pages", fields=("slug",))))
    assert found.keys() == site.payloads("pages").keys()
    assert all(json.loads(payload).keys() == {"id", "modified_gmt", "slug"} for payload in found.values())


def test_one_malformed_record_is_set_aside_when_the_others_are_proper() -> None:
    site = site_of(120)
    site.edit("pages", 7, changes={"title": "no object", "modified_gmt": "2024-01-01T00:00:00"})
    site.edit("pages", 110, changes={"modified_gmt": None})
    found, listing = listed(site)
    assert [one for one in found if isinstance(one, MalformedRecord)] == [
        MalformedRecord(7, site.payloads("pages")[7].decode(), _reason(found, 7)),
        MalformedRecord(110, site.payloads("pages")[110].decode(), _reason(found, 110)),
    ]
    assert _reason(found, 7).startswith("title: ")
    assert _reason(found, 110).startswith("modified_gmt: ")
    assert (len(found), listing.passes) == (120, 1)


def _reason(found: Sequence[Found], key: int) -> str:
    return next(one.reason for one in found if isinstance(one, MalformedRecord) and one.key == key)


@pytest.mark.parametrize("deleted", [1, 50, 100, 101, 230])
def test_no_record_is_missed_when_one_is_deleted_between_two_pages(deleted: int) -> None:
    site = site_of(230)
    site.changes = [lambda: site.delete("pages", deleted)]
    found, listing = listed(site)
    assert set(ids_of(found)) >= set(range(1, 231)) - {deleted}
    assert (listing.passes, listing.count, listing.total) == (2, 229, 229)


def test_no_record_is_missed_when_one_is_edited_into_the_listing_between_two_pages() -> None:
    site = site_of(230)
    after = BEGUN + timedelta(minutes=9)
    site.changes = [lambda: site.edit("pages", 5, changes={}, at=BEGUN + timedelta(days=9))]
    found, listing = listed(site, modified_after=after)
    assert set(ids_of(found)) == {5, *range(11, 231)}
    assert listing.passes == 2


def test_the_last_pages_are_no_failure_when_they_vanish_while_the_listing_runs() -> None:
    site = site_of(230)

    def shrink() -> None:
        for one in range(150, 231):
            site.delete("pages", one)

    site.changes = [shrink]
    found, listing = listed(site)
    assert set(ids_of(found)) >= set(range(1, 150))
    assert (listing.passes, listing.count) == (2, 149)


def test_the_listing_ends_in_an_error_that_may_pass_when_content_never_rests() -> None:
    site = site_of(900)
    site.changes = [partial(site.delete, "pages", one) for one in range(1, 60)]
    with pytest.raises(TransientFetchError, match=r"listing pages: none of 3 passes was sound.*its total moved"):
        listed(site)


@pytest.mark.parametrize("kind", ["500", "503", "html", "not-json", "null", "empty", "truncated", "reset", "401"])
@pytest.mark.parametrize("path", [FIRST_PAGE, SECOND_PAGE])
def test_the_listing_ends_in_an_error_when_a_page_is_not_to_be_had(kind: str, path: str) -> None:
    site = generate_site(pages=150, media=0)
    with (
        WordPressSimulator(site, faults=Faults(always={path: kind})) as simulator,
        WordPressClient(simulator.base_url, policy=QUICK) as client,
        pytest.raises(FetchError) as caught,
    ):
        list(client.listing("pages"))
    assert type(caught.value) in {TransientFetchError, BadPayloadError, PermanentFetchError}
    assert type(caught.value) is PermanentFetchError or simulator.requests[path] == QUICK.attempts


def test_every_record_comes_when_many_requests_fail_at_first() -> None:
    site = generate_site(pages=1_500, media=0)
    faults = Faults(rates={"503": 0.1, "html": 0.1, "reset-mid": 0.1, "truncated": 0.1}, seed=3)
    patient = HttpPolicy(backoff_seconds=0.001, attempts=12)
    with (
        WordPressSimulator(site, faults=faults) as simulator,
        WordPressClient(simulator.base_url, policy=patient) as client,
    ):
        found = list(client.listing("pages"))
        assert client.counts.retries > 0
    assert (payloads_of(found), len(found)) == (site.payloads("pages"), 1_500)


def test_wordpress_words_are_in_the_error_when_it_refuses() -> None:
    with (
        WordPressSimulator(generate_site(pages=1, media=0)) as simulator,
        WordPressClient(simulator.base_url, policy=QUICK) as client,
    ):
        for call in (client.listing("nothing"), client.ids("nothing")):
            with pytest.raises(
                PermanentFetchError, match=r"HTTP 404 .*; WordPress says rest_no_route: No route"
            ) as caught:
                list(call)
            assert caught.value.status == 404
        with pytest.raises(PermanentFetchError, match="rest_no_route"):
            client.newest("nothing")


@pytest.mark.parametrize("has_links", [True, False])
def test_every_record_comes_when_a_site_gives_no_totals(serve: Serve, *, has_links: bool) -> None:
    def answer(path: str) -> Answer:
        number, width = number_in(path), int(path.partition("per_page=")[2].partition("&")[0])
        ids = range(1, 256)[(number - 1) * width : number * width]
        if not ids:
            return said({"code": "rest_post_invalid_page_number", "message": "x"}, status=400)
        link = f'<x>; rel="{"next" if number * width < 255 else "prev"}"'
        return said([record(one) for one in ids], Link=link if has_links else "<x>; rel=up")

    listing = serve(answer).listing("events")
    assert set(ids_of(list(listing))) == set(range(1, 256))
    assert (listing.passes, listing.count, listing.total) == (2, 255, None)


def test_every_record_comes_in_one_request_when_an_endpoint_knows_no_pages(serve: Serve) -> None:
    client = serve(lambda _: said([record(one) for one in range(1, 131)]))
    assert len(list(client.listing("events"))) == 130
    assert client.counts.requests == 1


def test_the_listing_is_complete_when_the_site_withholds_some_of_what_it_counts(serve: Serve) -> None:
    def answer(path: str) -> Answer:
        number, width = number_in(path), int(path.partition("per_page=")[2].partition("&")[0])
        shown = [one for one in range(1, 251)[(number - 1) * width : number * width] if one not in {3, 120}]
        return said([record(one) for one in shown], X_WP_Total="250", X_WP_TotalPages="3")

    listing = serve(answer).listing("events")
    assert set(ids_of(list(listing))) == set(range(1, 251)) - {3, 120}
    assert (listing.passes, listing.count, listing.total) == (2, 248, 250)


def test_the_pages_are_read_again_when_something_was_modified_while_they_were_read(serve: Serve) -> None:
    def answer(path: str) -> Answer:
        number, width = number_in(path), int(path.partition("per_page=")[2].partition("&")[0])
        ids = range(1, 151)[(number - 1) * width : number * width]
        date = "Sun, 03 Nov 2024 06:30:00 GMT"
        moment = {150: "2024-11-03T06:29:59"}
        return said([record(one, moment.get(one, "2024-11-03T06:00:00")) for one in ids], X_WP_Total="150", Date=date)

    listing = serve(answer).listing("events")
    assert len(list(listing)) == 300
    assert listing.passes == 2


def test_ids_are_all_that_the_site_shows_when_a_sweep_asks_for_them() -> None:
    site = site_of(230)
    site.edit("pages", 9, changes={"modified_gmt": None})
    with WordPressSimulator(site) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        counts = FetchCounts()
        found = {live.id: live for live in client.ids("pages", counts=counts)}
        assert counts.requests == 3
        assert counts.bytes < 230 * 60
    assert found.keys() == set(range(1, 231))
    assert found[1] == LiveRecord(1, BEGUN)
    assert found[9] == LiveRecord(9, None)


def test_the_sweep_ends_in_an_error_when_a_record_has_no_id(serve: Serve) -> None:
    client = serve(lambda _: said([record(1), {"id": "2", "modified_gmt": "2020-01-01T00:00:00"}], X_WP_Total="2"))
    with pytest.raises(BadPayloadError, match=r"pages: a record has no id \(id: .*found a text"):
        list(client.ids("pages"))


def test_the_newest_change_is_known_in_one_request_when_there_are_records() -> None:
    site = site_of(120)
    site.edit("pages", 33, changes={}, at=BEGUN + timedelta(days=400))
    with WordPressSimulator(site) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        assert client.newest("pages", path="pages?status=publish") == Newest(BEGUN + timedelta(days=400), 120)
        (path,) = simulator.requests
    assert path.startswith("/wp-json/wp/v2/pages?status=publish&orderby=modified&order=desc&per_page=100&page=1")


def test_the_newest_change_is_that_of_the_second_pass_when_clocks_go_back() -> None:
    site = site_of(2)
    site.edit("pages", 1, changes={}, at=datetime(2026, 11, 1, 5, 45, tzinfo=UTC))  # 01:45 in New York
    site.edit("pages", 2, changes={}, at=datetime(2026, 11, 1, 6, 10, tzinfo=UTC))  # 01:10, the clocks having gone back
    with WordPressSimulator(site) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        assert client.newest("pages").modified_at == datetime(2026, 11, 1, 6, 10, tzinfo=UTC)


def test_there_is_no_newest_change_when_there_is_no_record() -> None:
    with WordPressSimulator(site_of(0)) as simulator, WordPressClient(simulator.base_url, policy=QUICK) as client:
        assert client.newest("pages") == Newest(None, 0)
        assert simulator.request_count == 1


@pytest.mark.parametrize(("shown", "requests"), [(2, 1), (150, 2), (250, 3), (251, 3)])
def test_the_newest_change_is_that_of_a_shown_record_when_newer_ones_are_withheld(
    serve: Serve, shown: int, requests: int
) -> None:
    def answer(path: str) -> Answer:
        number, width = number_in(path), int(path.partition("per_page=")[2].partition("&")[0])
        places = range(1, 251)[(number - 1) * width : number * width]
        return said([record(one) for one in places if one >= shown], X_WP_Total="250")

    client = serve(answer)
    assert client.newest("media") == Newest(datetime(2020, 1, 1, tzinfo=UTC) if shown <= 250 else None, 250)
    assert client.counts.requests == requests


def test_the_newest_change_is_that_of_a_proper_record_when_the_newest_is_malformed(serve: Serve) -> None:
    def answer(path: str) -> Answer:
        both = [record(2, "0000-00-00T00:00:00"), record(1)]
        return said(both[: int(path.partition("per_page=")[2].partition("&")[0])], X_WP_Total="2")

    assert serve(answer).newest("media").modified_at == datetime(2020, 1, 1, tzinfo=UTC)


def test_the_search_for_the_newest_change_ends_when_the_site_withholds_all_of_countless_records(serve: Serve) -> None:
    client = serve(lambda _: said([], X_WP_Total="999999999999"))
    with pytest.raises(BadPayloadError, match="media: no record says when it was modified"):
        client.newest("media")
    assert client.counts.requests < 30


def test_the_newest_change_is_an_error_when_no_record_tells_it(serve: Serve) -> None:
    client = serve(lambda _: said([record(1, None)], X_WP_Total="1"))
    with pytest.raises(BadPayloadError, match="pages: no record says when it was modified"):
        client.newest("pages")


@pytest.mark.parametrize("answer", [said({"code": "rest_off", "message": "No API"}), Answer(200, b"<html>"), said({})])
def test_the_newest_change_is_an_error_when_the_answer_is_no_list(serve: Serve, answer: Answer) -> None:
    with pytest.raises(BadPayloadError, match="pages: the answer is no list of records"):
        serve(lambda _: answer).newest("pages")


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.newest("pages"),
        lambda client: list(client.listing("pages")),
        lambda client: list(client.ids("pages")),
    ],
)
def test_the_error_says_to_use_with_when_the_client_is_not_open(call: Callable[[WordPressClient], object]) -> None:
    with pytest.raises(FetchError, match="use it inside `with … as client:`"):
        call(WordPressClient(DEFAULT_BASE_URL))


def test_the_manners_are_those_of_the_site_when_none_are_given() -> None:
    policy = DEFAULT_POLICY
    assert (policy.max_connections, policy.idle_connections, policy.http2, policy.attempts) == (50, 20, True, 5)
    assert (policy.connect_timeout_seconds, policy.total_timeout_seconds) == (10, 30)
    assert (policy.backoff_seconds, policy.backoff_cap_seconds) == (5, 60)
