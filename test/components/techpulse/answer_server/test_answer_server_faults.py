"""Each kind of fault as a client meets it, and the plan that decides when one strikes."""

import http.client
import json
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.answer_server import Answer, AnswerServer, Faults

ITEM = b'{"by":"ann","id":1,"text":"hello","time":100,"type":"story"}'
PATH = "/v0/item/1.json"
BODIES = {PATH: ITEM, "/number": b"1000", "/null": b"null", "/list?page=2": b'["a","b"]'}
GIBIBYTE = 2**30


def answer(path: str) -> Answer:
    return Answer(200, BODIES.get(path, b"{}"))


@pytest.fixture(scope="module")
def server() -> Iterator[AnswerServer]:
    with AnswerServer(answer) as serving:
        yield serving


@contextmanager
def response_to(
    server: AnswerServer, kind: str, *, timeout: float = 5.0, path: str = PATH
) -> Iterator[http.client.HTTPResponse]:
    server.faults = Faults(always={path: kind})
    connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=timeout)
    connection.request("GET", path)
    try:
        yield connection.getresponse()
    finally:
        connection.close()


@pytest.mark.parametrize("kind", ["401", "403", "429", "500", "502", "503"])
def test_status_is_the_named_one_when_fault_is_a_status(server: AnswerServer, kind: str) -> None:
    with response_to(server, kind) as response:
        assert response.status == int(kind)
        assert response.getheader("Retry-After") is None
        assert "error" in json.loads(response.read())


def test_retry_after_is_one_second_when_429_gives_seconds(server: AnswerServer) -> None:
    with response_to(server, "429-seconds") as response:
        assert (response.status, response.getheader("Retry-After")) == (429, "1")


def test_retry_after_is_an_http_date_just_ahead_when_429_gives_a_date(server: AnswerServer) -> None:
    with response_to(server, "429-date") as response:
        retry_after = response.getheader("Retry-After") or ""
        ahead = parsedate_to_datetime(retry_after) - datetime.now(UTC)
        assert retry_after.endswith("GMT")
        assert 0 < ahead.total_seconds() <= 2


@pytest.mark.parametrize(("kind", "body"), [("null", b"null"), ("empty", b""), ("not-json", b"this is not JSON")])
def test_success_has_the_wrong_body_when_fault_is_a_body(server: AnswerServer, kind: str, body: bytes) -> None:
    with response_to(server, kind) as response:
        assert (response.status, response.read()) == (200, body)


def test_success_is_a_web_page_when_fault_is_html(server: AnswerServer) -> None:
    with response_to(server, "html") as response:
        assert (response.status, response.getheader("Content-Type")) == (200, "text/html; charset=utf-8")
        assert response.read().startswith(b"<!doctype html>")


@pytest.mark.parametrize("path", BODIES)
def test_body_is_whole_but_no_json_when_truncated(server: AnswerServer, path: str) -> None:
    with response_to(server, "truncated", path=path) as response:
        body = response.read()
        assert response.status == 200
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            json.loads(body)


