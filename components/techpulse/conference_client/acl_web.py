"""ACL's sponsored events to records: one table, in which an event stands once for each of its dates.

Belongs here: which rows are one event. Does not: columns (`tables.py`). Dates have no zone there: anywhere on earth.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from techpulse.conference_client.markup import document_of, shown_in
from techpulse.conference_client.records import Page, Parsed
from techpulse.conference_client.spans import year_in
from techpulse.conference_client.tables import told_in_tables
from techpulse.conference_client.texts import unknown
from techpulse.conference_client.told import Told, records_of

_EXPECTED = "a table of events with their titles, submission deadlines and dates"


def parse_acl_web(page: Page) -> Parsed:
    """The events of the table, each once, with all of its dates.

    Raises:
        UnknownPageError: there is no such table, or no event in it.
    """
    document = document_of(page, expected=_EXPECTED)
    told, malformed = told_in_tables(document)
    if not told:
        raise unknown(page, expected=_EXPECTED, found=shown_in(document))
    return Parsed(records_of(_together(told), page), tuple(malformed))


def _together(told: Iterable[Told]) -> Iterator[Told]:
    """Rows of one title, link and year are one event: years apart, a title is another edition's."""
    events: dict[tuple[object, ...], list[Told]] = {}
    for each in told:
        year = year_in(each.title) or next((year for text in each.dates if (year := year_in(text))), None)
        events.setdefault((each.title.lower(), each.link, year), []).append(each)
    for rows in events.values():
        dates = tuple(dict.fromkeys(text for row in rows for text in row.dates))
        deadlines = tuple(dict.fromkeys(deadline for row in rows for deadline in row.deadlines))
        yield replace(rows[0], dates=dates, deadlines=deadlines)
