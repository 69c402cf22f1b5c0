"""What a source can't do to us: hold on for ever, or fill the memory."""

import gzip
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator
from techpulse.http_client import HttpClient, HttpPolicy, PermanentFetchError, TransientFetchError

Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], str]

ITEM = b'{"id":1,"type":"story"}'
PATH = "/v0/item/1.json"
MEBIBYTE = 2**20
ONCE = HttpPolicy(attempts=1, read_timeout_seconds=10, total_timeout_seconds=20, max_response_bytes=MEBIBYTE)


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(HackerNewsDump({1: ITEM})) as serving:
        yield serving


def error_of(simulator: HackerNewsSimulator, kind: str, *, policy: HttpPolicy) -> Exception:
    simulator.faults = Faults(always={PATH: kind})
    with HttpClient(policy) as client, pytest.raises((TransientFetchError, PermanentFetchError)) as caught:
        client.get(f"{simulator.base_url}/item/1.json", lambda reply: reply.body)
    return caught.value


def test_the_read_timeout_ends_the_wait_when_the_server_stalls(simulator: HackerNewsSimulator) -> None:
    begun = time.monotonic()
    error = error_of(simulator, "stall", policy=replace(ONCE, read_timeout_seconds=0.3))
    assert 0.3 <= time.monotonic() - begun < 5
    assert isinstance(error, TransientFetchError)


def test_the_total_timeout_ends_the_wait_when_the_server_drips(simulator: HackerNewsSimulator) -> None:
    begun = time.monotonic()
    error = error_of(simulator, "drip", policy=replace(ONCE, total_timeout_seconds=0.5))
    assert 0.5 <= time.monotonic() - begun < 3
    assert isinstance(error, TransientFetchError)
    assert str(error).endswith("/v0/item/1.json: not finished within 0.5 s")


@pytest.mark.parametrize("kind", ["huge", "bomb"])
def test_a_body_is_refused_in_bounded_memory_when_it_is_announced_or_unpacked_over_the_limit(
    simulator: HackerNewsSimulator, kind: str
) -> None:
    error_of(simulator, kind, policy=ONCE)  # the simulator packs its bomb, the client its imports
    tracemalloc.start()
    try:
        error = error_of(simulator, kind, policy=ONCE)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert isinstance(error, PermanentFetchError)
    assert str(error).endswith("refused, the body is larger than 1,048,576 bytes")
    assert peak_bytes < 40 * MEBIBYTE  # 16 KiB of gzip may become 16 MiB at once; the bomb is 128 MiB, the flood 10 GiB


def test_a_body_is_refused_while_it_streams_when_its_length_is_not_announced(serve: Serve) -> None:
    sent: list[int] = []

    def flood(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while sum(sent) < 512 * MEBIBYTE:
            sent.append(handler.wfile.write(bytes(MEBIBYTE)))

    def respond(handler: BaseHTTPRequestHandler) -> None:
        try:
            flood(handler)
        except OSError:
            handler.close_connection = True

    with HttpClient(ONCE) as client, pytest.raises(PermanentFetchError, match="larger than 1,048,576 bytes"):
        client.get(serve(respond), lambda reply: reply.body)
    assert sum(sent) < 64 * MEBIBYTE


@pytest.mark.parametrize("over", [0, 1])
def test_the_limit_counts_unpacked_bytes_and_is_still_allowed_when_the_body_is_packed(serve: Serve, over: int) -> None:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        packed = gzip.compress(bytes(MEBIBYTE + over))
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(packed)))
        handler.end_headers()
        handler.wfile.write(packed)

    with HttpClient(ONCE) as client:
        if over:
            with pytest.raises(PermanentFetchError, match="larger than"):
                client.get(serve(respond), lambda reply: reply.body)
        else:
            assert client.get(serve(respond), lambda reply: len(reply.body)) == client.counts.bytes == MEBIBYTE
