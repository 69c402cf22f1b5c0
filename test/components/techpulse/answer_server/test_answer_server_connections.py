"""How any content is served, seen from HTTP clients: connections, order, refusals, waiting, and the counts of it."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from techpulse.answer_server import Answer, AnswerServer, Faults


def answer(path: str) -> Answer:
    """A body that says which path was asked for."""
    return Answer(200, path.encode("latin-1"))


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer(answer) as serving:
        yield serving


def get(server: AnswerServer, path: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()


def send(server: AnswerServer, data: bytes) -> bytes:
    """Everything that comes back until the server closes the connection."""
    address = urlsplit(server.origin)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=5) as connected:
        connected.sendall(data)
        return b"".join(iter(lambda: connected.recv(65536), b""))


TARGETS = ["/pages?page=2&per_page=100", "/a?b=c+d%2Be&b=&%F0", "/?", "//x/../y?z?#"]


@pytest.mark.parametrize("target", TARGETS)
def test_path_is_the_requested_target_when_it_holds_a_query(server: AnswerServer, target: str) -> None:
    received = send(server, f"GET {target} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    assert received.partition(b"\r\n\r\n")[2] == target.encode()


def test_one_connection_serves_many_when_requests_follow_each_other(server: AnswerServer) -> None:
    connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=5)
    for _ in range(3):
        connection.request("GET", "/1")
        assert connection.getresponse().read() == b"/1"
    connection.close()


def test_answers_keep_their_order_when_requests_are_pipelined(server: AnswerServer) -> None:
    server.faults = Faults(jitter_seconds=0.02)
    paths = [b"/5", b"/1", b"/4", b"/2"] * 5
    requests = b"".join(b"GET %s HTTP/1.1\r\n\r\n" % path for path in paths)
    received = send(server, requests + b"GET /max HTTP/1.1\r\nConnection: close\r\n\r\n")
    bodies = [part.partition(b"\r\n\r\n")[2] for part in received.split(b"HTTP/1.1 200 OK\r\n")[1:]]
    assert bodies == [*paths, b"/max"]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"POST /1 HTTP/1.1\r\nContent-Length: 0\r\n\r\n", b"405"),
        (b"what is this\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000, b"431"),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", b"431"),
    ],
)
def test_connection_is_closed_with_an_error_when_request_is_refused(
    server: AnswerServer, data: bytes, status: bytes
) -> None:
    assert send(server, data).startswith(b"HTTP/1.1 " + status)


def test_answer_waits_when_latency_is_set(server: AnswerServer) -> None:
    server.faults = Faults(latency_seconds=0.1)
    before = time.perf_counter()
    get(server, "/1")
    assert time.perf_counter() - before >= 0.1


def test_requests_are_counted_by_path_when_answered(server: AnswerServer) -> None:
    for path in ("/1", "/1", "/max"):
        get(server, path)
    assert server.request_count == 3
    assert server.requests == {"/1": 2, "/max": 1}
    assert server.max_in_flight == 1


def test_most_in_flight_is_counted_when_requests_overlap(server: AnswerServer) -> None:
    server.faults = Faults(latency_seconds=0.2)
    threads = [threading.Thread(target=get, args=(server, "/max")) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.max_in_flight == 5


def test_starting_fails_when_port_is_taken(server: AnswerServer) -> None:
    port = urlsplit(server.origin).port or 0
    with pytest.raises(OSError, match="in use"), AnswerServer(answer, port=port):
        pass


def test_answer_knows_what_is_in_flight_when_others_wait_for_theirs() -> None:
    def counted(_path: str) -> Answer:
        return Answer(200, f"{serving.in_flight('/a')} {serving.in_flight()}".encode())

    with AnswerServer(counted, faults=Faults(latency_seconds=0.4)) as serving:
        bodies: list[tuple[str, bytes]] = []
        threads = [
            threading.Thread(target=lambda path=path: bodies.append((path, get(serving, path))))
            for path in ("/a/1", "/a/2", "/b")
        ]
        for thread in threads:
            thread.start()
            time.sleep(0.05)
        for thread in threads:
            thread.join()
        last = get(serving, "/a/1")
    assert sorted(bodies) == [("/a/1", b"1 1"), ("/a/2", b"2 2"), ("/b", b"2 3")]
    assert last == b"1 1"


def test_nothing_is_in_flight_when_those_who_waited_are_gone() -> None:
    counts = []

    def counted(_path: str) -> Answer:
        counts.append(serving.in_flight())
        return Answer(200, b"")

    with AnswerServer(counted, faults=Faults(always={"/stall": "stall"})) as serving:
        address = urlsplit(serving.origin)
        with socket.create_connection((str(address.hostname), address.port or 0), timeout=5) as connected:
            connected.sendall(b"GET /stall HTTP/1.1\r\n\r\n")
            time.sleep(0.1)
            get(serving, "/")
        time.sleep(0.1)
        get(serving, "/")
    assert counts == [1, 2, 1]
