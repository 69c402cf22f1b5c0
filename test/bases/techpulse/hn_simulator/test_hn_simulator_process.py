"""The simulator as a process: its one line, its end, and how it refuses bad options."""

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
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "techpulse.hn_simulator"]
SMALL_MONTH = ("--months", "2026-10", "--comments", "5")


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


def refused(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=10, check=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_process_ends_with_zero_when_told_to_stop(number: signal.Signals) -> None:
    with serving(*SMALL_MONTH) as (process, base_url):
        assert int(read(f"{base_url}/maxitem.json")) > 49_000_000
        process.send_signal(number)
        rest, errors = process.communicate(timeout=5)
        assert (process.returncode, rest, errors) == (0, "", "")


def test_given_items_are_served_with_given_faults_when_files_are_named(tmp_path: Path) -> None:
    for item_id in (1, 2):
        (tmp_path / f"{item_id}.ndjson").write_text(f'{{"id":{item_id}}}\n')
    files = (str(tmp_path / "1.ndjson"), str(tmp_path / "2.ndjson"))
    with serving("--items", *files, "--fault-item", "2=null", "--latency", "0.01") as (_, base_url):
        assert read(f"{base_url}/item/1.json") == b'{"id":1}'
        assert read(f"{base_url}/item/2.json") == b"null"
        assert read(f"{base_url}/maxitem.json") == b"2"


def test_counts_are_printed_at_the_end_when_a_summary_is_asked_for() -> None:
    with serving(*SMALL_MONTH, "--summary") as (process, base_url):
        read(f"{base_url}/maxitem.json")
        process.terminate()
        rest, _ = process.communicate(timeout=5)
        assert json.loads(rest) == {"requests": 1, "max_in_flight": 1}


def is_listening(port: int) -> bool:
    with socket.socket() as attempt:
        return attempt.connect_ex(("127.0.0.1", port)) == 0


def test_process_ends_when_its_parent_dies() -> None:
    start = "import subprocess, sys; subprocess.Popen(sys.argv[1:]); sys.stdin.read()"
    command: Sequence[str] = [sys.executable, "-c", start, *COMMAND, *SMALL_MONTH, "--with-parent"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        port = int(parent.stdout.readline().rstrip("\n").removesuffix("/v0").rpartition(":")[2])
        assert is_listening(port)
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while is_listening(port):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "nothing to serve: give --items or --months"),
        (("--months", "banana"), "month 'banana' is not of the form 2026-10"),
        (("--months", "2026-10", "--fault", "fire=0.1"), "unknown fault 'fire'; known are 401"),
        (("--months", "2026-10", "--fault", "503"), "--fault '503' is not of the form 503=0.1"),
        (("--months", "2026-10", "--fault-item", "x=503"), "--fault-item 'x=503' is not of the form 123=503"),
        (("--months", "2026-10", "--latency", "soon"), "argument --latency: invalid float value: 'soon'"),
        (("--months", "2026-10", "--port", "99999"), "port must be 0-65535"),
        (("--items", "no/such/file"), "No such file or directory: 'no/such/file'"),
        (("--items", "x.delta.ndjson"), "a .delta file cannot be served"),
        (("--what",), "unrecognized arguments: --what"),
    ],
)
def test_one_line_says_what_is_wrong_when_options_are_bad(options: tuple[str, ...], message: str) -> None:
    ended = refused(*options)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("hn_simulator: ")
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1
