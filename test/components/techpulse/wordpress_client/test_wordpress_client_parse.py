"""What makes a record a proper one, and what is said of one that is not; recorded lists of real sites."""

import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from techpulse.http_client import PermanentFetchError, TransientFetchError
from techpulse.wordpress_client import MalformedRecord, WordPressRecord
from techpulse.wordpress_client.parse import explained, parse_page, parse_records, parse_refusal
from techpulse.wordpress_client.schemas import schema_of

RECORDED = Path(__file__).parents[4].parent / "shared" / "data" / "wordpress" / "frontity_wp-source_1.11.7"
MOMENT = "2024-11-03T06:30:00"
PAGE: dict[str, Any] = {
    "id": 7, "date": None, "date_gmt": None, "modified": MOMENT, "modified_gmt": MOMENT, "slug": "a", "status": "draft",
    "type": "page", "link": "https://a.invalid/", "title": {"rendered": "A", "raw": "A"}, "author": 3, "parent": 0,
    "content": {"rendered": "<p>", "protected": False, "block_version": 1}, "meta": [], "class_list": ["page"],
}  # fmt: skip
MEDIA: dict[str, Any] = {
    **{name: PAGE[name] for name in ("id", "modified_gmt", "slug", "title")}, "meta": {"a": [1]}, "caption": "",
    "source_url": "https://a.invalid/a.png", "mime_type": "image/png", "media_type": "image", "media_details": [],
    "post": None, "acf": False,
}  # fmt: skip
WHOLE = {"pages": PAGE, "posts": PAGE, "media": MEDIA, "events": {"id": 7, "modified_gmt": MOMENT, "title": 5}}


def parsed(endpoint: str, record: object) -> WordPressRecord | MalformedRecord:
    (found,) = parse_records(json.dumps([record]).encode(), schema=schema_of(endpoint))
    return found


@pytest.mark.parametrize("endpoint", ["pages", "posts?status=publish", "/media/?", "events", "my/v1/events"])
def test_a_record_is_proper_when_it_has_what_its_endpoint_needs(endpoint: str) -> None:
    record = WHOLE[endpoint.strip("/?").partition("?")[0].rpartition("/")[2]]
    moment = datetime(2024, 11, 3, 6, 30, tzinfo=UTC)
    assert parsed(endpoint, record) == WordPressRecord(7, moment, json.dumps(record))


@pytest.mark.parametrize("endpoint", ["pages", "media"])
def test_a_record_is_proper_when_only_what_decides_was_asked_for(endpoint: str) -> None:
    assert isinstance(parsed(endpoint, {"id": 1, "modified_gmt": MOMENT}), WordPressRecord)


@pytest.mark.parametrize(
    ("endpoint", "change", "reason"),
    [
        ("pages", {"modified_gmt": None}, r"modified_gmt: expected `datetime`, found null"),
        ("pages", {"modified_gmt": 5}, r"modified_gmt: .*, found a number"),
        ("pages", {"modified_gmt": "0000-00-00T00:00:00"}, r"modified_gmt: invalid rfc3339 .*, found a text"),
        (
            "pages",
            {"modified_gmt": "2024-11-03T06:30:00+01:00"},
            r"modified_gmt: should be a moment in UTC such as 2024-11-03T06:30:00, not 2024-11-03 06:30:00\+01:00",
        ),
        ("pages", {"modified_gmt": "2024-11-03"}, r"modified_gmt: invalid rfc3339"),
        ("pages", {"modified_gmt": "2024-02-30T00:00:00"}, r"modified_gmt: invalid rfc3339 .*, found a text"),
        ("events", {"modified_gmt": None}, r"modified_gmt: .*, found null"),
        ("pages", {"title": "A"}, r"title: .*, found a text"),
        ("pages", {"title": {"rendered": None}}, r"title\.rendered: .*, found null"),
        ("pages", {"content": {"rendered": "", "protected": "no"}}, r"content\.protected: .*, found a text"),
        ("pages", {"content": {"rendered": None}}, r"content\.rendered: should be a text"),
        ("posts", {"content": {"rendered": [1]}}, r"content\.rendered: should be a text"),
        ("pages", {"parent": "0"}, r"parent: .*, found a text"),
        ("pages", {"author": True}, r"author: .*, found a boolean"),
        ("pages", {"meta": ""}, r"meta.*: .*, found a text"),
        ("media", {"media_details": None}, r"media_details.*: .*, found null"),
        ("media", {"source_url": True}, r"source_url.*: .*, found a boolean"),
        ("media", {"post": [1]}, r"post: .*, found a list"),
        ("media", {"mime_type": {}}, r"mime_type: .*, found an object"),
    ],
)
def test_the_reason_names_field_and_type_when_a_record_is_malformed(
    endpoint: str, change: dict[str, object], reason: str
) -> None:
    record = WHOLE[endpoint] | change
    found = parsed(endpoint, record)
    assert isinstance(found, MalformedRecord)
    assert (found.key, found.payload) == (7, json.dumps(record))
    assert re.match(reason, found.reason), found.reason


@pytest.mark.parametrize("moment", [MOMENT + "Z", MOMENT + "+00:00"])
def test_a_moment_is_utc_when_it_says_so_itself(moment: str) -> None:
    found = parsed("pages", PAGE | {"modified_gmt": moment})
    assert isinstance(found, WordPressRecord)
    assert found.modified_at == datetime(2024, 11, 3, 6, 30, tzinfo=UTC)


def test_a_media_record_is_proper_when_its_file_is_gone() -> None:
    assert isinstance(parsed("media", MEDIA | {"source_url": False, "media_details": {}}), WordPressRecord)


