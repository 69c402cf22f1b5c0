"""The simulator as a process: what its own options serve, changes on a signal, and how it refuses bad options."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from typing import Any

import pytest

COMMAND = [sys.executable, "-m", "techpulse.wordpress_simulator"]


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with subprocess.Popen([*COMMAND, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().rstrip("\n")
        finally:
            process.kill()


def read(url: str) -> tuple[Message, Any]:
    with urllib.request.urlopen(url, timeout=5) as response:
        return response.headers, json.loads(response.read())


def test_made_up_site_is_served_in_its_zone_when_named() -> None:
    with serving("--pages", "12", "--media", "3", "--seed", "5", "--zone", "Asia/Tokyo") as (_, base_url):
        assert base_url.endswith("/wp-json/wp/v2/")
        headers, pages = read(f"{base_url}pages")
        assert headers["X-WP-Total"] == "12"
        assert read(f"{base_url}media")[0]["X-WP-Total"] == "3"
        hours = int(pages[0]["date"][11:13]) - int(pages[0]["date_gmt"][11:13])
        assert hours % 24 == 9


def test_fault_strikes_a_path_with_its_query_when_named() -> None:
    path = "/wp-json/wp/v2/pages?per_page=5&page=2"
    with serving("--fault-path", f"{path}=503", "--latency", "0.01") as (_, base_url):
        assert len(read(f"{base_url}pages?per_page=5")[1]) == 5
        with pytest.raises(urllib.error.HTTPError, match="503") as caught:
            read(f"{base_url}pages?per_page=5&page=2")
        caught.value.close()


def test_modified_after_is_ignored_when_the_core_is_old() -> None:
    with serving("--pages", "2", "--old-core") as (_, base_url):
        assert len(read(f"{base_url}pages?modified_after=2100-01-01T00:00:00Z")[1]) == 2


def test_just_the_told_records_are_modified_when_a_signal_asks_for_changes() -> None:
    with serving("--pages", "20", "--media", "20") as (process, base_url):
        assert process.stdout
        process.send_signal(signal.SIGUSR1)
        told = json.loads(process.stdout.readline())
        assert [len(ids) for ids in told.values()] == [4, 2]
        for endpoint, ids in told.items():
            url = f"{base_url}{endpoint}?modified_after=2026-01-01T00:00:00Z&orderby=id&order=asc"
            assert [record["id"] for record in read(url)[1]] == ids


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--pages", "-1"), "-1 pages: must be 0 to 1000000"),
        (("--zone", "Mars/Olympus"), "zone 'Mars/Olympus' is not known"),
        (("--fault-path", "pages=503"), "--fault-path 'pages=503' is not of the form /wp-json/wp/v2/pages?page=2=503"),
        (("--fault-path", "/pages=fire"), "unknown fault 'fire'"),
        (("--months", "2026-10"), "unrecognized arguments: --months 2026-10"),
    ],
)
def test_one_line_says_what_is_wrong_when_options_are_bad(options: tuple[str, ...], message: str) -> None:
    ended = subprocess.run([*COMMAND, *options], capture_output=True, text=True, timeout=10, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("wordpress_simulator: ")
    assert message in ended.stderr
    assert ended.stderr.count("\n") == 1
