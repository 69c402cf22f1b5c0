"""What the simulator answers, seen from an HTTP client: pages of a listing, their headers, single records, errors."""

import http.client
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.answer_server import Faults
from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

START = datetime(2026, 5, 1, tzinfo=UTC)
COUNT = 25


@pytest.fixture(scope="module")
def site() -> WordPressSite:
    """Pages 1 to 25, each made a minute after the one before and edited a minute before it; no posts; one event."""
    filled = WordPressSite(now=lambda: START, endpoints=["events"])
    for number in range(1, COUNT + 1):
        content = {"title": {"rendered": f"{'aB'[number % 2]} caf\u00e9 {number:02}"}, "slug": f"s{number % 5}"}
        moment = timedelta(minutes=number)
        filled.create("pages", content, at=START + moment, modified_at=START + timedelta(hours=1) - moment)
    filled.create("events", {})
    return filled


@pytest.fixture(scope="module")
def simulator(site: WordPressSite) -> Iterator[WordPressSimulator]:
    with WordPressSimulator(site) as serving:
        yield serving


def get(simulator: WordPressSimulator, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(simulator.base_url).netloc, timeout=5)
    try:
        connection.request("GET", path if path.startswith("/") else urlsplit(simulator.base_url).path + path)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def get_json(simulator: WordPressSimulator, path: str) -> Any:
    return json.loads(get(simulator, path)[1])


def ids(simulator: WordPressSimulator, query: str) -> list[int]:
    return [record["id"] for record in get_json(simulator, f"pages?{query}")]


def test_base_url_is_where_the_api_begins_when_served(simulator: WordPressSimulator) -> None:
    assert simulator.base_url == f"{simulator.origin}/wp-json/wp/v2/"


def test_ten_newest_come_first_when_nothing_is_asked_for(simulator: WordPressSimulator) -> None:
    assert ids(simulator, "") == list(range(25, 15, -1))


