"""Content that changes while it is served: making, editing and deleting records by the site's own clock."""

import http.client
import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

NOON = datetime(2026, 5, 1, 16, tzinfo=UTC)


class Clock:
    """A site's clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def record(site: WordPressSite, endpoint: str, record_id: int) -> Any:
    return json.loads(site.payloads(endpoint)[record_id])


def listed(simulator: WordPressSimulator, query: str) -> list[Any]:
    address = urlsplit(simulator.base_url)
    connection = http.client.HTTPConnection(address.netloc, timeout=5)
    try:
        connection.request("GET", f"{address.path}pages?{query}")
        records: list[Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return records


def test_record_has_the_times_of_the_sites_clock_when_made_and_edited() -> None:
    clock = Clock()
    site = WordPressSite(now=clock)
    page = site.create("pages", {})
    clock.now += timedelta(days=1, microseconds=999_999)
    site.edit("pages", page, changes={"title": {"rendered": "New"}})
    found = record(site, "pages", page)
    assert (found["date"], found["date_gmt"]) == ("2026-05-01T12:00:00", "2026-05-01T16:00:00")
    assert (found["modified"], found["modified_gmt"]) == ("2026-05-02T12:00:00", "2026-05-02T16:00:00")
    assert found["title"] == {"rendered": "New"}


def test_other_fields_keep_their_value_and_place_when_a_record_is_edited() -> None:
    site = WordPressSite()
    page = site.create("pages", {"acf": {"a": [1, "\u00e9/"]}})
    before = record(site, "pages", page)
    site.edit("pages", page, changes={"template": "wide", "added": None})
    after = record(site, "pages", page)
    assert list(after) == [*before, "added"]
    times = {"modified", "modified_gmt"}
    assert {name for name in before if after[name] != before[name]} - times == {"template"}


def test_deleted_record_is_gone_without_a_trace_when_listed() -> None:
    site = WordPressSite()
    first, second = site.create("pages", {}), site.create("pages", {})
    with WordPressSimulator(site) as simulator:
        assert len(listed(simulator, "")) == 2
        site.delete("pages", first)
        assert [found["id"] for found in listed(simulator, "")] == [second]
        assert listed(simulator, f"include={first}") == []


def test_change_is_answered_at_once_when_the_same_listing_is_asked_for_again() -> None:
    clock = Clock()
    site = WordPressSite(now=clock)
    old, edited = site.create("pages", {}), site.create("pages", {})
    with WordPressSimulator(site) as simulator:
        query = "orderby=modified&order=asc&_fields=id,title"
        assert [found["id"] for found in listed(simulator, query)] == [old, edited]
        clock.now += timedelta(seconds=1)
        site.edit("pages", old, changes={"title": {"rendered": "Now"}})
        assert [found["id"] for found in listed(simulator, query)] == [edited, old]
        assert listed(simulator, query)[-1]["title"] == {"rendered": "Now"}


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["create pages", "create media", "delete pages", "delete media"]), max_size=30))
def test_ids_are_never_given_twice_when_records_come_and_go(steps: list[str]) -> None:
    site = WordPressSite()
    given_ids: list[int] = []
    for step in steps:
        verb, endpoint = step.split()
        if verb == "create":
            given_ids.append(site.create(endpoint, {}))
        elif there := site.payloads(endpoint):
            site.delete(endpoint, max(there))
    assert given_ids == sorted(set(given_ids))


def test_record_has_the_named_id_when_it_was_never_given() -> None:
    site = WordPressSite()
    assert site.create("pages", {"id": 7}) == 7
    assert site.create("media", {}) == 8
    with pytest.raises(ValueError, match="id 8 in pages may have been given: take one above 8"):
        site.create("pages", {"id": 8})


@pytest.mark.parametrize(
    "changes", [{"id": "7"}, {"modified_gmt": None}, {"title": "flat"}, {"type": 1}, {"slug": None}]
)
def test_payload_says_what_was_put_there_when_it_is_ill_formed(changes: dict[str, Any]) -> None:
    site = WordPressSite()
    page = site.create("pages", {})
    site.edit("pages", page, changes=changes)
    with WordPressSimulator(site) as simulator:
        [found] = listed(simulator, f"include={page}&modified_after=2000-01-01T00:00:00Z&orderby=title")
    assert found | changes == found


def test_time_is_another_than_the_clocks_when_it_is_given() -> None:
    site = WordPressSite(now=lambda: NOON)
    page = site.create("pages", {}, at=NOON - timedelta(days=9), modified_at=NOON - timedelta(days=8))
    found = record(site, "pages", page)
    assert (found["date"], found["modified"]) == ("2026-04-22T12:00:00", "2026-04-23T12:00:00")
    site.edit("pages", page, changes={}, at=NOON - timedelta(days=10))
    assert record(site, "pages", page)["modified_gmt"] == "2026-04-21T16:00:00"


@pytest.mark.parametrize(
    ("endpoint", "type_", "status"),
    [
        ("pages", "page", "publish"),
        ("posts", "post", "publish"),
        ("media", "attachment", "inherit"),
        ("events", "event", "publish"),
    ],
)
def test_type_and_status_are_the_endpoints_when_a_record_is_made(endpoint: str, type_: str, status: str) -> None:
    site = WordPressSite(endpoints=["events"])
    found = record(site, endpoint, site.create(endpoint, {}))
    assert (found["type"], found["status"]) == (type_, status)


def test_misuse_is_named_when_endpoint_or_record_are_not_there() -> None:
    site = WordPressSite()
    with pytest.raises(ValueError, match="endpoint 'events' is none of pages, media, posts"):
        site.create("events", {})
    with pytest.raises(LookupError, match="pages has no record 1"):
        site.edit("pages", 1, changes={})
    with pytest.raises(LookupError, match="media has no record 1"):
        site.delete("media", 1)


def test_every_answer_is_whole_when_content_changes_meanwhile() -> None:
    site = WordPressSite()
    for _ in range(50):
        site.create("pages", {})
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            site.delete("pages", min(site.payloads("pages")))
            site.create("pages", {})

    changing = threading.Thread(target=change)
    with WordPressSimulator(site) as simulator:
        changing.start()
        try:
            for _ in range(50):
                found = [one["id"] for one in listed(simulator, "orderby=id&order=asc&per_page=100")]
                assert found == sorted(set(found))
                assert len(found) in {49, 50}
        finally:
            stop.set()
            changing.join()
