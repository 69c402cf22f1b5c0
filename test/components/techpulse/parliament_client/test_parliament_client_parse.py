"""Answers of both APIs: each record keeps its bytes, odd records go alone, and what is no answer is refused."""

import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techpulse.http_client import BadPayloadError, PermanentFetchError
from techpulse.parliament_client import BillKey, ListedBill, MalformedBill, bill_from
from techpulse.parliament_client.parse import parse_detail, parse_listed, parse_page
from techpulse.parliament_client.records import Origin
from techpulse.parliament_client.xml_tree import NotXmlError, slices_of, tree_of

KEY = BillKey("45-1", "C-2")
TIME = b'DateTime":"2025-06-03T10:00:00'
OLDER = b'{"BillNumberFormatted" : "C-2", "ParlSessionCode":"45-1","LatestActivity' + TIME + b'","x":"\xc3\xa9"}'
NEWER = b'{"NumberCode":"S-209","ParliamentNumber":45,"SessionNumber":1,"LatestBillEvent' + TIME + b'.5"}'
IN_PARTS = b'{"BillNumberPrefix":"C","BillNumber":15,"BillNumberSuffix":"a"}'
XML_BILL = "<Bill kind='>'><NumberCode>C-2</NumberCode><Title>Kites &amp; \u00e9</Title></Bill>"
PIECES = [b"", b'"', b"[", b"}", b"\xff", b"\\ud800", b",", b"NaN"]
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def listed(*records: bytes) -> list[ListedBill | MalformedBill]:
    return list(parse_listed(b"[" + b" ,\n".join(records) + b"]", "45-1"))


def dated(number: str, day: int, **fields: object) -> bytes:
    return json.dumps({"NumberCode": number, "LatestBillEventDateTime": f"2025-06-{day:02}T10:00:00"} | fields).encode()


def test_records_keep_their_bytes_when_a_list_of_any_release_is_read() -> None:
    found = listed(OLDER, NEWER, IN_PARTS)
    assert [bill.payload.encode() for bill in found] == [OLDER, NEWER, IN_PARTS]
    keys = [bill.key.name for bill in found if isinstance(bill, ListedBill)]
    assert keys == ["45-1/C-2", "45-1/S-209", "45-1/C-15A"]
    moments = [str(bill.latest_activity_at) for bill in found if isinstance(bill, ListedBill)]
    assert moments == ["2025-06-03 14:00:00+00:00", "2025-06-03 14:00:00.500000+00:00", "None"]


def test_records_keep_their_bytes_when_the_list_is_xml() -> None:
    body = f'\ufeff<?xml version="1.0" encoding="utf-16"?>\n<Bills>\n {XML_BILL}<!-- --><Bill/> </Bills>\n'.encode()
    bill, malformed = parse_listed(body, "45-1")
    assert isinstance(bill, ListedBill)
    assert json.loads(bill.payload) == XML_BILL
    assert bill_from(KEY, listed=bill.payload, legisinfo=None, openparliament=None).title_en is None
    assert isinstance(malformed, MalformedBill)
    assert json.loads(malformed.payload) == "<Bill/>"


@pytest.mark.parametrize("body", [b"[]", b" [ ] ", b"<Bills/>", b"<ArrayOfBill></ArrayOfBill>"])
def test_nothing_is_listed_when_the_list_is_empty(body: bytes) -> None:
    assert parse_listed(body, "45-1") == ()


