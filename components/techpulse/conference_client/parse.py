"""A page of any source to the records that it holds. Pure.

Belongs here: which parser reads which source. Does not: how a page is built (the module named after its source).
"""

from dataclasses import replace

from techpulse.conference_client.acl_web import parse_acl_web
from techpulse.conference_client.ai_deadlines import parse_ai_deadlines
from techpulse.conference_client.chairing_tool import parse_chairing_tool
from techpulse.conference_client.elra import parse_elra
from techpulse.conference_client.records import ConferenceRecord, Page, Parsed
from techpulse.conference_client.wikicfp import parse_wikicfp


def parse_page(page: Page) -> Parsed:
    """What the page holds; the same page always gives the same.

    Raises:
        UnknownPageError: the page is not built as its source's pages are: an error page, a login page, something else.
    """
    parsed = _parsed(page)
    return replace(parsed, records=tuple(_with_doubts(record) for record in parsed.records))


def _parsed(page: Page) -> Parsed:
    match page.source:
        case "ai_deadlines":
            return parse_ai_deadlines(page)
        case "wikicfp":
            return parse_wikicfp(page)
        case "acl_web":
            return parse_acl_web(page)
        case "elra":
            return parse_elra(page)
        case "chairing_tool":
            return parse_chairing_tool(page)


def _with_doubts(record: ConferenceRecord) -> ConferenceRecord:
    names = f"{record.title}{record.full_name}{record.place}"
    return replace(record, flags=(*record.flags, "letters that can't be read")) if "\ufffd" in names else record
