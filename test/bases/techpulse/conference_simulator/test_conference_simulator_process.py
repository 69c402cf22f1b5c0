"""The simulator as a process: what its own options serve, changes on a signal, and how it refuses bad options."""

import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from techpulse.conference_simulator import main

COMMAND = [sys.executable, "-m", "techpulse.conference_simulator"]
ONE_FILE = "/abhshkdz/ai-deadlines/gh-pages/_data/conferences.yml"
LIST = "/cfp/servlet/tool.search?q="


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().rstrip("\n")
        finally:
            process.kill()


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=5) as response:
        body: bytes = response.read()
    return body.decode()


def events(origin: str) -> dict[str, str]:
    """Each event that WikiCFP tells of, with its two rows."""
    text = re.sub(r'<tr bgcolor="\S+">', "", read(origin + LIST))  # the greys go by the place
    rows = text.partition("</table></div>")[0].split('<td rowspan="2"')[1:]
    return {re.findall(r"eventid=(\d+)", row)[0]: row for row in rows}


def test_conferences_begin_after_the_day_when_it_is_named() -> None:
    with serving("--conferences", "9", "--today", "2031-01-01", "--seed", "5") as (_, origin):
        starts = re.findall(r"start: (\d{4})", read(origin + ONE_FILE))
    assert starts
    assert set(starts) <= {"2031", "2032"}


def test_fault_strikes_a_path_with_its_query_when_named() -> None:
    path = "/cfp/call?conference=robotics"
    with serving("--fault-path", f"{path}=503") as (_, origin):
        assert "CFPs in" in read(f"{origin}{path}&page=1")
        with pytest.raises(urllib.error.HTTPError, match="503") as caught:
            read(origin + path)
        caught.value.close()


def test_just_the_told_conferences_change_when_a_signal_asks_for_it() -> None:
    with serving("--conferences", "40") as (process, origin):
        assert process.stdout
        before, told = events(origin), {"extended": 0, "removed": 0, "added": 0}
        for _ in range(5):
            process.send_signal(signal.SIGUSR1)
            changes = json.loads(process.stdout.readline())
            after = events(origin)
            changed = {number for number in before.keys() | after.keys() if before.get(number) != after.get(number)}
            assert changed <= {str(number) for numbers in changes.values() for number in numbers}
            for kind, numbers in changes.items():
                assert len(numbers) == 1
                told[kind] += str(numbers[0]) in changed
            before = after
    assert all(told.values())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--conferences", "-1"], "conferences -1 must be 0 to 5000"),
        (["--today", "tomorrow"], "Invalid isoformat string: 'tomorrow'"),
        (["--fault-path", "x=503"], "--fault-path 'x=503' is not of the form"),
    ],
)
def test_options_are_refused_in_one_line_when_they_make_no_sense(
    capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1)}
    try:
        assert main(options) == 2
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
    errors = capsys.readouterr().err
    assert message in errors
    assert errors.count("\n") == 1
