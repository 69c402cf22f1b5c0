"""Details of many bills over real connections: each an answer or a reason, neither API held back by the other."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import pytest

from techpulse.answer_server import Answer, AnswerServer
from techpulse.http_client import FetchCounts, FetchError, HttpPolicy
from techpulse.parliament_client import BillDetail, BillKey, ParliamentClient

HASTY = HttpPolicy(attempts=2, backoff_seconds=0.01, backoff_cap_seconds=0.01, max_connections=4)
PACED = replace(HASTY, requests_per_second=10.0, max_connections=2)
KEYS = [BillKey("45-1", f"C-{number}") for number in range(1, 11)]


def detail_of(path: str) -> Answer:
    """What each API answers about the bill that the path names."""
    parts = path.strip("/").split("/")
    if parts[0] == "bills":
        return Answer(200, json.dumps({"session": parts[1], "number": parts[2]}).encode())
    record = {"NumberCode": parts[4].upper(), "ParlSessionCode": parts[3]}
    if parts[5] == "json":
        return Answer(200, json.dumps([record]).encode())
    xml = f"<Bills><Bill><NumberCode>{record['NumberCode']}</NumberCode></Bill></Bills>"
    return Answer(200, xml.encode(), content_type="application/xml")


@contextmanager
def asked(answer: Callable[[str], Answer], openparliament: HttpPolicy = HASTY) -> Iterator[ParliamentClient]:
    with (
        AnswerServer(answer) as server,
        ParliamentClient(
            server.origin, f"{server.origin}/legisinfo/en", openparliament_policy=openparliament, legisinfo_policy=HASTY
        ) as client,
    ):
        yield client


def by_origin(details: Sequence[BillDetail], origin: str) -> list[BillDetail]:
    return sorted((each for each in details if each.origin == origin), key=lambda each: each.key)


def test_both_answers_come_once_for_every_bill_when_all_goes_well() -> None:
    counts = FetchCounts(requests=5)
    keys = [BillKey("45-1", f"C-{number}") for number in range(1, 61)]
    with asked(detail_of) as client:
        found = list(client.details(keys, counts=counts))
    assert sorted(each.name for each in found) == sorted(
        f"{key.name}/{origin}" for key in keys for origin in ("legisinfo", "openparliament")
    )
    assert by_origin(found, "legisinfo")[0].payload == '[{"NumberCode": "C-1", "ParlSessionCode": "45-1"}]'
    assert by_origin(found, "openparliament")[0].payload == '{"session": "45-1", "number": "C-1"}'
    assert not any(each.error for each in found)
    assert counts.requests == 125


def test_nothing_is_asked_when_there_are_no_bills() -> None:
    counts = FetchCounts()
    with asked(detail_of) as client:
        assert list(client.details([], counts=counts)) == []
    assert counts.requests == 0


def test_legisinfo_is_through_when_openparliament_has_only_begun() -> None:
    with asked(detail_of, PACED) as client:
        found = list(client.details(KEYS))
    ours = [place for place, each in enumerate(found) if each.origin == "legisinfo"]
    assert max(ours) < len(KEYS) + 4
    assert len(found) == 2 * len(KEYS)


def test_requests_keep_their_distance_when_openparliament_is_asked_for_many() -> None:
    moments: list[float] = []

    def answer(path: str) -> Answer:
        if path.startswith("/bills"):
            moments.append(time.monotonic())
        return detail_of(path)

    with asked(answer, PACED) as client:
        list(client.details(KEYS))
    assert moments[-1] - moments[0] > 0.8  # nine pauses of 0.1 s
    assert sum(later - before for before, later in pairwise(moments)) / 9 > 0.09


@pytest.mark.parametrize("status", [404, 410, 400, 403, 500, 429])
def test_the_others_come_when_one_api_fails_on_one_bill(status: int) -> None:
    def answer(path: str) -> Answer:
        is_ill = path.startswith("/bills/45-1/C-3/")
        return Answer(status, b"no", headers=(("Retry-After", "0"),)) if is_ill else detail_of(path)

    with asked(answer) as client:
        found = list(client.details(KEYS))
    failed = [each for each in found if each.payload is None]
    assert [each.name for each in failed] == ["45-1/C-3/openparliament"]
    assert f"HTTP {status}" in str(failed[0].error)
    assert failed[0].is_missing == (status in {404, 410})
    assert len(found) == 20


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><h1>Error</h1>", b"[]", b'[{"NumberCode": "C-9"}]', b"", b"null"])
def test_the_detail_is_an_error_when_what_came_is_no_bill(body: bytes) -> None:
    with asked(lambda path: Answer(200, body) if path.endswith("/c-3/json") else detail_of(path)) as client:
        found = list(client.details(KEYS))
    (failed,) = (each for each in found if each.payload is None)
    assert failed.name == "45-1/C-3/legisinfo"
    assert failed.is_missing == (body in {b"[]", b"null"})


def test_xml_is_taken_when_it_comes_in_place_of_json() -> None:
    def answer(path: str) -> Answer:
        return detail_of(path.replace("/json", "/xml"))

    with asked(answer) as client:
        found = by_origin(list(client.details(KEYS[:1])), "legisinfo")
    assert [json.loads(str(each.payload)) for each in found] == [
        "<Bills><Bill><NumberCode>C-1</NumberCode></Bill></Bills>"
    ]


def test_an_ill_api_is_left_alone_when_five_answers_in_a_row_failed() -> None:
    keys = [BillKey("45-1", f"C-{number}") for number in range(1, 101)]
    paths: list[str] = []

    def answer(path: str) -> Answer:
        paths.append(path)
        return Answer(503, b"") if path.startswith("/bills") else detail_of(path)

    with asked(answer) as client:
        found = list(client.details(keys))
    failed = by_origin(found, "openparliament")
    assert len(failed) == 100
    assert all(each.payload is None and "HTTP 503" in str(each.error) and not each.is_missing for each in failed)
    assert "not asked for, since 5 answers in a row failed" in str(failed[-1].error)
    assert sum(path.startswith("/bills") for path in paths) <= 2 * 20
    assert not any(each.error for each in by_origin(found, "legisinfo"))


def test_an_api_is_asked_on_when_bills_are_missing_or_fail_now_and_then() -> None:
    keys = [BillKey("45-1", f"C-{number}") for number in range(1, 41)]

    def answer(path: str) -> Answer:
        number = int(path.strip("/").split("/")[2][2:]) if path.startswith("/bills") else 0
        return Answer(404 if number < 20 else 503, b"") if number % 4 else detail_of(path)

    with asked(answer, replace(HASTY, max_connections=1, attempts=1)) as client:
        found = by_origin(list(client.details(keys)), "openparliament")
    assert [each.key.number for each in found if each.payload] == [f"C-{number}" for number in range(4, 41, 4)]


def test_no_more_is_asked_when_the_reader_leaves_early() -> None:
    keys = [BillKey("45-1", f"C-{number}") for number in range(1, 201)]
    paths: list[str] = []

    def answer(path: str) -> Answer:
        paths.append(path)
        return detail_of(path)

    slow = replace(HASTY, requests_per_second=50.0)
    with (
        AnswerServer(answer) as server,
        ParliamentClient(
            server.origin, f"{server.origin}/legisinfo/en", openparliament_policy=slow, legisinfo_policy=slow
        ) as client,
    ):
        counts = FetchCounts()
        details = client.details(keys, counts=counts)
        next(details)
        details.close()  # type: ignore[attr-defined] # a generator, which the type does not say
        deadline = time.monotonic() + 10
        while any(thread.name == "parliament" for thread in threading.enumerate()) and time.monotonic() < deadline:
            time.sleep(0.01)
        asked_then = len(paths)
        time.sleep(0.2)
        assert len(paths) == asked_then < 100
        assert 0 < counts.requests <= asked_then
        assert len(list(client.details(keys[:2]))) == 4


def test_the_reader_is_told_when_the_client_is_closed_meanwhile() -> None:
    slow = replace(HASTY, requests_per_second=20.0)
    with AnswerServer(detail_of) as server:
        client = ParliamentClient(
            server.origin, f"{server.origin}/legisinfo/en", openparliament_policy=slow, legisinfo_policy=slow
        )
        with client:
            details = client.details(KEYS * 5)
            next(details)
        with pytest.raises(FetchError, match="closed before") as error:
            list(details)
    assert error.value.is_interrupt


def test_nothing_is_lost_when_the_reader_is_slow() -> None:
    keys = [BillKey("45-1", f"C-{number}") for number in range(1, 201)]
    found: list[str] = []
    with asked(detail_of) as client:
        for detail in client.details(keys):
            if len(found) < 3:
                time.sleep(0.3)
            found.append(detail.name)
    assert len(found) == len(set(found)) == 400
