"""The content a simulator serves: Hacker News items as raw bytes, and reading them from files.

Here: `HackerNewsDump` and `read_dump`.
Not here: making items up (`generator`), which address answers what (`endpoints`).
"""

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class HackerNewsDump:
    """Items by id, each exactly the bytes that are to be served."""

    items: Mapping[int, bytes]


def read_dump(paths: Iterable[Path]) -> HackerNewsDump:
    """The items of `.ndjson` or `.ndjson.gz` files, one a line; of two with one id the later read holds.

    Only a line feed ends a line, since texts hold U+2028 and the like; empty lines are skipped.

    Raises:
        OSError: a file cannot be read.
        ValueError: a damaged archive, a line that is no item, or a `.delta` file, whose lines are changes.
    """
    return HackerNewsDump({item_id: line for path in paths for item_id, line in _items(path)})


def _items(path: Path) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(_content(path).split(b"\n"), start=1):
        if line.strip():
            yield _item_id(line, where=f"{path}, line {number}"), line


def _content(path: Path) -> bytes:
    if ".delta" in path.suffixes:
        raise ValueError(f"{path} records changes, not items: a .delta file cannot be served")
    content = path.read_bytes()
    try:
        return gzip.decompress(content) if path.suffix == ".gz" else content
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is not a whole gzip file: {error}") from error


def _item_id(line: bytes, *, where: str) -> int:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{where} is not JSON: {error}") from error
    item_id = item.get("id") if isinstance(item, dict) else None
    if type(item_id) is not int:
        raise ValueError(f"{where} is not an item: it has no whole number as id")
    return item_id
