"""Lists and sessions over real connections: complete or an error, with no request more than it takes."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from techpulse.answer_server import Answer, AnswerServer, Faults
from techpulse.http_client import BadPayloadError, FetchCounts, FetchError, HttpPolicy, PermanentFetchError
from techpulse.parliament_client import BillKey, ListedBill, MalformedBill, ParliamentClient

HASTY = HttpPolicy(attempts=3, backoff_seconds=0.01, backoff_cap_seconds=0.01)
KNOWN = ("37-1", "37-2", "38-1", "40-1")


class Parliament:
    """OpenParliament's list over the bills given, and LEGISinfo's list of each session."""

    def __init__(self, *bills: tuple[str, str, str | None], width: int = 500) -> None:
        self.bills = bills
        self.width = width
        self.paths: list[str] = []

    def __call__(self, path: str) -> Answer:
        self.paths.append(path)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        if path.startswith("/legisinfo/en/bills/json?"):
            records = [{"NumberCode": n, "ParlSessionCode": s} for s, n, _ in self.bills if s == asked["parlsession"]]
            return Answer(200, json.dumps(records).encode())
        since, session, begin = asked.get("introduced__gte", ""), asked.get("session"), int(asked.get("offset", 0))
        found = [
            {"session": s, "number": n, "introduced": day}
            for s, n, day in self.bills
            if session in (None, s) and (day or "") >= since
        ]
        end = begin + min(self.width, int(asked["limit"]))
        next_url = (
            path.replace("&format=json", "").partition("&offset")[0] + f"&offset={end}" if end < len(found) else None
        )
        page = {"objects": found[begin:end], "pagination": {"next_url": next_url}}
        return Answer(200, json.dumps(page).encode())


@contextmanager
def asked(answer: Callable[[str], Answer], faults: Faults | None = None) -> Iterator[ParliamentClient]:
    with (
        AnswerServer(answer, faults=faults) as server,
        ParliamentClient(
            server.origin, f"{server.origin}/legisinfo/en", openparliament_policy=HASTY, legisinfo_policy=HASTY
        ) as client,
    ):
        yield client


def page_of(next_url: str | None, *numbers: str) -> Answer:
    objects = [{"session": "45-1", "number": number} for number in numbers]
    return Answer(200, json.dumps({"objects": objects, "pagination": {"next_url": next_url}}).encode())


def test_all_bills_come_in_one_request_when_they_fit_on_a_page() -> None:
    parliament = Parliament(("45-1", "C-2", "2025-06-03"), ("45-1", "S-3", None), ("45-2", "C-2", "2026-06-03"))
    counts = FetchCounts()
    with asked(parliament) as client:
        found = client.introduced(counts=counts)
    assert [str(each.introduced_date) for each in found if not isinstance(each, MalformedBill)] == [
        "2025-06-03",
        "None",
        "2026-06-03",
    ]
    assert parliament.paths == ["/bills/?limit=500&format=json"]
    assert (counts.requests, counts.retries) == (1, 0)
    assert counts.bytes > 100


def test_every_bill_comes_once_when_a_list_has_many_pages() -> None:
    parliament = Parliament(*(("45-1", f"C-{number}", "2025-06-03") for number in range(1, 1_202)))
    with asked(parliament) as client:
        found = client.introduced(date(2025, 1, 1), session="45-1")
    assert [each.key.number for each in found if not isinstance(each, MalformedBill)] == [
        f"C-{number}" for number in range(1, 1_202)
    ]
    first = "/bills/?session=45-1&introduced__gte=2025-01-01&limit=500"
    assert parliament.paths == [f"{first}{more}&format=json" for more in ("", "&offset=500", "&offset=1000")]


def test_only_what_was_asked_for_comes_when_the_api_ignores_its_filters() -> None:
    parliament = Parliament(("45-1", "C-2", "2025-06-03"), ("45-1", "C-3", "2025-06-04"), ("44-1", "C-4", "2025-06-05"))

    with asked(lambda _: parliament("/bills/?limit=500")) as client:
        found = client.introduced(date(2025, 6, 4), session="45-1")
    assert [each.key.name for each in found if not isinstance(each, MalformedBill)] == ["45-1/C-3"]


def test_a_malformed_bill_is_kept_when_it_stands_among_others() -> None:
    with asked(lambda _: page_of(None, "C-2", "2", "C-3")) as client:
        found = client.introduced()
    assert [type(each).__name__ for each in found] == ["Introduced", "MalformedBill", "Introduced"]


def test_the_next_page_is_refused_when_it_lies_on_another_host() -> None:
    with (
        asked(lambda _: page_of("https://elsewhere.example/bills/?offset=500", "C-2")) as client,
        pytest.raises(PermanentFetchError, match=r"to elsewhere\.example, another host"),
    ):
        client.introduced()


@pytest.mark.parametrize(
    ("numbers", "next_urls", "requests"),
    [
        ((("C-2",), ("C-3",)), ("/bills/?offset=1", "/bills/?limit=500&format=json"), 2),
        ((("C-2",), ("C-2",)), ("/bills/?offset=1", "/bills/?offset=2"), 2),
        ((("C-2", "C-3"), ("C-3",)), ("/bills/?offset=1", None), 2),
    ],
)
def test_it_is_an_error_when_pages_come_again(
    numbers: tuple[tuple[str, ...], ...], next_urls: tuple[str | None, ...], requests: int
) -> None:
    paths: list[str] = []

    def answer(path: str) -> Answer:
        paths.append(path)
        return page_of(next_urls[len(paths) - 1], *numbers[len(paths) - 1])

    with asked(answer) as client, pytest.raises(BadPayloadError, match="does not end"):
        client.introduced()
    assert len(paths) == requests


def test_the_same_request_comes_again_when_the_server_is_busy() -> None:
    parliament = Parliament(("45-1", "C-2", "2025-06-03"))
    busy = [Answer(429, b"slow down", headers=(("Retry-After", "0"),))] * 2
    counts = FetchCounts()
    with asked(lambda path: busy.pop() if busy else parliament(path)) as client:
        assert len(client.introduced(counts=counts)) == 1
    assert (counts.requests, counts.retries) == (3, 2)


def test_the_list_is_read_again_when_a_page_for_people_came_first() -> None:
    parliament = Parliament(("45-1", "C-2", None))
    pages = [Answer(200, b"<!DOCTYPE html><p>Down</p>", content_type="text/html")]
    with asked(lambda path: pages.pop() if pages else parliament(path)) as client:
        found = client.listed("45-1")
    record = '{"NumberCode": "C-2", "ParlSessionCode": "45-1"}'
    assert found == [ListedBill(BillKey("45-1", "C-2"), record, None)]
    assert parliament.paths == ["/legisinfo/en/bills/json?parlsession=45-1"]


def test_it_is_an_error_when_pages_for_people_keep_coming() -> None:
    counts = FetchCounts()
    with (
        asked(lambda _: Answer(200, b"<!DOCTYPE html><p>Down</p>", content_type="text/html")) as client,
        pytest.raises(BadPayloadError, match="document type"),
    ):
        client.listed("45-1", counts=counts)
    assert counts.requests == 3


def test_the_session_is_empty_when_the_list_is() -> None:
    with asked(Parliament()) as client:
        assert client.listed("45-1") == []


def test_it_is_an_error_when_legisinfo_lists_another_session() -> None:
    parliament = Parliament(("44-1", "C-2", None))
    with (
        asked(lambda _: parliament("/legisinfo/en/bills/json?parlsession=44-1")) as client,
        pytest.raises(BadPayloadError, match="asked for bills of 45-1 and lists bills of 44-1"),
    ):
        client.listed("45-1")


def test_the_sessions_are_those_with_bills_when_all_are_looked_for() -> None:
    parliament = Parliament(*((session, "C-2", None) for session in (*KNOWN, "43-1")))
    with asked(parliament) as client:
        assert client.sessions() == list(KNOWN)  # two parliaments without bills lie before 43-1
    probed = [parse_qs(urlsplit(path).query)["session"][0] for path in parliament.paths]
    assert probed == ["37-1", "37-2", "37-3", "38-1", "38-2", "39-1", "40-1", "40-2", "41-1", "42-1"]
    assert all("limit=1&" in path for path in parliament.paths)


def test_a_session_is_found_when_it_is_the_only_one() -> None:
    with asked(Parliament(("45-1", "C-2", None))) as client:
        assert client.sessions() == ["45-1"]
    with asked(Parliament()) as client:
        assert client.sessions() == []


@pytest.mark.parametrize(
    ("newest", "found", "requests"), [("37-1", ["37-2", "38-1", "40-1"], 9), ("38-1", ["40-1"], 6), ("40-1", [], 3)]
)
def test_only_newer_sessions_are_looked_for_when_one_is_known(newest: str, found: list[str], requests: int) -> None:
    parliament = Parliament(*((session, "C-2", None) for session in KNOWN))
    with asked(parliament) as client:
        assert client.sessions_after(newest) == found
    assert len(parliament.paths) == requests


def test_it_is_an_error_when_openparliament_ignores_the_session() -> None:
    parliament = Parliament(("45-1", "C-2", None))
    with (
        asked(lambda _: parliament("/bills/?limit=1")) as client,
        pytest.raises(BadPayloadError, match=r"asked for bills of 37-1 and lists others \(45-1\)"),
    ):
        client.sessions()


def test_it_is_an_error_when_the_client_is_not_open() -> None:
    client = ParliamentClient()
    for call in (client.introduced, client.sessions, lambda: client.listed("45-1")):
        with pytest.raises(FetchError, match="not open"):
            call()
    with pytest.raises(FetchError, match="not open"):
        list(client.details([BillKey("45-1", "C-2")]))


@pytest.mark.parametrize("form", ["json", "xml"])
def test_both_apis_are_told_who_asks_and_what_for_when_they_are_asked(form: str) -> None:
    heard: dict[str, dict[str, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard[self.path] = {name.lower(): value for name, value in self.headers.items()}
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden one
            pass

    named = replace(ParliamentClient.OPENPARLIAMENT_POLICY, contact_email="pulse@example.org", requests_per_second=None)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_port}"
        with ParliamentClient(
            origin, f"{origin}/en/", openparliament_policy=named, legisinfo_form="xml" if form == "xml" else "json"
        ) as client:
            details = list(client.details([BillKey("45-1", "C-15A")]))
        server.shutdown()
    assert [detail.is_missing for detail in details] == [True, True]
    ours, theirs = heard["/bills/45-1/C-15A/?format=json"], heard[f"/en/bill/45-1/c-15a/{form}"]
    assert ours["api-version"] == "v1"
    assert ours["user-agent"].endswith("; pulse@example.org)")
    assert ours["accept"] == "application/json"
    assert theirs["accept"] == f"application/{form}"
    assert "api-version" not in theirs
    assert theirs["user-agent"].startswith("TechPulse/")
