"""Headers of one request: conditions and their 304, cookies, and what HTTP can't carry."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from techpulse.answer_server import Answer, AnswerServer
from techpulse.http_client import FetchCounts, HttpClient, HttpPolicy, PermanentFetchError
from techpulse.http_client.records import Reply

QUICK = HttpPolicy(backoff_seconds=0.01, read_timeout_seconds=5, total_timeout_seconds=10)
TAG = '"v7"'
CHANGED = "Sat, 21 Nov 2026 10:00:00 GMT"


class Site:
    """Answers with what came in the headers it is asked about, or says 304 to who knows the newest version."""

    def __init__(self) -> None:
        self.server = AnswerServer(self.answer)

    def answer(self, path: str) -> Answer:
        if path.startswith("/moved"):
            return Answer(302, b"", headers=(("Location", "/page"),))
        if path.startswith("/echo/"):
            return Answer(200, self.server.header(path.rpartition("/")[2]).encode())
        is_known = self.server.header("If-None-Match") == TAG or self.server.header("If-Modified-Since") == CHANGED
        stamps = (("ETag", TAG), ("Last-Modified", CHANGED))
        return Answer(304, b"", headers=stamps) if is_known or path == "/stubborn" else Answer(200, b"page", "", stamps)


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    site = Site()
    with site.server as server:
        yield server.origin


@pytest.fixture(scope="module")
def client() -> Iterator[HttpClient]:
    with HttpClient(replace(QUICK, headers=(("Cookie", "theirs=1"),))) as opened:
        yield opened


def whole(reply: Reply) -> Reply:
    return reply


@pytest.mark.parametrize("condition", [{"If-None-Match": TAG}, {"if-modified-since": CHANGED}])
@pytest.mark.parametrize("path", ["/page", "/moved"])
def test_unchanged_page_is_an_empty_reply_when_the_request_was_conditional(
    client: HttpClient, origin: str, condition: dict[str, str], path: str
) -> None:
    counts = FetchCounts()
    reply = client.get(origin + path, whole, headers=condition, counts=counts)
    assert (reply.status, reply.body, reply.headers["etag"]) == (304, b"", TAG)
    assert (counts.requests, counts.retries, counts.bytes) == (1, 0, 0)


def test_changed_page_arrives_when_the_condition_names_an_older_one(client: HttpClient, origin: str) -> None:
    reply = client.get(f"{origin}/page", whole, headers={"If-None-Match": '"v6"'})
    assert (reply.status, reply.body, reply.headers["ETag"]) == (200, b"page", TAG)


@pytest.mark.parametrize("headers", [None, {"Cookie": "a=1"}])
def test_a_304_is_an_error_when_nobody_asked_for_changes_only(
    client: HttpClient, origin: str, headers: dict[str, str] | None
) -> None:
    with pytest.raises(PermanentFetchError, match="HTTP 304") as caught:
        client.get(f"{origin}/stubborn", whole, headers=headers)
    assert caught.value.status == 304


def test_headers_of_one_request_go_over_the_policys_and_end_with_it_when_given(client: HttpClient, origin: str) -> None:
    url = f"{origin}/echo/cookie"
    assert client.get(url, whole, headers={"Cookie": "ours=1"}).body == b"ours=1"
    assert client.get(url, whole).body == b"theirs=1"


def test_condition_is_sent_again_when_the_first_try_fails() -> None:
    said = []

    def answer(_path: str) -> Answer:
        said.append(server.header("If-None-Match"))
        return Answer(503 if len(said) == 1 else 304, b"")

    with AnswerServer(answer) as server, HttpClient(QUICK) as client:
        assert client.get(f"{server.origin}/", whole, headers={"If-None-Match": TAG}).status == 304
    assert said == [TAG, TAG]


@pytest.mark.parametrize("headers", [{"Cookie": "hunter2\r\nX: 1"}, {"not a name": "hunter2"}])
def test_error_names_the_header_but_not_its_value_when_it_can_not_be_sent(
    client: HttpClient, origin: str, headers: dict[str, str]
) -> None:
    counts = FetchCounts()
    with pytest.raises(PermanentFetchError, match=next(iter(headers))) as caught:
        client.get(f"{origin}/page", whole, headers=headers, counts=counts)
    assert "hunter2" not in str(caught.value)
    assert counts.retries == 0
