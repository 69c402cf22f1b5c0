"""Pages that no site means to send: each fails its source, clearly and soon, and never by another error."""

import gzip
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.conference_client import Page, UnknownPageError, parse_page
from techpulse.conference_client.records import Parsed, Source

Parsing: TypeAlias = Callable[..., Parsed]

SOURCES: tuple[Source, ...] = ("ai_deadlines", "wikicfp", "acl_web", "elra", "chairing_tool")
LOGIN = """<!DOCTYPE html><html><head><title>Log in</title></head><body><div class="contsec"><form method="post">
<table><tr><td>Name</td><td><input name="user"></td></tr>
<tr><td>Password</td><td><input type="password"></td></tr></table>
<a href="/cfp/servlet/user.regin?mode=register">Register</a></form></div></body></html>"""
BODIES = {
    "ten megabytes": b"<p>" + b"x" * 10_000_000,
    "ten megabytes of rows": b"<table>" + b"<tr><td>a</td><td>b</td></tr>" * 350_000,
    "four megabytes of cells": b"<div class=contsec><table>" + b"<tr><td>a</td><td>b</td></tr>" * 140_000,
    "four megabytes of items": b"<ul>" + b"<li>x</li>" * 400_000,
    "four megabytes of dashes": b"- " * 2_000_000,
    "endless divs": b"<div>" * 100_000,
    "endless tables": b"<table><tr><td>" * 100_000,
    "endless items": b"<ul><li>" * 100_000,
    "endless spans and strays": b"<b></i><span></p>" * 100_000,
    "endless brackets": b"[" * 100_000,
    "endless objects": b'{"a":' * 100_000,
    "endless entities": b"&lt;" * 100_000,
    "script": b"<html><script>while (true) { document.write('<table>') }</script></html>",
    "UTF-16": LOGIN.encode("utf-16"),
    "unknown charset": b'<meta charset="x-klingon">' + LOGIN.encode(),
    "a charset that is none": b'<meta charset="base64">' + LOGIN.encode(),
    "Latin-1 as UTF-8": "<html><body>Störung der Anlage</body></html>".encode("latin-1"),
    "binary": bytes(range(256)) * 100,
    "compressed": gzip.compress(LOGIN.encode()),
    "empty": b"",
    "blank": b" \r\n\t ",
    "login page": LOGIN.encode(),
    "error text": b"Error: too many connections",
    "error page": b"<html><head><title>Service unavailable</title></head><body>Try again later.</body></html>",
    "error as JSON": b'{"error": {"name": "Quota", "date": null}}',
    "a billion laughs": b"- &a [x, x]\n" + b"".join(b"- &b%d [*a, *a]\n" % number for number in range(99)),
}


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("name", BODIES)
def test_source_fails_soon_and_clearly_when_a_page_is_hostile(parsed: Parsing, source: Source, name: str) -> None:
    began = time.monotonic()
    with pytest.raises(UnknownPageError) as caught:
        parsed(source, BODIES[name])
    assert time.monotonic() - began < 20
    assert caught.value.source == source
    assert len(str(caught.value)) < 1_000


def test_flag_tells_when_letters_can_not_be_read(parsed: Parsing) -> None:
    body = "- {title: KITES, year: 2026, place: Malmö}".encode("latin-1")
    (record,) = parsed("ai_deadlines", body).records
    assert (record.place, record.flags) == ("Malm\ufffd", ("letters that can't be read",))


def test_letters_are_read_when_a_page_declares_another_charset(parsed: Parsing) -> None:
    cell = "<td>Title</td><td>City</td><td>Deadline</td><td>Dates</td>"
    row = "<td>KITES 2026</td><td>Malmö</td><td>5 May 2026</td><td>2 July 2026</td>"
    page = f'<meta charset="iso-8859-1"><table><tr>{cell}</tr><tr>{row}</tr></table>'.encode("latin-1")
    (record,) = parsed("acl_web", page).records
    assert (record.place, record.flags) == ("Malmö", ())


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("content_type", ["image/png", "application/pdf", "application/zip"])
def test_page_is_unknown_when_its_type_is_none_of_its_sources(
    parsed: Parsing, source: Source, content_type: str
) -> None:
    with pytest.raises(UnknownPageError, match=content_type):
        parsed(source, "<p>whatever</p>", content_type=content_type)


@given(st.sampled_from(SOURCES), st.binary(max_size=300))
def test_page_is_parsed_or_unknown_whatever_its_bytes_are(source: Source, body: bytes) -> None:
    parse_or_refuse(source, body)


PIECES = st.sampled_from(
    [
        *(
            "<table>",
            "</table>",
            "<tr>",
            "<td rowspan=2>",
            "<td>",
            "<th>",
            "<div class=contsec>",
            "</div>",
            "<li>",
            "<h2>",
        ),
        *(
            "Event",
            "When",
            "Where",
            "Deadline",
            "Title",
            "Event Dates",
            "<article>",
            "<script type='application/json'>",
        ),
        *(
            '<a href="/cfp/servlet/event.showcfp?eventid=7">X 2026</a>',
            '<a href="http://[">x</a>',
            "May 5, 2026",
            "TBD",
        ),
        *(
            "- ",
            "title: x\n",
            "\n- title: ",
            "deadlines: ",
            "year: 2026\n",
            "  ",
            "[",
            "{",
            "}",
            "]",
            '{"name":',
            "&#0;",
            ": ",
        ),
        *(
            '"start": ',
            "deadline: ",
            '"deadline":',
            "<<: ",
            "!!binary ",
            "\u2028",
            "\x85",
            "\x07",
            "</script>",
            "&nbsp;",
        ),
    ]
)


@given(st.sampled_from(SOURCES), st.lists(PIECES, max_size=40).map("".join))
def test_page_is_parsed_or_unknown_when_it_is_made_of_pieces_of_real_ones(source: Source, body: str) -> None:
    parse_or_refuse(source, body.encode())


def parse_or_refuse(source: Source, body: bytes) -> None:
    page = Page(source, "http://www.example.org/cfp/call?conference=x", body, None, datetime(2026, 1, 5, tzinfo=UTC))
    try:
        found = parse_page(page)
    except UnknownPageError:
        return
    keys = [record.source_key for record in found.records]
    assert len(set(keys)) == len(keys)
    assert parse_page(page) == found
    for record in found.records:
        assert record.title == " ".join(record.title.split())
        assert all((deadline.at is None) == (deadline.flag is not None) for deadline in record.deadlines)
