"""Opening, closing, and use from several threads at once."""

import gc
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import pytest

from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator
from techpulse.http_client import FetchError, HttpClient, HttpPolicy
from techpulse.http_client.records import Reply

NOT_OPEN = "use it inside `with … as client:`"
CLOSED_EARLY = "closed before"


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(HackerNewsDump({key: str(key).encode() for key in range(1, 1_000)})) as serving:
        yield serving


def url_of(simulator: HackerNewsSimulator, key: int) -> str:
    return f"{simulator.base_url}/item/{key}.json"


def fetched(client: HttpClient, simulator: HackerNewsSimulator, keys: range) -> Iterator[int]:
    return client.get_each(
        keys,
        lambda key: url_of(simulator, key),
        read=lambda _, reply: int(reply.body),
        settle=lambda _, answer: (None if isinstance(answer, FetchError) else answer, ()),
    )


def number(reply: Reply) -> int:
    return int(reply.body)


def client_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "http-client"]


@pytest.mark.parametrize("is_used_before", [False, True])
def test_the_error_says_to_use_with_when_the_client_is_not_open(
    simulator: HackerNewsSimulator, *, is_used_before: bool
) -> None:
    client = HttpClient()
    if is_used_before:
        with client:
            pass
    with pytest.raises(FetchError, match=NOT_OPEN):
        client.get(url_of(simulator, 1), number)
    with pytest.raises(FetchError, match=NOT_OPEN):
        fetched(client, simulator, range(1, 3))


def test_nothing_happens_when_the_client_is_closed_twice(simulator: HackerNewsSimulator) -> None:
    with HttpClient() as client:
        client.get(url_of(simulator, 1), number)
        client.__exit__(None, None, None)
    assert client.counts.requests == 1


def test_the_counts_go_on_when_the_client_is_opened_again(simulator: HackerNewsSimulator) -> None:
    client = HttpClient()
    for _ in range(2):
        with client:
            assert client.get(url_of(simulator, 7), number) == 7
    assert client.counts.requests == 2


def test_the_error_passes_and_no_thread_stays_when_the_block_is_left_by_an_error(
    simulator: HackerNewsSimulator,
) -> None:
    def leave_by_an_error() -> None:
        with HttpClient() as client:
            for _ in fetched(client, simulator, range(1, 500)):
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        leave_by_an_error()
    assert client_threads() == []


def test_the_client_closes_at_once_when_answers_are_still_under_way(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults(latency_seconds=0.2)
    with HttpClient() as client:
        found = fetched(client, simulator, range(1, 100))
        next(found)
    simulator.faults = Faults()
    with pytest.raises(FetchError, match=f"{CLOSED_EARLY}|{NOT_OPEN}"):
        list(found)
    gc.collect()
    assert client_threads() == []


def test_no_results_come_when_they_are_asked_for_after_the_end(simulator: HackerNewsSimulator) -> None:
    with HttpClient() as client:
        found = fetched(client, simulator, range(1, 100))
    with pytest.raises(FetchError, match=CLOSED_EARLY):
        next(found)


def test_nobody_waits_for_ever_when_another_thread_closes_the_client() -> None:
    plan = Faults(always={"/v0/item/1.json": "stall"})
    with (
        HackerNewsSimulator(HackerNewsDump({}), faults=plan) as simulator,
        ThreadPoolExecutor(2) as threads,
        HttpClient() as client,
    ):
        one = threads.submit(client.get, url_of(simulator, 1), number)
        each = threads.submit(lambda: list(fetched(client, simulator, range(1, 2))))
        while simulator.request_count < 2:
            threading.Event().wait(0.01)
        client.__exit__(None, None, None)
        assert isinstance(one.exception(timeout=10), FetchError)
        assert isinstance(each.exception(timeout=10), FetchError)


@pytest.mark.filterwarnings("error")
def test_nothing_is_begun_any_more_when_the_client_closes_under_threads_that_go_on_taking(
    simulator: HackerNewsSimulator,
) -> None:
    simulator.faults = Faults()
    with ThreadPoolExecutor(4) as threads:
        for _ in range(20):
            with HttpClient(HttpPolicy(max_connections=4)) as client:
                taken = [
                    threads.submit(lambda at: len(list(at)), fetched(client, simulator, range(1, 999))) for _ in "1234"
                ]
                while client.counts.requests < 40:
                    threading.Event().wait(0.001)
            assert all(isinstance(one.exception(timeout=10), FetchError) for one in taken)
            gc.collect()


def test_every_thread_gets_its_own_answers_when_several_use_one_client(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults()
    ranges = [range(start, start + 100) for start in (1, 201, 401)]
    with HttpClient(HttpPolicy(max_connections=5)) as client, ThreadPoolExecutor(8) as threads:
        singles = [threads.submit(client.get, url_of(simulator, key), number) for key in range(1, 101)]
        many = [threads.submit(lambda keys: set(fetched(client, simulator, keys)), keys) for keys in ranges]
        assert [single.result(30) for single in singles] == list(range(1, 101))
        assert [each.result(30) for each in many] == [set(keys) for keys in ranges]
        assert client.counts.requests == 400


def test_a_thread_may_leave_its_results_early_when_another_goes_on(simulator: HackerNewsSimulator) -> None:
    with HttpClient() as client, ThreadPoolExecutor(2) as threads:
        all_of_them = threads.submit(lambda: len(list(fetched(client, simulator, range(1, 300)))))
        some = threads.submit(lambda: len(list(islice(fetched(client, simulator, range(300, 900)), 3))))
        assert (some.result(30), all_of_them.result(30)) == (3, 299)


def test_the_process_survives_when_every_client_is_used_by_a_thread_that_ends(simulator: HackerNewsSimulator) -> None:
    simulator.faults = Faults()
    script = """
import sys, threading
from techpulse.http_client import HttpClient
answers = []
def ask():
    with HttpClient() as client:
        answers.append(client.get(sys.argv[1], lambda reply: int(reply.body)))
for _ in range(5):
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
print(answers)
"""
    command = [sys.executable, "-c", script, url_of(simulator, 7)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (0, "[7, 7, 7, 7, 7]\n"), ended.stderr