@settings(max_examples=60, deadline=None)
@given(
    per_page=st.integers(1, 100),
    order=st.sampled_from(["asc", "desc"]),
    order_by=st.sampled_from(["id", "date", "modified"]),
)
def test_pages_hold_every_record_once_and_in_order_when_read_to_the_end(
    simulator: WordPressSimulator, per_page: int, order: str, order_by: str
) -> None:
    query = f"per_page={per_page}&orderby={order_by}&order={order}"
    pages = -(-COUNT // per_page)
    found = [record for page in range(1, pages + 1) for record in ids(simulator, f"{query}&page={page}")]
    expected = sorted(range(1, COUNT + 1), reverse=(order == "desc") is (order_by != "modified"))
    assert found == expected


@pytest.mark.parametrize(("per_page", "pages"), [(1, 25), (5, 5), (6, 5), (24, 2), (25, 1), (100, 1)])
def test_totals_are_in_the_headers_when_listed(simulator: WordPressSimulator, per_page: int, pages: int) -> None:
    response, _ = get(simulator, f"pages?per_page={per_page}")
    totals = response.getheader("X-WP-Total"), response.getheader("X-WP-TotalPages")
    assert totals == ("25", str(pages))


@pytest.mark.parametrize("query", ["", "?page=2", "?per_page=1&page=7&offset=3"])
def test_list_is_empty_and_no_page_is_past_its_end_when_nothing_is_there(
    simulator: WordPressSimulator, query: str
) -> None:
    response, body = get(simulator, f"posts{query}")
    assert (response.status, body) == (200, b"[]")
    assert (response.getheader("X-WP-Total"), response.getheader("X-WP-TotalPages")) == ("0", "0")


@pytest.mark.parametrize("query", ["page=2&per_page=100", "page=4", "page=99999999999999999999"])
def test_page_past_the_end_is_an_error_object_when_asked_for(simulator: WordPressSimulator, query: str) -> None:
    response, body = get(simulator, f"pages?{query}")
    assert response.status == 400
    assert json.loads(body) == {
        "code": "rest_post_invalid_page_number",
        "message": "The page number requested is larger than the number of pages available.",
        "data": {"status": 400},
    }


@pytest.mark.parametrize(
    ("query", "neighbours"),
    [
        ("per_page=10", {"next": 2}),
        ("per_page=10&page=2", {"prev": 1, "next": 3}),
        ("page=3&per_page=10", {"prev": 2}),
    ],
)
def test_links_lead_to_the_neighbours_with_the_same_question_when_there_are_any(
    simulator: WordPressSimulator, query: str, neighbours: dict[str, int]
) -> None:
    question = "&orderby=id&modified_after=2026-04-30T20%3A00%3A00%2B00%3A00"
    response, _ = get(simulator, f"pages?{query}{question}")
    parts = [link.split("; ") for link in (response.getheader("Link") or "").split(", ")]
    links = {relation: url for url, relation in parts}
    for relation, page in neighbours.items():
        url = links.pop(f'rel="{relation}"').strip("<>")
        assert url.startswith(f"{simulator.base_url}pages?")
        assert parse_qs(urlsplit(url).query) == parse_qs(f"{query}{question}") | {
            "page": [str(page)],
            "per_page": ["10"],
        }
        assert get(simulator, url.removeprefix(simulator.origin))[0].status == 200
    assert not links


def test_link_names_the_api_when_a_page_has_no_neighbours(simulator: WordPressSimulator) -> None:
    response, _ = get(simulator, "pages?per_page=100")
    assert response.getheader("Link") == f'<{simulator.origin}/wp-json/>; rel="https://api.w.org/"'


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("include=7,3,99,5&orderby=include", [7, 3, 5]),
        ("include[]=7&include[]=3&orderby=include", [7, 3]),
        ("include=7,3,3&orderby=id&order=asc", [3, 7]),
        ("exclude=1,2&orderby=id&order=asc&per_page=2", [3, 4]),
        ("offset=23&orderby=id&order=asc", [24, 25]),
        ("offset=3&per_page=2&page=2&orderby=id&order=asc", [4, 5]),
        ("offset=99", []),
        ("orderby=title&order=asc&per_page=2", [2, 4]),
        ("orderby=slug&order=asc&per_page=3", [5, 10, 15]),
        ("include=1&search=nothing&unknown=x", [1]),
        ("page=1&page=2&orderby=id&order=asc", list(range(11, 21))),
    ],
)
def test_records_are_the_asked_for_when_chosen_and_ordered(
    simulator: WordPressSimulator, query: str, expected: list[int]
) -> None:
    assert ids(simulator, query) == expected


@pytest.mark.parametrize(
    "names", ["id,modified,title", "title,modified,,id", "id%20modified+title", "id,modified,x,title"]
)
def test_record_has_only_the_named_fields_in_its_own_order_when_fields_are_named(
    simulator: WordPressSimulator, names: str
) -> None:
    expected = b'{"id":25,"modified":"2026-04-30T20:35:00","title":{"rendered":"B caf\\u00e9 25"}}'
    assert get(simulator, f"pages/25?_fields={names}")[1] == expected
    assert get(simulator, f"pages?per_page=1&_fields={names}")[1] == b"[" + expected + b"]"


def test_record_is_an_empty_list_when_only_unknown_fields_are_named(simulator: WordPressSimulator) -> None:
    assert get(simulator, "pages?per_page=2&_fields=nothing")[1] == b"[[],[]]"


def test_record_is_the_same_bytes_when_alone_or_in_a_list(simulator: WordPressSimulator, site: WordPressSite) -> None:
    body = site.payloads("pages")[7]
    assert get(simulator, "pages/7")[1] == body
    assert get(simulator, "pages?include=7")[1] == b"[" + body + b"]"


def test_json_is_written_as_php_does_when_answered(simulator: WordPressSimulator) -> None:
    response, body = get(simulator, "pages/7")
    assert response.getheader("Content-Type") == "application/json; charset=UTF-8"
    assert b"caf\\u00e9" in body
    assert b'"link":"https:\\/\\/www.example.edu\\/' in body
    assert body.isascii()
    assert b"/" not in body.replace(b"\\/", b"")