@pytest.mark.parametrize("kind", ["short", "reset-mid"])
def test_half_the_announced_body_comes_when_cut_off(server: AnswerServer, kind: str) -> None:
    error = http.client.IncompleteRead if kind == "short" else ConnectionResetError
    with response_to(server, kind) as response:
        assert response.read(len(ITEM) // 2) == ITEM[: len(ITEM) // 2]
        assert response.length == len(ITEM) - len(ITEM) // 2
        with pytest.raises(error):
            response.read()


def test_connection_is_reset_when_fault_is_reset(server: AnswerServer) -> None:
    with pytest.raises(ConnectionResetError), response_to(server, "reset"):
        pass


def test_no_byte_comes_when_stalled(server: AnswerServer) -> None:
    with pytest.raises(TimeoutError), response_to(server, "stall", timeout=0.3):
        pass


def test_bytes_keep_coming_singly_when_dripping(server: AnswerServer) -> None:
    with response_to(server, "drip") as response:
        assert [response.read1(100) for _ in range(4)][1:] == [b" ", b" ", b" "]


@pytest.mark.parametrize(
    ("kind", "location"),
    [("redirect", "http://elsewhere.invalid/"), ("redirect-file", "file:///etc/hostname")],
)
def test_location_leads_away_when_redirected(server: AnswerServer, kind: str, location: str) -> None:
    with response_to(server, kind) as response:
        assert (response.status, response.getheader("Location")) == (302, location)


def test_others_are_served_when_a_huge_body_streams(server: AnswerServer) -> None:
    with response_to(server, "huge") as response:
        assert response.length == 10 * GIBIBYTE
        assert len(response.read(50_000_000)) == 50_000_000
        with response_to(server, "null") as other:
            assert other.read() == b"null"


def test_small_body_grows_beyond_measure_when_fault_is_bomb(server: AnswerServer) -> None:
    with response_to(server, "bomb") as response:
        packed = response.read()
        assert response.getheader("Content-Encoding") == "gzip"
    assert len(packed) < 2**20
    assert len(zlib.decompressobj(wbits=31).decompress(packed, 64 * 2**20)) == 64 * 2**20


def test_stalled_clients_are_dropped_when_serving_ends() -> None:
    with AnswerServer(answer, faults=Faults(rates={"stall": 1.0})) as server:
        address = urlsplit(server.origin)
        connected = socket.create_connection((str(address.hostname), address.port or 0), timeout=5)
        connected.sendall(b"GET / HTTP/1.1\r\n\r\n")
        while not server.request_count:
            time.sleep(0.01)
    with connected:
        assert connected.recv(1) == b""


def observed(faults: Faults) -> list[bytes]:
    """The answers to sixty requests of one path after another."""
    with AnswerServer(answer, faults=faults) as server:
        connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=5)
        bodies = []
        for _ in range(60):
            connection.request("GET", PATH)
            bodies.append(connection.getresponse().read())
        connection.close()
    return bodies


def test_same_requests_are_hit_when_seed_is_the_same() -> None:
    rates = {"null": 0.2, "empty": 0.2}
    first = observed(Faults(rates=rates, seed=1))
    assert set(first) == {b"null", b"", ITEM}
    assert observed(Faults(rates=dict(reversed(rates.items())), seed=1)) == first
    assert observed(Faults(rates=rates, seed=2)) != first


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(), path=st.text(max_size=20))
def test_a_retry_is_drawn_anew_when_a_request_was_hit(seed: int, path: str) -> None:
    faults = Faults(rates={"500": 0.5}, seed=seed)
    hits = [faults.kind(path, nth) for nth in range(200)]
    assert 50 < hits.count("500") < 150


def test_every_request_is_hit_when_fault_is_permanent() -> None:
    faults = Faults(always={PATH: "401"})
    assert {faults.kind(PATH, nth) for nth in range(50)} == {"401"}
    assert faults.kind("/v0/item/2.json", 1) is None


def test_only_the_named_query_is_hit_when_fault_is_permanent(server: AnswerServer) -> None:
    with response_to(server, "503", path="/pages?page=2&per_page=100") as response:
        assert response.status == 503
    connection = http.client.HTTPConnection(urlsplit(server.origin).netloc, timeout=5)
    for path in ("/pages", "/pages?page=1&per_page=100", "/pages?per_page=100&page=2"):
        connection.request("GET", path)
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"{}")
    connection.close()


def test_delay_lies_between_latency_and_jitter_when_both_are_set() -> None:
    faults = Faults(latency_seconds=1.0, jitter_seconds=0.5)
    delays = [faults.delay_seconds(PATH, nth) for nth in range(100)]
    assert 1.0 <= min(delays) < 1.1
    assert 1.4 < max(delays) < 1.5


def test_unknown_fault_is_refused_with_the_known_ones_when_planned() -> None:
    with pytest.raises(ValueError, match=r"unknown fault 'fire'; known are 401, .*truncated"):
        Faults(rates={"fire": 0.1})
    with pytest.raises(ValueError, match="unknown fault 'fire'"):
        Faults(always={PATH: "fire"})


@pytest.mark.parametrize("rates", [{"500": -0.1}, {"500": 1.1}, {"500": float("nan")}, {"500": 0.6, "502": 0.6}])
def test_rates_are_refused_when_they_are_no_shares(rates: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Faults(rates=rates)


@pytest.mark.parametrize("seconds", [-1.0, float("inf"), float("nan")])
def test_latency_is_refused_when_it_is_no_duration(seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds"):
        Faults(latency_seconds=seconds)
