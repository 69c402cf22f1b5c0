"""ChairingTool's conferences to records. No page of it was at hand: the structure is unverified.

Belongs here: the order in which it is looked for: JSON, data within scripts, cards as a browser draws them, a table.
Does not: how those are read. An empty shell that only a browser would fill fails, loudly, as does anything else.
"""

from techpulse.conference_client.cards import told_in_cards
from techpulse.conference_client.embedded import told_in_json, told_in_scripts
from techpulse.conference_client.markup import document_of, shown_in
from techpulse.conference_client.records import Page, Parsed
from techpulse.conference_client.tables import told_in_tables
from techpulse.conference_client.texts import beginning_of, text_of, unknown
from techpulse.conference_client.told import records_of

_EXPECTED = "conferences, each with a name and dates or deadlines, as JSON, data, cards or table"


def parse_chairing_tool(page: Page) -> Parsed:
    """The conferences of the page, or of the answer in JSON.

    Raises:
        UnknownPageError: none can be found in it.
    """
    text = text_of(page, expected=_EXPECTED, types=("html", "json"))
    if text.lstrip()[:1] in {"{", "["}:
        return _parsed_json(page, text)
    document = document_of(page, expected=_EXPECTED)
    told, malformed = told_in_tables(document)
    told = told_in_scripts(document) or told_in_cards(document) or told
    if not told:
        raise unknown(page, expected=_EXPECTED, found=shown_in(document))
    return Parsed(records_of(told, page), tuple(malformed))


def _parsed_json(page: Page, text: str) -> Parsed:
    told = told_in_json(text)
    if not told:
        raise unknown(page, expected=_EXPECTED, found=f"JSON without any: {beginning_of(text)}")
    return Parsed(records_of(told, page))
