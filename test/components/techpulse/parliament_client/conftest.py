"""The recorded bills of one session at two dates, where they lie beside the repository."""

import gzip
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

RECORDED = Path(__file__).parents[4].parent / "shared" / "data"


@cache
def lines_of(path: str) -> list[dict[str, str]]:
    with gzip.open(RECORDED / path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture
def recorded() -> Callable[[str], list[dict[str, str]]]:
    """The lines of a recording, by its path below the shared data."""

    def read(path: str) -> list[dict[str, str]]:
        if not (RECORDED / path).is_file():
            pytest.skip(f"no recordings: shared/data/{path} does not lie beside the repository")
        return lines_of(path)

    return read
