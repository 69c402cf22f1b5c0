"""The simulator as a process: what its own options serve, and how it refuses bad ones."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "techpulse.hn_simulator"]


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


def test_made_up_months_are_served_when_months_are_named() -> None:
    with serving("--months", "2026-10", "--comments", "5") as (_, base_url):
        assert int(read(f"{base_url}/maxitem.json")) > 49_000_000


def test_given_items_are_served_with_given_faults_when_files_are_named(tmp_path: Path) -> None:
    for item_id in (1, 2):
        (tmp_path / f"{item_id}.ndjson").write_text(f'{{"id":{item_id}}}\n')
    files = (str(tmp_path / "1.ndjson"), str(tmp_path / "2.ndjson"))
    with serving("--items", *files, "--fault-item", "2=null", "--latency", "0.01") as (_, base_url):
        assert read(f"{base_url}/item/1.json") == b'{"id":1}'
        assert read(f"{base_url}/item/2.json") == b"null"
        assert read(f"{base_url}/maxitem.json") == b"2"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "nothing to serve: give --items or --months"),
        (("--months", "banana"), "month 'banana' is not of the form 2026-10"),
        (("--months", "2026-10", "--fault-item", "x=503"), "--fault-item 'x=503' is not of the form 123=503"),
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
