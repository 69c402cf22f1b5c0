"""Answers cut into records: each keeps its bytes, nothing but a list passes for one, odd records go alone."""

import json
import random
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.http_client import BadPayloadError
from techpulse.wordpress_client import MalformedRecord, WordPressRecord
from techpulse.wordpress_client.parse import careful_records, parse_records
from techpulse.wordpress_client.schemas import AnyRecord

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)
RECORD = b'{"id":7,"modified_gmt":"2024-11-03T06:30:00","title":{"rendered":"\\u00e9 \xc3\xa9"},"new":[1,{"id":2}]}'


@st.composite
def written(draw: st.DrawFn) -> str:
    """A value in JSON, in one of the ways to write it."""
    value, indent = draw(VALUES), draw(st.sampled_from([None, 1]))
    text = json.dumps(value, ensure_ascii=draw(st.booleans()), indent=indent)
    return text.replace("/", "\\/") if draw(st.booleans()) else text


def is_utf8(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


@given(parts=st.lists(written().filter(is_utf8), max_size=6), has_mark=st.booleans())
def test_payloads_are_byte_for_byte_when_a_list_of_anything_is_parsed(parts: list[str], *, has_mark: bool) -> None:
    body = b"\xef\xbb\xbf" * has_mark + f"[{','.join(parts)}]".encode()
    assert [record.payload for record in parse_records(body, schema=AnyRecord)] == parts


@given(st.binary() | st.text('[]{},:"\\ud8N1e-. tfn').map(str.encode))
def test_only_our_own_error_comes_when_bytes_are_random(body: bytes) -> None:
    assert end_of(body) != "changed"


@given(st.text('[]{},:"\\ a1').filter(lambda text: not text.isspace()))
def test_a_list_is_taken_when_it_is_one_and_only_then(text: str) -> None:
    try:
        is_list = isinstance(json.loads(text), list)
    except ValueError:
        is_list = False
    assert (end_of(text.encode()) != "no list") == is_list


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b"[1 2]",
        b"[1,]",
        b"[,1]",
        b"[1",
        b"[",
        b"[]]",
        b"[] x",
        b'["\x01"]',
        b"\xff[]",
        "[]".encode("utf-16"),
        b"<b>Warning</b>: Undefined index\n[]",
        b"[" * 200_000,
        b"[" * 200_000 + b"]" * 200_000,
    ],
)
def test_the_answer_is_refused_when_it_is_no_list_in_json(body: bytes) -> None:
    assert end_of(body) == "no list"


def test_the_error_shows_how_the_answer_begins_when_it_is_a_page_for_people() -> None:
    with pytest.raises(BadPayloadError, match=r"begins with '<b>Fatal error</b> in \?\.php'"):
        parse_records(b"<b>Fatal error</b>\r\n\x00 in ?.php", schema=AnyRecord)


def test_wordpress_own_words_are_in_the_error_when_it_answers_an_error_object() -> None:
    body = b'{"code":"rest_disabled","message":"No\\u001b[31m API here","data":{"status":401}}'
    with pytest.raises(BadPayloadError, match=r"rest_disabled: No \[31m API here$"):
        parse_records(body, schema=AnyRecord)


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (b'{"id":8,"modified_gmt":"2024-11-03T06:30:00","x":NaN}', "NaN is no JSON"),
        (b'{"id":8,"modified_gmt":"2024-11-03T06:30:00","x":[{"y":-Infinity}]}', "-Infinity is no JSON"),
        (b'{"id":8,"modified_gmt":"2024-11-03T06:30:00","x":"\xe9"}', "no UTF-8"),
        (b'{"id":8,"modified_gmt":"2024-11-03T06:30:00","x":"\\ud800 \\udc00"}', "no JSON that every reader takes"),
        (b'{"id":8,"modified_gmt":"2024-11-03T06:30:00","x":"\\uDEAD"}', "no JSON that every reader takes"),
        (b'{"id":9,"id":8,"modified_gmt":"2024-11-03T06:30:00"}', "id: stands there twice"),
        (b'{"id":8,"modified_gmt":null, "modified_gmt" : "2024-11-03T06:30:00"}', "modified_gmt: stands there twice"),
    ],
)
def test_one_record_is_set_aside_when_it_alone_is_odd(odd: bytes, reason: str) -> None:
    before, found, after = parse_records(b"[%b,%b , %b]" % (RECORD, odd, RECORD), schema=AnyRecord)
    assert isinstance(found, MalformedRecord)
    assert (found.key, found.payload) == (8, odd.decode("utf-8", "backslashreplace"))
    assert reason in found.reason
    assert isinstance(before, WordPressRecord)
    assert before == after
    assert before.payload.encode() == RECORD


@pytest.mark.parametrize(
    "odd",
    [
        b'"id","id"',
        b'{"id":3,"x":{"id":"id"}}',
        b'"\\ud83d\\ude00"',
        b'"\\\\ud800"',
        b"9" * 5_000,
        b"-" + b"9" * 5_000 + b".5e9",
        b"[" * 400 + b"]" * 400,
    ],
)
def test_a_record_is_kept_when_its_fields_only_look_odd(odd: bytes) -> None:
    record = RECORD.replace(b'"new":[1', b'"new":[' + odd)
    (found,) = parse_records(b"[" + record + b"]", schema=AnyRecord)
    assert isinstance(found, WordPressRecord), found.reason
    assert found.payload.encode() == record


def mutants(count: int, *, seed: int) -> Iterator[bytes]:
    """Lists of three records with one or two pieces cut out, doubled, turned over or replaced."""
    rng = random.Random(seed)
    tokens = [
        *(b"null", b"[]", b"{}", b"NaN", b"9" * 30, b'"', b"\\", b"\\ud800", b"\xff", b"\xef\xbb\xbf", b",", b"]"),
        *(b'"id":8,', b'"id"', b"\x00", b"[" * 300, "\u2028".encode(), b"9223372036854775808", b'},{"id":'),
    ]
    for _ in range(count):
        body = b"[" + b",".join([RECORD] * 3) + b"]"
        for _ in range(rng.randint(1, 2)):
            begin = rng.randrange(len(body) + 1)
            end = min(len(body), begin + rng.choice((0, 0, 1, 1, 4, 40)))
            body = body[:begin] + rng.choice((b"", body[begin:end] * 2, rng.choice(tokens))) + body[end:]
        yield body


def end_of(body: bytes) -> str:
    try:
        found = parse_records(body, schema=AnyRecord)
    except BadPayloadError as error:
        return "no list" if error.body == body else "changed"
    assert all(isinstance(record, WordPressRecord | MalformedRecord) for record in found)
    proper = [record for record in found if isinstance(record, WordPressRecord)]
    assert all(record.payload.encode() in body and 0 < record.id < 2**63 for record in proper)
    return "records" if len(proper) == len(found) else "some malformed"


def test_only_our_own_errors_come_when_thousands_of_lists_are_damaged() -> None:
    ends = [end_of(body) for body in mutants(3_000, seed=1)]
    assert "changed" not in ends
    assert min(ends.count(end) for end in ("no list", "records", "some malformed")) > 100


def test_the_quick_way_finds_what_the_careful_one_does_when_thousands_of_lists_are_damaged() -> None:
    lists = [body for body in mutants(3_000, seed=2) if end_of(body) != "no list"]
    assert len(lists) > 1_000
    for body in lists:
        assert parse_records(body, schema=AnyRecord) == tuple(careful_records(body, AnyRecord)), body
