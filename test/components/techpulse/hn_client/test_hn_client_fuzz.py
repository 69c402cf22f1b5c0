"""The item parser against damaged items by the million: an item, nothing, malformed, or our own error."""

import json
import random
import time
from collections.abc import Iterator

import pytest

from techpulse.hn_client import HNItem, MalformedItem
from techpulse.hn_client.parse import parse_item
from techpulse.http_client import BadPayloadError

ITEM_ID = 7
SEEDS = [
    json.dumps(fields).encode()
    for fields in (
        {
            "id": 7,
            "type": "comment",
            "by": "a",
            "time": 5,
            "text": "x &amp; <p>\ud83d\ude00",
            "kids": [8, 9],
            "parent": 6,
        },
        {"id": 7, "type": "story", "title": "é", "url": "", "score": 3, "descendants": 2, "kids": [], "time": -1},
        {"id": 7, "deleted": True, "dead": False, "parts": [1], "poll": 2, "new": {"a": [1.5, None, {"b": "\n"}]}},
    )
]
TOKENS = [
    *(b"null", b"true", b"[]", b"{}", b'""', b"-", b"1e999", b"NaN", b"-Infinity", b"9" * 30, b"9" * 5_000),
    *(b'"', b"\\", b"\\ud800", b"\\u0000", b"\xff", b"\xef\xbb\xbf", b",", b":", b"[" * 300, b"]" * 300, b'{"id":7,'),
    *(b'"kids":[1]', b'"id"', b'"time"', b"\x00", "\u2028".encode(), b"9223372036854775808"),
]


def mutants(count: int, *, seed: int) -> Iterator[bytes]:
    """Items with one or two pieces cut out, doubled, turned over or replaced."""
    rng = random.Random(seed)
    for _ in range(count):
        body = rng.choice(SEEDS)
        for _ in range(rng.randint(1, 2)):
            begin = rng.randrange(len(body) + 1)
            end = min(len(body), begin + rng.choice((0, 0, 1, 1, 4, 40)))
            put = rng.choice((b"", body[begin:end] * 2, rng.randbytes(1), rng.choice(TOKENS)))
            body = body[:begin] + put + body[end:]
        yield body


def fuzz(count: int, *, seed: int) -> None:
    begun, ends = time.monotonic(), dict.fromkeys(("item", "malformed", "null", "not JSON"), 0)
    for body in mutants(count, seed=seed):
        ends[end_of(body)] += 1
    seconds = time.monotonic() - begun
    counted = ", ".join(f"{number:,} {end}" for end, number in ends.items())
    speed = f"{count / seconds:,.0f} a second, {seconds:.0f} s"
    print(f"fuzz: {count:,} items: {counted}; {speed}, 0 failures")  # noqa: T201 - trials print what they counted
    assert min(ends["item"], ends["malformed"], ends["not JSON"]) > count / 100


def end_of(body: bytes) -> str:
    try:
        found = parse_item(ITEM_ID, body)
    except BadPayloadError as error:
        return "not JSON" if error.body == body else "changed"
    if isinstance(found, HNItem):
        assert (found.id, found.raw) == (ITEM_ID, body)
        return "item"
    if isinstance(found, MalformedItem):
        assert found.payload == body.decode("utf-8", "backslashreplace")
        assert all(0 < kid < 2**63 for kid in found.kids)
        return "malformed"
    return "null"


def test_only_our_own_errors_come_when_thousands_of_items_are_damaged() -> None:
    fuzz(5_000, seed=1)


@pytest.mark.long
def test_only_our_own_errors_come_when_a_million_items_are_damaged() -> None:
    fuzz(1_000_000, seed=2)
