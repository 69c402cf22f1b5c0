"""Bytes to records: whatever comes, it is an item, nothing, set aside with its kids, or asked for again."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from techpulse.hn_client import HNItem, HNItemType, MalformedItem
from techpulse.hn_client.parse import parse_id, parse_ids, parse_item, parse_user
from techpulse.http_client import BadPayloadError

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
FIELDS = sorted(HNItem.model_fields)
RECORDS = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), JSON).map(lambda record: {"id": 1} | record)
UNREADABLE = [
    b"",
    b"nul",
    b"<html>",
    b'{"id":1',
    b'{"id":1}{"id":1}',
    b'\xef\xbb\xbf{"id":1}',
    b"\xff\xfe",
    b"{" * 10**5,
]


def outcome(body: bytes) -> HNItem | MalformedItem | BadPayloadError | None:
    try:
        return parse_item(1, body)
    except BadPayloadError as error:
        return error


def item_in(body: bytes) -> HNItem:
    found = parse_item(1, body)
    assert isinstance(found, HNItem)
    return found


def malformed_in(body: bytes) -> MalformedItem:
    found = parse_item(1, body)
    assert isinstance(found, MalformedItem)
    return found


@given(body=st.binary())
@example(body=b'{"id":1,"x":' + b"[" * 200_000 + b"]" * 200_000 + b"}")
@example(body=b'{"id":1,"kids":[' + b"9" * 5_000 + b"]}")
@example(body=b'{"id":1,"score":1e999999}')
def test_the_bytes_are_kept_and_no_other_error_comes_when_the_body_is_anything(body: bytes) -> None:
    found = outcome(body)
    if isinstance(found, BadPayloadError):
        assert found.body == body
    if isinstance(found, HNItem):
        assert found.raw == body


@given(record=RECORDS, cut=st.integers(0, 200), garbage=st.binary(max_size=3), at=st.integers(0, 200))
def test_the_bytes_are_kept_and_no_other_error_comes_when_an_item_is_damaged(
    record: dict[str, object], cut: int, garbage: bytes, at: int
) -> None:
    body = json.dumps(record).encode()
    for damaged in (body, body[: -cut or None], body[:at] + garbage + body[at:], body[:at] + body[at + 1 :]):
        found = outcome(damaged)
        if isinstance(found, HNItem):
            assert (found.id, found.raw) == (1, damaged)
        if isinstance(found, MalformedItem):
            assert found.reason
            assert all(0 < kid < 2**63 for kid in found.kids)
            found.payload.encode()


@given(
    kids=st.lists(st.integers(1, 2**63 - 1), max_size=5),
    bad=st.sampled_from(
        [
            '"by":7',
            '"time":"now"',
            '"score":NaN',
            '"text":"\\ud800"',
            '"deleted":null',
            '"type":[]',
            '"n":' + "9" * 5_000,
        ]
    ),
)
def test_the_kids_are_salvaged_when_another_field_is_bad(kids: list[int], bad: str) -> None:
    assert malformed_in(f'{{"id":1,"kids":{kids},{bad}}}'.encode()).kids == tuple(kids)


def test_the_sound_kids_are_salvaged_when_others_are_no_ids() -> None:
    body = b'{"id":1,"kids":[2,"3",null,4.0,true,-5,0,9223372036854775807,9223372036854775808,[6],7]}'
    assert malformed_in(body).kids == (2, 9223372036854775807, 7)


@pytest.mark.parametrize("kids", ["null", "{}", '"2"', "7", "[[2]]"])
def test_no_kids_are_salvaged_when_there_is_no_list_of_ids(kids: str) -> None:
    assert malformed_in(f'{{"id":1,"by":7,"kids":{kids}}}'.encode()).kids == ()


@pytest.mark.parametrize("text", [b'"\\ud800"', b'"\xed\xa0\x80"', b'"\xff"'])
def test_an_item_is_set_aside_at_once_with_its_text_when_it_holds_what_no_text_can(text: bytes) -> None:
    body = b'{"id":1,"text":' + text + b',"kids":[2]}'
    found = malformed_in(body)
    assert (found.payload, found.kids) == (body.decode("utf-8", "backslashreplace"), (2,))


@pytest.mark.parametrize("body", UNREADABLE)
def test_the_body_is_asked_for_again_when_it_is_not_json(body: bytes) -> None:
    with pytest.raises(BadPayloadError, match="item 1 in JSON") as caught:
        parse_item(1, body)
    assert caught.value.body == body


@pytest.mark.parametrize("body", [b"null", b" null\n"])
def test_there_is_no_item_when_the_api_says_null(body: bytes) -> None:
    assert parse_item(1, body) is None
    assert parse_user(body) is None


@pytest.mark.parametrize(
    "body", [b"[]", b"7", b'"x"', b"true", b"{}", b'{"id":"1"}', b'{"id":2}', b'{"id":1.0}', b'{"id":true}']
)
def test_the_answer_is_set_aside_when_it_is_json_but_not_the_item_asked_for(body: bytes) -> None:
    assert malformed_in(body).payload == body.decode()


def test_only_the_id_is_needed_when_an_item_says_nothing_else() -> None:
    assert item_in(b'{"id":1}').model_dump() == HNItem(id=1).model_dump()


@pytest.mark.parametrize(
    ("seconds", "moment"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (-5, datetime(1969, 12, 31, 23, 59, 55, tzinfo=UTC)),
        (253402300799, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_the_time_is_aware_utc_when_it_is_whole_unix_seconds(seconds: int, moment: datetime) -> None:
    time = item_in(f'{{"id":1,"time":{seconds}}}'.encode()).time
    assert time == moment
    assert time.tzinfo is UTC


@pytest.mark.parametrize("time", ["253402300800", "-99999999999", "1" + "0" * 400, "1.5", "1e3", "true", '"0"', "NaN"])
def test_the_item_is_set_aside_and_time_is_named_when_its_time_can_not_be(time: str) -> None:
    assert malformed_in(f'{{"id":1,"time":{time}}}'.encode()).reason.startswith("time: ")


@pytest.mark.parametrize("kind", HNItemType)
def test_the_type_is_one_of_ours_when_the_api_describes_it(kind: HNItemType) -> None:
    assert item_in(f'{{"id":1,"type":"{kind}"}}'.encode()).type is kind


def test_the_type_is_kept_as_it_is_when_it_is_a_new_one() -> None:
    assert item_in(b'{"id":1,"type":"sonnet"}').type == "sonnet"


@given(record=st.dictionaries(st.text(max_size=8).filter(lambda name: name not in FIELDS), JSON, max_size=4))
@example(record={"raw": 5, "_raw": 6, "keep_raw": 7, "model_fields": 8, "__class__": 9, "": 10})
def test_unknown_fields_are_kept_and_harm_nothing_when_an_item_has_some(record: dict[str, object]) -> None:
    body = json.dumps({"id": 1} | record).encode()
    found = outcome(body)
    if isinstance(found, HNItem):  # else a lone surrogate was drawn
        assert found.raw == body
        assert found.model_extra is not None
        assert found.model_extra.keys() == record.keys()


@given(spaces=st.text(" \t\r\n"), text=st.text(st.characters(exclude_categories=["Cs"])))
def test_the_raw_bytes_are_those_sent_when_spacing_and_order_are_unusual(spaces: str, text: str) -> None:
    record = {"text": text, "future": [1.50, {"a": None}], "id": 1}
    body = (spaces + json.dumps(record, ensure_ascii=False, indent=1) + spaces).encode()
    found = item_in(body)
    assert (found.raw, found.text) == (body, text)


def test_a_user_has_moment_and_ids_when_the_profile_is_whole() -> None:
    user = parse_user(b'{"about":"x","created":7,"id":"ann","karma":3,"submitted":[5,4],"new":1}')
    assert user is not None
    assert (user.id, user.created, user.submitted) == ("ann", datetime(1970, 1, 1, 0, 0, 7, tzinfo=UTC), (5, 4))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"id":1}', b'{"id":"ann","submitted":{}}', b"<html>"])
def test_the_error_keeps_the_body_when_a_profile_is_none(body: bytes) -> None:
    with pytest.raises(BadPayloadError) as caught:
        parse_user(body)
    assert caught.value.body == body


@given(body=st.binary() | JSON.map(json.dumps).map(str.encode))
def test_lists_and_ids_are_whole_numbers_or_an_error_of_ours_when_the_body_is_anything(body: bytes) -> None:
    for parse in (parse_ids, parse_id):
        with suppress(BadPayloadError):
            found = parse(body)
            assert all(type(number) is int for number in (found if isinstance(found, tuple) else [found]))
