"""Clients that are out of their mind: none gets a 5xx or learns anything, and the service goes on for the others."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from techpulse.health_api.connections import GuardedConnection

web = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))  # one, since each makes a TLS context
SOUND = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
STATUS_LINE = re.compile(rb"HTTP/1\.1 (\d{3}) [A-Za-z ]+\r\n")
SECRETS = (b"lake.duckdb", b"Traceback", b"/tmp", b".py", b"uvicorn", b"httptools", b"Error")


class Hasty(GuardedConnection):
    head_seconds = 0.5


class Crowded(GuardedConnection):
    most_connections = 20


def address(url: str) -> tuple[str, int]:
    host, port = url.removeprefix("http://").split(":")
    return host, int(port)


def connected(url: str) -> socket.socket:
    return socket.create_connection(address(url), timeout=10)


def told(connection: socket.socket) -> bytes:
    """All that comes until the other side is done."""
    parts = []
    with suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def said(url: str, data: bytes) -> bytes:
    """What is answered to these bytes, with nothing said after them."""
    with connected(url) as connection:
        with suppress(ConnectionError):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        return told(connection)


def statuses(answer: bytes) -> list[int]:
    found = [int(status) for status in STATUS_LINE.findall(answer)]
    assert not [status for status in found if status >= 500]
    assert not [secret for secret in SECRETS if secret in answer]
    assert found or not answer
    return found


@pytest.fixture(autouse=True)
def _goes_on(url: str) -> Iterator[None]:
    yield
    assert web.get(f"{url}/health").json()["status"] == "pass"


def head_of(size: int) -> bytes:
    return b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"X-Filler: %s\r\n\r\n" % (b"x" * size)


@pytest.mark.parametrize(
    "flood",
    [
        head_of(20_000),
        head_of(5_000_000),
        b"GET /health HTTP/1.1\r\n" + b"X-A: b\r\n" * 500_000 + b"\r\n",
        b"GET /health HTTP/1.1\r\n" + b"x" * 2_000_000,
        b"GET /" + b"a" * 2_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health?" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["a long header", "a longer one", "many headers", "an endless name", "a long path", "a long query"],
)
def test_a_flood_of_headers_is_refused_and_read_no_further(url: str, flood: bytes) -> None:
    found = statuses(said(url, flood))
    assert found in ([431], [400], [])  # nothing is heard of it where the client does not listen while it talks


def test_a_head_within_the_limit_is_answered(url: str) -> None:
    assert statuses(said(url, head_of(15_000))) == [200]


def test_a_refusal_is_a_problem_with_a_request_id(url: str) -> None:
    answer = said(url, head_of(20_000))
    assert b'\r\n\r\n{"type":"about:blank","title":"Request Header Fields Too Large","status":431}' in answer
    assert b"content-type: application/problem+json\r\n" in answer
    assert b"x-request-id: " in answer
    assert b"connection: close\r\n" in answer


@pytest.mark.parametrize(
    "path",
    [
        b"/../../etc/passwd",
        b"/..%2f..%2fetc%2fpasswd",
        b"/%2e%2e/%2e%2e/etc/passwd",
        b"//etc/passwd",
        b"/health/../../lake.duckdb",
        b"/health/live/../../../lake.duckdb",
        b"/health;x=y",
        b"/%ff%fe",
        b"/health%00.html",
        b"/health%0d%0aX-Injected:%201",
        b"http://elsewhere/health/none",
        b"/static/..%5c..%5cwindows",
    ],
)
def test_no_path_leads_anywhere_else(url: str, path: bytes) -> None:
    answer = said(url, b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path)
    assert statuses(answer) == [404]
    assert b"X-Injected" not in answer
    assert b'{"type":"about:blank","title":"Not Found","status":404}' in answer


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # a TLS client's hello
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /health HTTP/9.9\r\n\r\n",
        b"GET /h\xc3\xa4alth HTTP/1.1\r\nHost: x\r\n\r\n",
        b"CONNECT elsewhere:443 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /health HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"GET /health HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /health HTTP/1.1\r\nX-A: b\x00c\r\n\r\n",
        b"NONSENSE /health HTTP/1.1\r\n\r\n",
    ],
)
def test_garbage_is_refused(url: str, garbage: bytes) -> None:
    assert all(400 <= status < 500 for status in statuses(said(url, garbage)))


def test_pipelined_requests_are_answered_in_turn(url: str) -> None:
    answer = said(url, (SOUND + SOUND.replace(b"/health", b"/none")) * 500)
    assert statuses(answer) == [200, 404] * 500


def test_the_sound_requests_before_pipelined_garbage_are_answered(url: str) -> None:
    assert statuses(said(url, SOUND * 3 + b"\x00garbage\r\n\r\n" + SOUND)) == [200, 200, 200]


@pytest.mark.parametrize("method", [b"GET", b"POST"])
@pytest.mark.parametrize(
    "framing", [b"Content-Length: 100000000", b"Transfer-Encoding: chunked", b"Expect: 100-continue"]
)
def test_a_body_is_not_read(url: str, method: bytes, framing: bytes) -> None:
    with connected(url) as connection:
        connection.sendall(method + b" /health HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\n" + framing + b"\r\n\r\n")
        assert statuses(connection.recv(65536)) == ([200] if method == b"GET" else [405])
        sent = 0
        with suppress(ConnectionError):
            while sent < 100_000_000:
                sent += connection.send(b"x" * 65536)
        assert sent < 100_000_000


def test_an_upgrade_is_answered_as_if_it_had_not_been_asked_for(url: str) -> None:
    for protocol in (b"websocket", b"h2c"):
        wish = b"Connection: Upgrade\r\nUpgrade: " + protocol
        assert statuses(said(url, b"GET /health HTTP/1.1\r\nHost: x\r\n" + wish + b"\r\n\r\n")) == [200]


def test_a_client_that_never_finishes_its_head_is_told_and_left(lake: Path, serve: Callable[..., str]) -> None:
    with connected(serve(lake, connection=Hasty)) as connection:
        deadline = time.monotonic() + 10
        with suppress(ConnectionError):
            for byte in SOUND[:-2] * 100:
                connection.sendall(bytes([byte]))
                time.sleep(0.05)
                assert time.monotonic() < deadline
        assert statuses(told(connection)) in ([408], [])


def test_a_client_that_says_nothing_is_left(lake: Path, serve: Callable[..., str]) -> None:
    with connected(serve(lake, connection=Hasty)) as connection:
        assert told(connection) == b""


def test_a_client_that_never_listens_is_left(lake: Path, serve: Callable[..., str]) -> None:
    url = serve(lake, connection=Hasty)
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address(url))
        connection.settimeout(0.2)
        deadline, is_left = time.monotonic() + 20, False
        while not is_left and time.monotonic() < deadline:
            try:
                connection.sendall(SOUND * 100)
            except TimeoutError:
                assert web.get(f"{url}/health").status_code == 200
            except ConnectionError:
                is_left = True
    assert is_left


def test_a_new_client_takes_the_place_of_the_idlest_when_all_places_are_taken(
    lake: Path, serve: Callable[..., str]
) -> None:
    url = serve(lake, connection=Crowded)
    with ExitStack() as crowd:
        idle = [crowd.enter_context(connected(url)) for _ in range(20)]
        busy = crowd.enter_context(httpx.Client())
        for _ in range(25):
            idle.append(crowd.enter_context(connected(url)))
            assert busy.get(f"{url}/health").status_code == 200
        assert told(idle[0]) == b""


HEADERS = (
    b"Host: x, Content-Length: 3, Transfer-Encoding: chunked, X-Request-ID: \xff, Connection: upgrade, Upgrade: h2c"
)
LINES = [line + b"\r\n" for line in HEADERS.split(b", ")] + [b'If-None-Match: ,"W/,*\r\n']
PIECES = st.sampled_from(
    [*LINES, SOUND, *b"GET /health ?# : HTTP/1.1 \r\n POST / HTTP/1.0 \r\n\r\n".split(b" "), b" ", b"%"]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=30).map(b"".join))
@example(b"GET /health?\xff HTTP/1.1\r\n\r\n")
@example(b"GET * HTTP/1.1\r\n\r\n")
def test_whatever_is_said_is_answered_below_500(url: str, data: bytes) -> None:
    statuses(said(url, data))
