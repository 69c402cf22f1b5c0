"""A page of any source to the records that it holds. Pure.

Belongs here: which parser reads which source. Does not: how a page is built (the module named after its source).
"""

from techpulse.conference_client.ai_deadlines import parse_ai_deadlines
from techpulse.conference_client.records import Page, Parsed, UnknownPageError
from techpulse.conference_client.wikicfp import parse_wikicfp


def parse_page(page: Page) -> Parsed:
    """What the page holds; the same page always gives the same.

    Raises:
        UnknownPageError: the page is not built as its source's pages are: an error page, a login page, something else.
    """
    if page.source == "ai_deadlines":
        return parse_ai_deadlines(page)
    if page.source == "wikicfp":
        return parse_wikicfp(page)
    raise UnknownPageError(page.source, url=page.url, expected="a parser", found="none yet")
