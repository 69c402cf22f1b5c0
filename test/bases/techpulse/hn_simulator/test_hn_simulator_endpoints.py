"""What the simulator answers, seen from an HTTP client: items, profiles, lists, headers, and what is refused."""

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from techpulse.hn_simulator import HackerNewsDump, HackerNewsSimulator

ITEMS = {
    1: b'{"by":"ann","id":1,"score":5,"time":100,"title":"Ask HN: Why?","type":"story"}',
    2: b'{ "id" : 2, "by":"ben", "parent":1, "text":"a\xe2\x80\xa8b", "time":110, "type":"comment", "new": [1] }',
    3: b'{"deleted":true,"id":3,"parent":1,"time":120,"type":"comment"}',
    4: b'{"by":"ann","id":4,"parent":2,"text":"so","time":90,"type":"comment"}',
    5: b'{"by":"ben","id":5,"score":9,"time":130,"title":"Show HN: This","type":"story"}',
    6: b'{"by":"cy o","id":6,"score":1,"time":140,"title":"We hire","type":"job"}',
    7: b"not JSON, and served all the same",
}


@pytest.fixture
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(HackerNewsDump(ITEMS)) as serving:
        yield serving


def get(simulator: HackerNewsSimulator, path: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(simulator.base_url).netloc, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def get_json(simulator: HackerNewsSimulator, name: str) -> object:
    return json.loads(get(simulator, f"/v0/{name}.json")[1])


@pytest.mark.parametrize("item_id", ITEMS)
def test_item_is_served_byte_for_byte_when_it_is_known(simulator: HackerNewsSimulator, item_id: int) -> None:
    response, body = get(simulator, f"/v0/item/{item_id}.json")
    assert (response.status, body) == (200, ITEMS[item_id])


@pytest.mark.parametrize("path", ["item/99", "item/banana", "item/" + "9" * 5000, "item/-1", "user/nobody"])
def test_answer_is_null_when_item_or_user_is_unknown(simulator: HackerNewsSimulator, path: str) -> None:
    response, body = get(simulator, f"/v0/{path}.json")
    assert (response.status, body) == (200, b"null")


def test_profile_lists_stories_and_comments_newest_first_when_user_posted(simulator: HackerNewsSimulator) -> None:
    profile = get_json(simulator, "user/ann")
    assert profile == {"created": 90, "id": "ann", "karma": 7, "submitted": [4, 1]}


def test_profile_is_found_when_its_name_is_percent_encoded(simulator: HackerNewsSimulator) -> None:
    profile = get_json(simulator, "user/cy%20o")
    assert isinstance(profile, dict)
    assert profile["submitted"] == [6]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("maxitem", 7),
        ("newstories", [5, 1]),
        ("topstories", [5, 1]),
        ("beststories", [5, 1]),
        ("askstories", [1]),
        ("showstories", [5]),
        ("jobstories", [6]),
    ],
)
def test_list_names_its_items_when_asked_for(simulator: HackerNewsSimulator, name: str, expected: object) -> None:
    assert get_json(simulator, name) == expected


@pytest.mark.parametrize("path", ["/", "/v0", "/v0/nothing.json", "/v0/item/1", "/v1/item/1.json"])
def test_answer_is_a_json_error_when_path_is_unknown(simulator: HackerNewsSimulator, path: str) -> None:
    response, body = get(simulator, path)
    assert response.status == 404
    assert "error" in json.loads(body)


def test_headers_are_those_of_the_real_api_when_answered(simulator: HackerNewsSimulator) -> None:
    response, _ = get(simulator, "/v0/item/1.json?print=pretty")
    assert response.getheader("Content-Type") == "application/json; charset=utf-8"
    assert response.getheader("Cache-Control") == "no-cache"
    assert response.getheader("Connection") == "keep-alive"


def test_maxitem_is_zero_when_nothing_is_served() -> None:
    with HackerNewsSimulator(HackerNewsDump({})) as simulator:
        assert get_json(simulator, "maxitem") == 0