@pytest.mark.parametrize(
    ("query", "name", "code", "message"),
    [
        ("per_page=0", "per_page", "rest_out_of_bounds", "per_page must be between 1 (inclusive) and 100 (inclusive)"),
        (
            "per_page=101",
            "per_page",
            "rest_out_of_bounds",
            "per_page must be between 1 (inclusive) and 100 (inclusive)",
        ),
        ("per_page=-1", "per_page", "rest_out_of_bounds", "per_page must be between 1 (inclusive) and 100 (inclusive)"),
        ("per_page=ten", "per_page", "rest_invalid_type", "per_page is not of type integer."),
        ("per_page=", "per_page", "rest_invalid_type", "per_page is not of type integer."),
        ("page=0", "page", "rest_out_of_bounds", "page must be greater than or equal to 1"),
        ("page=1.5", "page", "rest_invalid_type", "page is not of type integer."),
        ("order=up", "order", "rest_not_in_enum", "order is not one of asc and desc."),
        (
            "orderby=size",
            "orderby",
            "rest_not_in_enum",
            "orderby is not one of date, id, include, modified, slug, and title.",
        ),
        ("include=1,x", "include", "rest_invalid_type", "include[1] is not of type integer."),
        ("modified_after=2026-05-01", "modified_after", "rest_invalid_date", "Invalid date."),
    ],
)
def test_parameter_is_named_when_it_is_refused(
    simulator: WordPressSimulator, query: str, name: str, code: str, message: str
) -> None:
    response, body = get(simulator, f"pages?{query}")
    error = json.loads(body)
    assert (response.status, error["code"]) == (400, "rest_invalid_param")
    assert error["message"] == f"Invalid parameter(s): {name}"
    assert error["data"]["status"] == 400
    assert error["data"]["params"] == {name: message}
    assert error["data"]["details"][name]["code"] == code


def test_all_parameters_are_named_when_several_are_refused(simulator: WordPressSimulator) -> None:
    error = get_json(simulator, "pages?per_page=0&page=0&order=up&modified_before=soon")
    assert set(error["data"]["params"]) == {"per_page", "page", "order", "modified_before"}


def test_order_by_include_is_refused_when_nothing_is_included(simulator: WordPressSimulator) -> None:
    assert get_json(simulator, "pages?orderby=include")["code"] == "rest_orderby_include_missing_include"


@pytest.mark.parametrize("path", ["nothing", "", "pages/x", "pages/1/2", "/wp-json", "/wp-json/wp/v3/pages"])
def test_answer_is_an_error_object_when_there_is_no_such_route(simulator: WordPressSimulator, path: str) -> None:
    response, body = get(simulator, path)
    error = json.loads(body)
    assert (response.status, error["code"], error["data"]) == (404, "rest_no_route", {"status": 404})


@pytest.mark.parametrize("path", ["pages/99", "pages/0", "events/1", "pages/" + "9" * 5000])
def test_answer_is_an_error_object_when_there_is_no_such_record(simulator: WordPressSimulator, path: str) -> None:
    response, body = get(simulator, path)
    assert (response.status, json.loads(body)["code"]) == (404, "rest_post_invalid_id")


def test_answer_is_a_web_page_when_path_is_not_of_the_api(simulator: WordPressSimulator) -> None:
    response, body = get(simulator, "/about/")
    assert (response.status, body[:9]) == (404, b"<!DOCTYPE")


@pytest.mark.parametrize("path", ["events", "events/", "/wp-json/wp/v2/%65vents"])
def test_further_endpoint_is_served_when_the_site_has_it(simulator: WordPressSimulator, path: str) -> None:
    [event] = get_json(simulator, path)
    assert (event["id"], event["type"]) == (COUNT + 1, "event")


def test_fault_strikes_one_page_of_a_listing_when_planned_by_its_whole_path(site: WordPressSite) -> None:
    path = "/wp-json/wp/v2/pages?per_page=10&page=2"
    with WordPressSimulator(site, faults=Faults(always={path: "503"})) as simulator:
        statuses = [get(simulator, f"pages?per_page=10&page={page}")[0].status for page in (1, 2, 3)]
        assert statuses == [200, 503, 200]
        assert simulator.requests[path] == 1
