"""The simulator as a process: what its own options serve, changes on a signal, and how it refuses bad options."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "techpulse.parliament_simulator"]


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().rstrip("\n")
        finally:
            process.kill()


def read(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=5) as response:
        return json.loads(response.read())


def test_both_apis_serve_the_wanted_bills_when_sessions_are_named() -> None:
    with serving("--sessions", "44-1=9,45-1=12", "--seed", "5") as (_, origin):
        assert len(read(f"{origin}/legisinfo/en/bills/json")) == 12
        assert len(read(f"{origin}/bills/?session=44-1")["objects"]) == 9


def test_lists_have_the_wanted_form_when_it_is_named() -> None:
    with serving("--sessions", "45-1=3", "--list-form", "detail", "--bare-names") as (_, origin):
        bill = read(f"{origin}/legisinfo/en/bills/json")[0]
    assert bill["NumberCode"] == "C-1"
    assert bill["StatusName"]
    assert "StatusNameFr" not in bill


def test_fault_strikes_a_path_with_its_query_when_named() -> None:
    with serving("--sessions", "45-1=30", "--fault-path", "/bills/?limit=20&offset=20=503") as (_, origin):
        assert len(read(f"{origin}/bills/?limit=20")["objects"]) == 20
        with pytest.raises(urllib.error.HTTPError, match="503") as caught:
            read(f"{origin}/bills/?limit=20&offset=20")
        caught.value.close()


def test_everything_is_refused_when_no_request_may_be_in_flight() -> None:
    with serving("--sessions", "45-1=3", "--most-concurrent", "0") as (_, origin):
        with pytest.raises(urllib.error.HTTPError, match="429") as caught:
            read(f"{origin}/bills/")
        caught.value.close()
        assert len(read(f"{origin}/legisinfo/en/bills/json")) == 3


def test_just_the_told_bills_change_when_a_signal_asks_for_it() -> None:
    with serving("--sessions", "44-1=5,45-1=20") as (process, origin):
        assert process.stdout
        url = f"{origin}/legisinfo/en/bills/json?parlsession=all"
        before = {(bill["ParlSessionCode"], bill["BillNumberFormatted"]): bill for bill in read(url)}
        process.send_signal(signal.SIGUSR1)
        told = json.loads(process.stdout.readline())
        after = {(bill["ParlSessionCode"], bill["BillNumberFormatted"]): bill for bill in read(url)}
    assert list(told) == ["45-1"]
    assert len(told["45-1"]) == 4
    assert after.keys() - before.keys() == {("45-1", told["45-1"][-1])}
    changed = [key for key in before if after[key] != before[key]]
    assert sorted(number for _, number in changed) == told["45-1"][:3]
    assert {session for session, _ in changed} == {"45-1"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--sessions", "45-1"), "--sessions '45-1' is not of the form 45-1=30"),
        (("--sessions", "45=3"), "session '45' is not of the form 45-1"),
        (("--sessions", "45-1=99999"), "99999 bills in 45-1: must be 0 to 10000"),
        (("--list-form", "plain"), "names of list records are formatted or detail, not 'plain'"),
        (("--fault-path", "bills=503"), "--fault-path 'bills=503' is not of the form /bills/45-1/C-2/=503"),
        (("--fault-path", "/bills=fire"), "unknown fault 'fire'"),
        (("--pages", "7"), "unrecognized arguments: --pages 7"),
    ],
)
def test_one_line_says_what_is_wrong_when_options_are_bad(options: tuple[str, ...], message: str) -> None:
    ended = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=20, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("parliament_simulator: ")
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1
