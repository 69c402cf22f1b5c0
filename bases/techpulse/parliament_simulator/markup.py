"""LEGISinfo's XML of bills, and the typed fields that its JSON has instead.

Here: from one to the other and back, without loss. All pure.
Not here: which fields there are (`bills`, `stages`, `list_records`).
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.sax.saxutils import escape

Fields: TypeAlias = dict[str, Any]

# Elements that may stand several times; one that stands once is a list all the same.
LISTS = frozenset(
    {
        "BibliographicNotices",
        "CommitteeMeetings",
        "Decisions",
        "HouseBillStages",
        "HouseRulingAndStatements",
        "HouseVoteDetails",
        "InterChamberMessages",
        "Publications",
        "SenateBillStages",
        "SenatePreStudyCommitteeDetails",
        "SenateRulingAndStatements",
        "SenateVoteDetails",
        "SignificantEvents",
        "SimilarBills",
        "Sittings",
        "Speeches",
        "WebReferences",
    }
)
_NUMBERS = re.compile(r".*(?:Id|Number|Year|Chapter|Count|Yeas|Nays|Paired|Total|NumberOfAmendments)|State")
_TRUTHS = re.compile(r"(?:Is|Did|Passed|Received|Contains|Considered)[A-Z].*")
_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
# A bare one would be read as a line feed.
_CARRIAGE_RETURN = {"\r": "&#13;"}


def read_bills(text: str) -> list[Fields]:
    """The bills of a document, typed as LEGISinfo's JSON is.

    An element without content, `<A />`, is None; one that holds nothing but a line's end, as recorders write an empty
    text, is an empty text.

    Raises:
        ValueError: `text` is no XML, or no document of bills.
    """
    try:
        root = fromstring(text.lstrip("\ufeff"))  # noqa: S314 - recordings that a test or a person hands over, nothing from the network
    except ParseError as error:
        raise ValueError(f"the text is no XML: {error}") from error
    if root.tag != "Bills":
        raise ValueError(f"the document is one of {root.tag}, not of Bills")
    return [_fields(bill) for bill in root.iter("Bill")]


def write_bills(bills: Iterable[Fields]) -> bytes:
    """The document of these bills, in UTF-8."""
    parts = ['<?xml version="1.0" encoding="utf-8"?><Bills>']
    for bill in bills:
        parts.extend(_element("Bill", bill))
    return "".join([*parts, "</Bills>"]).encode()


def _fields(element: Element) -> Fields:
    fields: Fields = {}
    for child in element:
        value = _fields(child) if len(child) else _typed(child.tag, child.text)
        if child.tag not in fields:
            is_list = child.tag in LISTS and value is not None
            fields[child.tag] = [value] if is_list else value
        elif isinstance(fields[child.tag], list):
            fields[child.tag].append(value)
        else:
            fields[child.tag] = [fields[child.tag], value]
    return fields


def _typed(name: str, text: str | None) -> str | int | bool | None:
    if text is None:
        return None
    if not text.strip() and "\n" in text:
        return ""
    if _NUMBERS.fullmatch(name) and _NUMBER.fullmatch(text):
        return int(text)
    if _TRUTHS.fullmatch(name) and text in {"true", "false"}:
        return text == "true"
    return text


def _element(name: str, value: object) -> Iterator[str]:
    match value:
        case None:
            yield f"<{name} />"
        case dict():
            yield f"<{name}>"
            for child, inner in value.items():
                yield from _element(child, inner)
            yield f"</{name}>"
        case "":
            yield f"<{name}>\n</{name}>"
        case list():
            for one in value:
                yield from _element(name, one)
        case _:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            yield f"<{name}>{escape(text, _CARRIAGE_RETURN)}</{name}>"