@pytest.mark.parametrize(
    ("odd", "reason"),
    [
        (b"7", "should be an object, found int"),
        (b"null", "should be an object, found NoneType"),
        (b"[{}]", "should be an object, found list"),
        (b'"C-2"', "it is no XML"),
        (b"{}", "'' is no bill's number"),
        (b'{"NumberCode":"C2"}', "'C2' is no bill's number"),
        (b'{"NumberCode":"C-2","ParlSessionCode":"now"}', "'now' is no session"),
        (b'{"NumberCode":"C-2","x":NaN}', "expected value"),
        (b'{"NumberCode":"C-2","x":"\\ud800"}', "hex escape"),
        (b'{"NumberCode":"C-2","x":"\xff"}', ""),
        (b'{"NumberCode":"C-2","ParlSessionCode":"44-1"}', "is of session 44-1, 45-1 was asked for"),
    ],
)
def test_one_record_is_set_aside_when_it_alone_is_odd(odd: bytes, reason: str) -> None:
    before, malformed, after = listed(NEWER, odd, OLDER)
    assert isinstance(malformed, MalformedBill)
    assert malformed.payload == odd.decode("utf-8", "backslashreplace")
    assert reason in malformed.reason
    assert malformed.key_text.startswith(("45-1/sha256:", "44-1/C-2"))
    assert [before, after] == listed(NEWER, OLDER)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "no '\\['"),
        (b"{}", "no '\\['"),
        (b"null", "no '\\['"),
        (b"[" * 200_000, "recursion"),
        (b"[{}", "no ','"),
        (b"<!DOCTYPE html><html><body>Down for repairs</body></html>", "document type.*Down for repairs"),
        (b"<html><body>Down</body></html>", "its root is html"),
        (b"<Bills><Bill></Bills>", "no XML"),
        (b"<Bills>\xff</Bills>", "no XML"),
        (b"<Bills>" + b"<a>" * 70 + b"</a>" * 70 + b"</Bills>", "too deep"),
    ],
)
def test_the_answer_is_refused_when_it_is_no_list(body: bytes, reason: str) -> None:
    with pytest.raises(BadPayloadError, match=f"(?i)not a list of bills of 45-1: .*{reason}") as refused:
        parse_listed(body, "45-1")
    assert refused.value.body == body


def test_the_list_is_refused_when_all_of_it_is_of_another_session() -> None:
    body = b'[{"NumberCode":"C-2","ParlSessionCode":"44-1"},{"NumberCode":"C-3","ParlSessionCode":"44-1"}]'
    with pytest.raises(BadPayloadError, match="asked for bills of 45-1 and lists bills of 44-1"):
        parse_listed(body, "45-1")


def test_the_newest_record_counts_when_a_bill_stands_there_twice() -> None:
    newest, before, later = dated("C-2", 9, x=1), dated("C-2", 8), dated("C-2", 9, x=2)
    found = listed(newest, dated("C-3", 1), before, later, later)
    assert [(type(bill).__name__, bill.payload.encode()) for bill in found] == [
        ("MalformedBill", newest),
        ("ListedBill", dated("C-3", 1)),
        ("MalformedBill", before),
        ("ListedBill", later),
    ]
    assert isinstance(found[0], MalformedBill)
    assert found[0].key_text == "45-1/C-2"


@pytest.mark.parametrize(
    ("first", "second", "winner"),
    [
        (dated("C-2", 9), dated("C-2", 8), 0),
        (dated("C-2", 9), b'{"NumberCode":"C-2"}', 0),
        (b'{"NumberCode":"C-2"}', dated("C-2", 9), 1),
        (b'{"NumberCode":"C-2"}', b'{"NumberCode":"C-2","x":1}', 1),
    ],
)
def test_the_last_record_counts_when_neither_is_newer(first: bytes, second: bytes, winner: int) -> None:
    found = listed(first, second)
    assert [isinstance(bill, ListedBill) for bill in found] == [winner == 0, winner == 1]


def test_a_page_tells_its_bills_and_the_next_one_when_it_is_whole() -> None:
    page = parse_page(
        b'{"objects":[{"session":"45-1","number":"c-2","introduced":"2025-06-03"},{"session":"45-1","number":"C-3"},'
        b'{"session":"45-1"},7],"pagination":{"offset":0,"next_url":"/bills/?offset=500"}}'
    )
    assert page.next_url == "/bills/?offset=500"
    first, second, *others = page.bills
    assert [str(first), str(second)] == [
        "Introduced(key=BillKey(session='45-1', number='C-2'), introduced_date=datetime.date(2025, 6, 3))",
        "Introduced(key=BillKey(session='45-1', number='C-3'), introduced_date=None)",
    ]
    assert [(type(each).__name__, getattr(each, "payload", "")) for each in others] == [
        ("MalformedBill", '{"session": "45-1"}'),
        ("MalformedBill", "7"),
    ]


NO_PAGES = ["", "[]", "{}", '{"objects":[]}', '{"objects":{},"pagination":{}}', '{"objects":[NaN],"pagination":{}}']


@pytest.mark.parametrize("body", [text.encode() for text in NO_PAGES])
def test_the_answer_is_refused_when_it_is_no_page(body: bytes) -> None:
    with pytest.raises(BadPayloadError, match="not a page of OpenParliament's bills"):
        parse_page(body)