@pytest.mark.parametrize("record_id", [None, "7", 7.0, True, 0, -1, 2**63, 10**30])
def test_the_key_is_made_of_the_bytes_when_the_id_can_not_be_used(record_id: object) -> None:
    record = PAGE | {"id": record_id}
    first, again, other = (parsed("pages", one) for one in (record, record, record | {"slug": "b"}))
    assert isinstance(first, MalformedRecord)
    assert first == again
    assert str(first.key).startswith("sha256:")
    assert isinstance(other, MalformedRecord)
    assert first.key != other.key
    assert first.reason.startswith("id: ")


@pytest.mark.parametrize(("element", "name"), [([], "a list"), (None, "null"), (5, "a number"), ("x", "a text")])
def test_an_element_is_malformed_when_it_is_no_object(element: object, name: str) -> None:
    found = parsed("pages", element)
    assert isinstance(found, MalformedRecord)
    assert found.reason == f"should be an object, found {name}"


def test_the_reason_says_so_when_a_field_is_not_there() -> None:
    found = parsed("pages", {"id": 1})
    assert found == MalformedRecord(1, '{"id": 1}', "modified_gmt: is not there")


@pytest.mark.parametrize(
    ("headers", "total", "pages", "has_next"),
    [
        ({"x-wp-total": "250", "x-wp-totalpages": " 3 ", "link": '<a?page=2>; rel="next"'}, 250, 3, True),
        ({"x-wp-total": "-1", "x-wp-totalpages": "many", "link": '<next>; rel="prev"'}, None, None, False),
        ({"x-wp-total": "9" * 50, "link": "<a>; rel=prev, <b>; rel=next"}, None, None, True),
        ({"x-wp-total": "٣", "link": '<a>; rel="nextcloud"'}, None, None, False),
        ({}, None, None, False),
    ],
)
def test_headers_tell_of_the_whole_when_they_can_be_read(
    headers: dict[str, str], total: int | None, pages: int | None, *, has_next: bool
) -> None:
    page = parse_page(b"[]", headers, schema=schema_of("pages"))
    assert (page.records, page.total, page.pages, page.has_next) == ((), total, pages, has_next)


@pytest.mark.parametrize(
    ("date", "moment"),
    [
        ("Sun, 03 Nov 2024 06:30:00 GMT", datetime(2024, 11, 3, 6, 30, tzinfo=UTC)),
        ("Sun, 03 Nov 2024 06:30:00 -0000", datetime(2024, 11, 3, 6, 30, tzinfo=UTC)),
        ("yesterday", None),
        ("Sun, 99 Nov 2024 06:30:00 GMT", None),
        ("", None),
    ],
)
def test_the_answers_moment_is_known_when_its_date_can_be_read(date: str, moment: datetime | None) -> None:
    assert parse_page(b"[]", {"date": date}, schema=schema_of("pages")).sent_at == moment


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'{"message":"x"}', b'{"code":[]}', b"\xff", b'{"mess'])
def test_there_are_no_words_of_wordpress_when_a_body_is_no_error_object(body: bytes) -> None:
    assert parse_refusal(body) is None


def test_wordpress_words_are_read_when_the_rest_of_the_error_is_cut_off() -> None:
    refusal = parse_refusal(b'{"code":"rest_post_invalid_page_number","message":"No","data":{"status":400,"trace":["a')
    assert refusal is not None
    assert (refusal.is_past_the_end, refusal.message) == (True, "No")


def test_wordpress_words_are_short_and_printable_when_they_were_not() -> None:
    refusal = parse_refusal(json.dumps({"code": "a\nb", "message": "x\u202e" + "y" * 999}).encode())
    assert refusal is not None
    assert str(refusal).startswith("WordPress says a b: x yyy")
    assert str(refusal).isprintable()
    assert len(str(refusal)) < 250


def test_an_error_stays_as_it_is_when_wordpress_gave_no_words() -> None:
    errors = [
        TransientFetchError("GET x: HTTP 503"),
        PermanentFetchError("GET x: HTTP 404", status=404, body=b"<html>"),
    ]
    assert [explained(error) for error in errors] == errors


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [
        ("media-list.json.gz", "media"),
        ("posts-from-category-7.json.gz", "posts"),
        ("posts-from-category-7-page-2.json.gz", "posts"),
        ("media-193.json", "media"),
        ("media-581.json", "media"),
        ("media-11680.json", "media"),
        ("page-211.json", "pages"),
        ("page-with-subpage.json", "pages"),
        ("post-60.json.gz", "posts"),
    ],
)
def test_every_recorded_record_is_proper_and_exact_when_it_is_parsed(name: str, endpoint: str) -> None:
    path = RECORDED / name
    if not path.exists():
        pytest.skip(f"the recorded answer is not here: {path}")
    body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    is_list = body.lstrip().startswith(b"[")
    found = parse_records(body if is_list else b"[" + body + b"]", schema=schema_of(endpoint))
    said = json.loads(body) if is_list else [json.loads(body)]
    assert all(isinstance(record, WordPressRecord) for record in found), found
    assert [json.loads(record.payload) for record in found] == said
    assert all(record.payload.encode() in body for record in found)


def test_every_element_is_exact_when_recorded_lists_have_no_moments() -> None:
    path = RECORDED / "categories-list.json"
    if not path.exists():
        pytest.skip(f"the recorded answer is not here: {path}")
    body = path.read_bytes()
    found = parse_records(body, schema=schema_of("categories"))
    assert [record.reason for record in found if isinstance(record, MalformedRecord)] == [
        "modified_gmt: is not there"
    ] * len(found)
    assert [json.loads(record.payload) for record in found] == json.loads(body)
