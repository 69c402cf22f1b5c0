"""What the simulator answers, seen from an HTTP client: items, profiles, lists, headers, and what is refused."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator

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


def send(simulator: HackerNewsSimulator, data: bytes) -> bytes:
    """Everything that comes back until the simulator closes the connection."""
    address = urlsplit(simulator.base_url)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=5) as connected:
        connected.sendall(data)
        return b"".join(iter(lambda: connected.recv(65536), b""))


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


def test_one_connection_serves_many_when_requests_follow_each_other(simulator: HackerNewsSimulator) -> None:
    connection = http.client.HTTPConnection(urlsplit(simulator.base_url).netloc, timeout=5)
    for _ in range(3):
        connection.request("GET", "/v0/item/1.json")
        assert connection.getresponse().read() == ITEMS[1]
    connection.close()


def test_answers_keep_their_order_when_requests_are_pipelined(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(jitter_seconds=0.02)
    ids = [5, 1, 4, 2] * 5
    requests = b"".join(b"GET /v0/item/%d.json HTTP/1.1\r\n\r\n" % item_id for item_id in ids)
    received = send(simulator, requests + b"GET /v0/maxitem.json HTTP/1.1\r\nConnection: close\r\n\r\n")
    bodies = [part.partition(b"\r\n\r\n")[2] for part in received.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [*(ITEMS[item_id] for item_id in ids), b"7"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"POST /v0/item/1.json HTTP/1.1\r\nContent-Length: 0\r\n\r\n", b"405"),
        (b"what is this\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, b"431"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", b"431"),
    ],
)
def test_connection_is_closed_with_an_error_when_request_is_refused(
    simulator: HackerNewsSimulator, data: bytes, status: bytes
) -> None:
    assert send(simulator, data).startswith(b"HTTP/1.1 " + status)


def test_answer_waits_when_latency_is_set(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(latency_seconds=0.1)
    before = time.perf_counter()
    get(simulator, "/v0/item/1.json")
    assert time.perf_counter() - before >= 0.1


def test_requests_are_counted_by_path_when_answered(simulator: HackerNewsSimulator) -> None:
    for path in ("/v0/item/1.json", "/v0/item/1.json", "/v0/maxitem.json"):
        get(simulator, path)
    assert simulator.request_count == 3
    assert simulator.requests == {"/v0/item/1.json": 2, "/v0/maxitem.json": 1}
    assert simulator.max_in_flight == 1


def test_most_in_flight_is_counted_when_requests_overlap(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(latency_seconds=0.2)
    threads = [threading.Thread(target=get, args=(simulator, "/v0/maxitem.json")) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert simulator.max_in_flight == 5


def test_starting_fails_when_port_is_taken(simulator: HackerNewsSimulator) -> None:
    port = urlsplit(simulator.base_url).port or 0
    with pytest.raises(OSError, match="in use"), HackerNewsSimulator(HackerNewsDump({}), port=port):
        pass


def test_maxitem_is_zero_when_nothing_is_served() -> None:
    with HackerNewsSimulator(HackerNewsDump({})) as simulator:
        assert get_json(simulator, "maxitem") == 0
