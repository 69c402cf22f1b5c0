"""What the tests of the simulator share: asking it as any client would, and the recordings beside the repository."""

import gzip
import http.client
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest

RECORDED = Path(__file__).parents[4].parent / "shared" / "data"


class Reply(NamedTuple):
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(origin: str, target: str) -> Reply:
    """The reply to a target, whatever its status."""
    connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
    try:
        connection.request("GET", target)
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())
    finally:
        connection.close()


@pytest.fixture(name="ask", scope="session")
def asking() -> Callable[[str, str], Reply]:
    return ask


def lines_of(path: str) -> Iterator[Any]:
    file = RECORDED / path
    if not file.exists():
        pytest.skip(f"no recordings: shared/data/{path} does not lie beside the repository")
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


@pytest.fixture(name="recorded", scope="session")
def recording() -> Callable[[str], list[Any]]:
    """The records of a file of the recordings; without it the test is skipped."""
    return lambda path: list(lines_of(path))