@pytest.mark.parametrize(
    ("origin", "body"),
    [
        ("legisinfo", '[{"NumberCode":"C-2","ParliamentNumber":45,"SessionNumber":1,"x":"é"}]\n'),
        ("legisinfo", ' {"BillNumberFormatted":"C-2"}'),
        ("legisinfo", '[{"NumberCode":"C-3"},{"NumberCode":"c-2"}]'),
        ("openparliament", '{"session":"45-1","number":"C-2","law":null}'),
        ("openparliament", '{"session":"45-1","number":"c-2"}'),
    ],
)
def test_the_payload_is_what_was_sent_when_the_details_are_json(origin: Origin, body: str) -> None:
    assert parse_detail(body.encode(), KEY, origin=origin) == body
    assert parse_detail(b"\xef\xbb\xbf" + body.encode(), KEY, origin=origin) == body


def test_the_payload_holds_the_xml_exactly_when_the_details_are_xml() -> None:
    xml = f'<?xml version="1.0"?>\r\n<Bills>{XML_BILL}</Bills> '
    assert json.loads(parse_detail(xml.encode(), KEY, origin="legisinfo")) == xml


@pytest.mark.parametrize(
    ("origin", "body"),
    [
        ("legisinfo", b""),
        ("legisinfo", b"<!DOCTYPE html><title>Error</title>"),
        ("legisinfo", b"<html><h1>Error</h1></html>"),
        ("legisinfo", b'{"message":"C-2"}'),
        ("legisinfo", b'[{"NumberCode":"C-3"}]'),
        ("legisinfo", b'[{"NumberCode":"C-2","ParlSessionCode":"44-1"}]'),
        ("legisinfo", b'[{"NumberCode":"C-2","x":NaN}]'),
        ("legisinfo", b'[{"NumberCode":"C-2","x":"\\udc00"}]'),
        ("legisinfo", b'[{"NumberCode":"C-2","x":"\xff"}]'),
        ("openparliament", b'{"session":"44-1","number":"C-2"}'),
        ("openparliament", b'{"number":"C-2"}'),
        ("openparliament", b'["C-2"]'),
    ],
)
def test_the_answer_is_refused_when_it_is_no_details_of_the_bill(origin: Origin, body: bytes) -> None:
    with pytest.raises(BadPayloadError, match="not the details of 45-1/C-2: "):
        parse_detail(body, KEY, origin=origin)


@pytest.mark.parametrize("body", [b"[]", b"null\n"])
def test_there_is_no_such_bill_when_the_details_are_empty(body: bytes) -> None:
    with pytest.raises(PermanentFetchError, match="no such bill") as missing:
        parse_detail(body, KEY, origin="legisinfo")
    assert missing.value.status == 404


@LAW
@given(st.binary() | st.text('[]{},:"\\ud8N1e-. <>/Bbills').map(str.encode))
def test_only_our_own_errors_come_when_bytes_are_random(body: bytes) -> None:
    for parse in (lambda: parse_listed(body, "45-1"), lambda: parse_detail(body, KEY, origin="legisinfo")):
        try:
            found = parse()
        except (BadPayloadError, PermanentFetchError):
            continue
        assert all(isinstance(each, ListedBill | MalformedBill) for each in found)


@LAW
@given(st.integers(0, 400), st.integers(0, 30), st.sampled_from(PIECES))
def test_payloads_stand_in_the_answer_when_the_list_is_damaged(begin: int, length: int, put_in: bytes) -> None:
    body = b"[" + b",".join([OLDER, NEWER, IN_PARTS]) + b"]"
    damaged = body[:begin] + put_in + body[begin + length :]
    with suppress(BadPayloadError):
        found = parse_listed(damaged, "45-1")
        assert all(bill.payload in damaged.decode("utf-8", "backslashreplace") for bill in found)


def test_a_tree_has_lists_where_a_name_comes_again_when_xml_is_read() -> None:
    pieces = ["<b/>", "<b a='/>'></b>", "<c> 1/> </c>", "<c><d><![CDATA[<x>]]></d>2</c >", "<c><d/></c>", "<b a='>' />"]
    xml = f"<a:r xmlns:a='u'>{'<!-- -->'.join(pieces)}</a:r>"
    assert tree_of(xml) == {"r": {"b": [None, None, None], "c": ["1/>", {"d": "<x>"}, {"d": None}]}}
    assert slices_of(xml) == ("r", [(piece[1], piece) for piece in pieces])


NO_XML = ["", "a", "<a>", "<a/><b/>", "<!DOCTYPE a><a/>", "<a>&b;</a>", "<a>\ud800</a>", "<a>\x00</a>"]


@pytest.mark.parametrize("xml", NO_XML)
def test_xml_is_refused_when_it_is_none_or_has_a_type(xml: str) -> None:
    with pytest.raises(NotXmlError):
        tree_of(xml)
