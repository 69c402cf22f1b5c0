"""Where a GET may go: redirects, hosts that fail each in its way, secrets in URLs, and how we introduce ourselves."""

import re
import shutil
import socket
import ssl
import subprocess
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator
from techpulse.http_client import (
    FetchCounts,
    FetchError,
    HttpClient,
    HttpPolicy,
    PermanentFetchError,
    TransientFetchError,
)

Serve = Callable[[Callable[[BaseHTTPRequestHandler], None]], str]

SECRET = "hunter2"
QUICK = HttpPolicy(
    backoff_seconds=0.01, connect_timeout_seconds=2, read_timeout_seconds=2, total_timeout_seconds=4, attempts=2
)


@pytest.fixture(scope="module")
def impatient() -> Iterator[HttpClient]:
    with HttpClient(replace(QUICK, attempts=1)) as client:
        yield client


def redirecting(location: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """Redirects to `location`, in which `{host}` and `{port}` stand for the server's own."""

    def respond(handler: BaseHTTPRequestHandler) -> None:
        host = handler.headers["Host"]
        is_there = handler.path == "/there"
        handler.send_response(200 if is_there else 302)
        handler.send_header("Location", location.format(host=host, port=host.partition(":")[2]))
        handler.send_header("Content-Length", "5" if is_there else "0")
        handler.end_headers()
        handler.wfile.write(b"there" if is_there else b"")

    return respond


@contextmanager
def greeted_by(greeting: Callable[[socket.socket], object]) -> Iterator[str]:
    """The `127.0.0.1:port` of a server that does no more with each connection than `greeting`."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    greeting(connection)

        threading.Thread(target=accept, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)


def error_of(url: str, *, policy: HttpPolicy = QUICK) -> FetchError:
    with HttpClient(policy) as client, pytest.raises(FetchError) as caught:
        client.get(url, lambda reply: reply.body)
    return caught.value


@pytest.mark.parametrize("location", ["/there", "there", "http://{host}/there", "//{host}/there"])
def test_a_redirect_is_followed_when_it_stays_on_the_host(serve: Serve, location: str) -> None:
    with HttpClient(QUICK) as client:
        assert client.get(serve(redirecting(location)) + "/here", lambda reply: reply.body) == b"there"


def test_a_redirect_is_refused_when_it_never_ends(serve: Serve) -> None:
    error = error_of(serve(redirecting("/round")) + "/round")
    assert isinstance(error, PermanentFetchError)
    assert str(error).endswith("/round: more than 3 redirects")


@pytest.mark.parametrize(
    ("kind", "target"), [("redirect", "http://elsewhere.invalid/"), ("redirect-file", "file:///etc/hostname")]
)
def test_a_redirect_is_refused_in_one_line_and_one_request_when_it_leaves_the_host(kind: str, target: str) -> None:
    plan = Faults(always={"/v0/item/1.json": kind})
    with HackerNewsSimulator(HackerNewsDump({}), faults=plan) as simulator:
        error = error_of(f"{simulator.base_url}/item/1.json")
        assert simulator.request_count == 1
    expected = f"GET {simulator.base_url}/item/1.json: refused a redirect to {target}, another host; check the base URL"
    assert isinstance(error, PermanentFetchError)
    assert (str(error), error.status) == (expected, 302)


@pytest.mark.parametrize(
    "location",
    [
        *("http://127.0.0.1:1/", "https://{host}/", "http://[", "ftp://{host}/", "http://localhost:{port}/"),
        *("http://169.254.169.254/", "http://10.0.0.1:{port}/", "http://[::1]:{port}/", "http:\\\\10.0.0.1\\"),
    ],
)
def test_a_redirect_is_refused_when_scheme_host_or_port_differ_or_it_is_no_address(serve: Serve, location: str) -> None:
    assert isinstance(error_of(serve(redirecting(location)) + "/here"), PermanentFetchError)


def test_the_error_may_pass_and_says_refused_when_the_port_is_closed() -> None:
    with closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        error = error_of(f"http://127.0.0.1:{bound.getsockname()[1]}/")
    assert isinstance(error, TransientFetchError)
    assert str(error).endswith(": connection failed (Connection refused); check the network")


def test_the_error_may_pass_when_the_server_hangs_up_before_the_tls_handshake() -> None:
    with greeted_by(lambda connection: connection.recv(1)) as host:
        error = error_of(f"https://{host}/")
    assert isinstance(error, TransientFetchError)
    assert "connection failed" in str(error)


def test_the_error_says_to_check_spelling_and_dns_when_the_host_name_does_not_exist() -> None:
    error = error_of("http://name.invalid/")
    # A machine without any name server can't know that it does not exist, and says "try again".
    assert isinstance(error, PermanentFetchError | TransientFetchError)
    assert re.fullmatch(
        r"GET http://name\.invalid/: the host name can't be resolved \(.+\); check its spelling and the DNS", str(error)
    )


def test_the_error_is_permanent_and_names_tls_when_the_server_speaks_plain_http() -> None:
    with greeted_by(lambda connection: connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as host:
        error = error_of(f"https://{host}/")
    assert isinstance(error, PermanentFetchError)
    assert re.search(r"TLS failed \(.+\); check the host and its certificate$", str(error))


def test_no_traceback_shows_the_query_when_the_server_never_says_hello() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        HttpClient(HttpPolicy(connect_timeout_seconds=0.1, attempts=1)) as client,
        pytest.raises(TransientFetchError) as caught,
    ):
        client.get(f"https://127.0.0.1:{silent.getsockname()[1]}/?token={4 * 'secret'}", lambda reply: reply.body)
    assert 4 * "secret" not in "".join(traceback.format_exception(caught.value))
    assert str(caught.value).endswith("/: not connected within 0.1 s; check the network")


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes a certificate with openssl, which is not here")
def test_the_error_is_permanent_and_names_the_certificate_when_nobody_vouches_for_it(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def greet(connection: socket.socket) -> None:
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            return

    with greeted_by(greet) as host:
        error = error_of(f"https://{host}/")
    assert isinstance(error, PermanentFetchError)
    assert "TLS failed (invalid peer certificate" in str(error)


@pytest.mark.parametrize(
    "url",
    [
        *("", "nonsense", "ftp://h/", "file:///etc/hostname", "http:///x", "http://[::1", "http://h:port/"),
        *("http://h:65536/", "http://xn--/", "http://a\x00b/", "http://\u2603--\u200d/"),
    ],
)
def test_the_error_is_permanent_and_names_the_base_url_when_the_address_is_none(url: str) -> None:
    error = error_of(url)
    assert isinstance(error, PermanentFetchError)
    assert str(error).endswith("check the base URL")


def test_no_secret_of_the_url_is_told_when_a_get_fails_in_any_way() -> None:
    kinds = ["401", "503", "bomb", "drip", "huge", "redirect", "redirect-file", "reset", "short", "stall"]
    path = f"/v0/item/1.json?token={SECRET}"
    policy = replace(QUICK, attempts=1, read_timeout_seconds=0.2, total_timeout_seconds=0.4, max_response_bytes=1_000)
    with HackerNewsSimulator(HackerNewsDump({})) as simulator:
        for kind in kinds:
            simulator.faults = Faults(always={path: kind})
            error = error_of(simulator.origin.replace("//", f"//me:{SECRET}@") + f"{path}#{SECRET}", policy=policy)
            assert SECRET not in "".join(traceback.format_exception(error)), kind


@pytest.mark.parametrize("scheme", ["http", "https", "ftp", "file", ""])
def test_no_secret_of_the_url_is_told_when_its_host_can_not_be_reached(impatient: HttpClient, scheme: str) -> None:
    for host in ("127.0.0.1:1", "name.invalid", "h:port", "h:65536", "[::1", "", "a b", "xn--", "%00", "a" * 64):
        for url in (f"{scheme}://me:{SECRET}@{host}/?token={SECRET}", f"{scheme}://me:{SECRET}/@{host}/"):
            with pytest.raises(FetchError) as caught:
                impatient.get(url, lambda reply: reply.body)
            assert SECRET not in "".join(traceback.format_exception(caught.value)), url


@settings(deadline=None)
@given(rest=st.text())
def test_the_error_is_one_of_ours_and_tells_no_secret_when_the_address_is_anything(
    impatient: HttpClient, rest: str
) -> None:
    with pytest.raises(FetchError) as caught:
        impatient.get(f"http://me:{SECRET}@127.0.0.1:1{rest}", lambda reply: reply.body)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@settings(deadline=None)
@given(url=st.text(st.characters(exclude_characters="/")))
def test_the_error_is_one_of_ours_when_the_address_is_text_without_a_host(impatient: HttpClient, url: str) -> None:
    with pytest.raises(PermanentFetchError):
        impatient.get(url, lambda reply: reply.body)


def test_we_name_project_version_and_contact_when_we_ask(serve: Serve) -> None:
    agents: list[str] = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        agents.append(handler.headers["User-Agent"])
        handler.send_error(404)

    error_of(serve(respond), policy=HttpPolicy(contact_url="https://example.org/contact"))
    assert agents == [f"TechPulse/{version('code-location')} (+https://example.org/contact)"]


def test_our_address_stands_behind_the_page_when_a_server_asks_for_one(serve: Serve) -> None:
    agents: list[str] = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        agents.append(handler.headers["User-Agent"])
        handler.send_error(404)

    error_of(serve(respond), policy=HttpPolicy(contact_url="https://example.org", contact_email="pulse@example.org"))
    assert agents == [f"TechPulse/{version('code-location')} (+https://example.org; pulse@example.org)"]


def test_headers_go_with_every_request_when_a_policy_names_some(serve: Serve) -> None:
    heard: list[tuple[str | None, str | None]] = []

    def respond(handler: BaseHTTPRequestHandler) -> None:
        heard.append((handler.headers["Accept"], handler.headers["API-Version"]))
        handler.send_error(404)

    address = serve(respond)
    error_of(address, policy=HttpPolicy(headers=(("API-Version", "v1"),)))
    error_of(address, policy=HttpPolicy(headers=(("Accept", "application/xml"),)))
    assert heard == [("application/json", "v1"), ("application/xml", None)]


def test_the_cost_is_told_when_one_answer_took_several_tries(serve: Serve) -> None:
    statuses = [200, 503]

    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(statuses.pop())
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"{}")

    counts = FetchCounts()
    with HttpClient(HttpPolicy(backoff_seconds=0.01)) as client:
        assert client.get(serve(respond), lambda reply: reply.body, counts=counts) == b"{}"
    assert (counts.requests, counts.retries, counts.bytes) == (2, 1, 2)
