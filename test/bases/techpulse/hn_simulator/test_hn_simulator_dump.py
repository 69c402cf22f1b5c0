"""Reading served content from files: lines as they stand, clear refusals, and the recordings."""

import gzip
import http.client
import json
import socket
from io import BufferedReader
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from techpulse.hn_simulator import HackerNewsSimulator, read_dump

RECORDINGS = Path(__file__).parents[4].parent / "shared" / "data" / "hackernews" / "firebase_form"
LINES = {3: b'{"id": 3, "text": "a\xe2\x80\xa8b\xc2\x85c"}', 4: b'{"id":4,"new":{"id":9}}\r'}


@pytest.mark.parametrize("name", ["items.ndjson", "items.ndjson.gz"])
def test_lines_are_kept_as_they_stand_when_read(tmp_path: Path, name: str) -> None:
    content = b"\n".join(LINES.values()) + b"\n\n"
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    assert read_dump([tmp_path / name]).items == LINES


def test_later_file_holds_when_two_have_an_item(tmp_path: Path) -> None:
    for name, body in (("a", b'{"id":1,"n":1}'), ("b", b'{"id":1,"n":2}')):
        (tmp_path / name).write_bytes(body)
    assert read_dump([tmp_path / "a", tmp_path / "b"]).items == {1: b'{"id":1,"n":2}'}


@pytest.mark.parametrize("line", [b"banana", b"[1]", b"{}", b'{"id":"1"}', b'{"id":true}', b"\xff", b"[" * 10_000])
def test_file_and_line_are_named_when_a_line_is_no_item(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "items.ndjson").write_bytes(b'{"id":1}\n' + line)
    with pytest.raises(ValueError, match=r"items\.ndjson, line 2 is not"):
        read_dump([tmp_path / "items.ndjson"])


def test_archive_is_refused_when_it_is_cut_off(tmp_path: Path) -> None:
    (tmp_path / "items.ndjson.gz").write_bytes(gzip.compress(LINES[3])[:-9])
    with pytest.raises(ValueError, match="not a whole gzip file"):
        read_dump([tmp_path / "items.ndjson.gz"])


def test_changes_are_refused_when_a_delta_file_is_given(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"\.delta file cannot be served"):
        read_dump([tmp_path / "series.delta.ndjson.gz"])


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings of real threads are not on this machine")
def test_recorded_items_are_served_byte_for_byte_when_the_recordings_are_here() -> None:
    paths = sorted(path for path in RECORDINGS.glob("*.ndjson.gz") if ".delta" not in path.suffixes)
    assert paths
    for path in paths:
        lines = gzip.decompress(path.read_bytes()).removesuffix(b"\n").split(b"\n")
        with HackerNewsSimulator(read_dump([path])) as simulator:
            assert served_items(simulator, [json.loads(line)["id"] for line in lines]) == lines


def served_items(simulator: HackerNewsSimulator, ids: list[int]) -> list[bytes]:
    """The bodies of items, asked for all at once on one connection."""
    address = urlsplit(simulator.base_url)
    requests = b"".join(b"GET /v0/item/%d.json HTTP/1.1\r\n\r\n" % item_id for item_id in ids)
    with socket.create_connection((str(address.hostname), address.port or 0), timeout=5) as connected:
        connected.sendall(requests)
        with connected.makefile("rb") as stream:
            return [read_body(stream) for _ in ids]


def read_body(stream: BufferedReader) -> bytes:
    stream.readline()
    headers = http.client.parse_headers(stream)
    return stream.read(int(headers["Content-Length"]))
