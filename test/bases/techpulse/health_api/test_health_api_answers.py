"""What a client gets of each path, from the real app on a loopback port over a real file."""

import json
import re
from collections.abc import Callable
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

web = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0))  # one, since each makes a TLS context
PATHS = ["/health", "/health/live", "/health/ready", "/metrics", "/"]
SAMPLE = re.compile(r'techpulse_[a-z_]+(\{([a-z]+="[^"\\\n]*",?)+\})? [0-9.]+')


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on")]


def test_health_is_health_json_with_the_age_of_the_data_when_a_load_is_complete(url: str) -> None:
    answer = web.get(f"{url}/health")
    (age,) = answer.json()["checks"]["hacker_news:completeLoadAge"]
    assert (answer.status_code, answer.json()["status"]) == (200, "pass")
    assert answer.headers["content-type"] == "application/health+json"
    assert 3600 <= age["observedValue"] < 3700
    assert age["observedUnit"] == "s"
    assert datetime.fromisoformat(age["time"]).tzinfo is not None
    assert "output" not in answer.json()


def test_live_touches_nothing_and_is_never_kept(tmp_path: Path, serve: Callable[..., str]) -> None:
    answer = web.get(f"{serve(tmp_path / 'none.duckdb')}/health/live")
    assert (answer.status_code, answer.json()["status"]) == (200, "pass")
    assert answer.headers["cache-control"] == "no-store"


def test_ready_passes_when_the_database_was_read(url: str) -> None:
    answer = web.get(f"{url}/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (200, "pass")


def test_ready_fails_with_the_reason_when_there_is_no_database(tmp_path: Path, serve: Callable[..., str]) -> None:
    answer = web.get(f"{serve(tmp_path / 'none.duckdb')}/health/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "fail")
    assert answer.json()["output"] == "there is no database file"


def test_metrics_are_in_the_text_format_of_prometheus(url: str) -> None:
    answer = web.get(f"{url}/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    lines = answer.text.splitlines()
    samples = [line for line in lines if not line.startswith("#")]
    assert all(SAMPLE.fullmatch(line) for line in samples)
    assert "techpulse_health_status 0" in samples
    assert 'techpulse_partitions_by_status{source="hacker_news",status="complete"} 1' in samples
    families = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
    assert len(families) == len(set(families))
    assert {line.split("{")[0].split(" ")[0] for line in samples} == set(families)


def test_metrics_are_200_when_health_fails(tmp_path: Path, serve: Callable[..., str]) -> None:
    answer = web.get(f"{serve(tmp_path / 'none.duckdb')}/metrics")
    assert answer.status_code == 200
    assert "\ntechpulse_health_status 2\n" in answer.text


def test_the_page_says_the_verdict_without_script_or_further_requests(url: str) -> None:
    answer = web.get(url)
    tags = Tags(answer.text).found
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "<h1>All is well</h1>" in answer.text
    assert "hacker_news" in answer.text
    assert not {"script", "img", "iframe", "object"} & set(tags)
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_the_page_names_what_is_wrong_when_something_is(tmp_path: Path, serve: Callable[..., str]) -> None:
    answer = web.get(serve(tmp_path / "none.duckdb"))
    assert answer.status_code == 200
    assert "<h1>Failing</h1>" in answer.text
    assert "there is no database file" in answer.text


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_its_body(url: str, path: str) -> None:
    head, get = web.head(url + path), web.get(url + path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    same = ("content-type", "cache-control", "x-content-type-options")
    assert [head.headers[name] for name in same] == [get.headers[name] for name in same]
    assert int(head.headers["content-length"]) > 0


@pytest.mark.parametrize("path", ["/health/ready", "/health", "/metrics", "/"])
@pytest.mark.parametrize("as_sent", ["{}", "W/{}", '"other", {}', "*"])
def test_nothing_is_sent_again_when_the_client_has_it(url: str, path: str, as_sent: str) -> None:
    def again() -> httpx.Response:
        tag = web.get(url + path).headers["etag"]
        return web.get(url + path, headers={"If-None-Match": as_sent.format(tag)})

    answers = [again() for _ in range(5)]  # between two requests a new reading may come, with another tag
    answer = next(answer for answer in answers if answer.status_code == 304)
    assert answer.content == b""
    assert answer.headers["etag"]


def test_a_failing_answer_is_sent_whole_when_the_client_has_it(tmp_path: Path, serve: Callable[..., str]) -> None:
    answer = web.get(f"{serve(tmp_path / 'none.duckdb')}/health", headers={"If-None-Match": "*"})
    assert (answer.status_code, answer.json()["status"]) == (503, "fail")


@pytest.mark.parametrize("path", ["/health", "/health/live", "/none"])
def test_the_request_id_of_the_client_comes_back_when_it_is_sane(url: str, path: str) -> None:
    answer = web.get(url + path, headers={"X-Request-ID": "abc-123"})
    assert answer.headers["x-request-id"] == "abc-123"


@pytest.mark.parametrize("given", ["", "x" * 65, "two words", "ä"])
def test_another_request_id_is_made_when_the_clients_is_not_sane(url: str, given: str) -> None:
    answers = [web.get(f"{url}/health", headers=[(b"X-Request-ID", given.encode())]) for _ in range(2)]
    ids = {answer.headers["x-request-id"] for answer in answers}
    assert len(ids) == 2
    assert given not in ids


@pytest.mark.parametrize("path", ["/health/", "/docs", "/redoc", "/openapi.json", "/health%00", "//", "/metrics/x"])
def test_an_unknown_path_is_a_small_problem(url: str, path: str) -> None:
    answer = web.get(url + path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.text) == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "DELETE", "PUT", "OPTIONS", "PROPFIND"])
def test_another_method_is_a_small_problem_that_names_the_right_ones(url: str, path: str, method: str) -> None:
    answer = web.request(method, url + path)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert answer.json()["title"] == "Method Not Allowed"
    assert answer.headers["x-request-id"]
