"""ELRA's events to records. No page of it was at hand: the structure is unverified.

Belongs here: the order in which it is looked for: data for search engines, a table, articles or list items.
Does not: how those are read. A page with none of them fails, loudly; another structure is never guessed at.
"""

from techpulse.conference_client.cards import told_in_cards
from techpulse.conference_client.embedded import told_in_scripts
from techpulse.conference_client.markup import document_of, shown_in
from techpulse.conference_client.records import Page, Parsed
from techpulse.conference_client.tables import told_in_tables
from techpulse.conference_client.texts import unknown
from techpulse.conference_client.told import records_of

_EXPECTED = "events, each with a title and dates, as data, table, articles or list"


def parse_elra(page: Page) -> Parsed:
    """The events of the page.

    Raises:
        UnknownPageError: none can be found in it.
    """
    document = document_of(page, expected=_EXPECTED)
    told, malformed = told_in_tables(document)
    told = told_in_scripts(document) or told or told_in_cards(document)
    if not told:
        raise unknown(page, expected=_EXPECTED, found=shown_in(document))
    return Parsed(records_of(told, page), tuple(malformed))
