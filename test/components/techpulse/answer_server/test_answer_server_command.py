"""A server as a process: its one line, its end, and how it refuses bad options."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

# A whole simulator but for its content: every path is answered with itself.
ECHO = """
import sys
from techpulse.answer_server import Answer, AnswerServer, ServerParser, planned_faults, run_server

def build(options):
    faults = planned_faults(options, always={"/always?a=1": "null"})
    return AnswerServer(lambda path: Answer(200, path.encode()), port=options.port, faults=faults)

sys.exit(run_server(ServerParser("echo", "Answer every path."), None, build=build))
"""
COMMAND = [sys.executable, "-c", ECHO]


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().rstrip("\n")
        finally:
            process.kill()


def read(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as response:
        body: bytes = response.read()
    return body


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_ends_with_zero_when_told_to_stop(number: signal.Signals) -> None:
    with serving() as (process, base_url):
        assert read(f"{base_url}/hello") == b"/hello"
        process.send_signal(number)
        rest, errors = process.communicate(timeout=5)
        assert (process.returncode, rest, errors) == (0, "", "")


def test_faults_strike_when_options_or_the_simulator_name_them() -> None:
    with serving("--fault", "empty=1", "--latency", "0.01", "--jitter", "0.01", "--seed", "1") as (_, base_url):
        assert read(f"{base_url}/any") == b""
        assert read(f"{base_url}/always?a=1") == b"null"


def test_counts_are_printed_at_the_end_when_a_summary_is_asked_for() -> None:
    with serving("--summary") as (process, base_url):
        read(f"{base_url}/once")
        process.terminate()
        rest, _ = process.communicate(timeout=5)
        assert json.loads(rest) == {"requests": 1, "max_in_flight": 1}


def is_listening(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def test_process_ends_when_its_parent_dies() -> None:
    start = "import subprocess, sys; subprocess.Popen(sys.argv[1:]); sys.stdin.read()"
    command: Sequence[str] = [sys.executable, "-c", start, *COMMAND, "--with-parent"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        port = int(parent.stdout.readline().rstrip("\n").rpartition(":")[2])
        assert is_listening(port)
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while is_listening(port):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--fault", "fire=0.1"), "unknown fault 'fire'; known are 401"),
        (("--fault", "503"), "--fault '503' is not of the form 503=0.1"),
        (("--latency", "soon"), "argument --latency: invalid float value: 'soon'"),
        (("--port", "99999"), "port must be 0-65535"),
        (("--what",), "unrecognized arguments: --what"),
    ],
)
def test_one_line_says_what_is_wrong_when_options_are_bad(options: tuple[str, ...], message: str) -> None:
    ended = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=10, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("echo: ")
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1
