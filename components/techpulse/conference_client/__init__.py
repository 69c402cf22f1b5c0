"""Conferences and their deadlines from five sites: each page exactly as it was sent, and the records that it holds.

Belongs here: what the sites say and mean. Does not: how HTTP is spoken, or which records are one edition.
"""

from techpulse.conference_client.client import ConferenceClient
from techpulse.conference_client.parse import parse_page
from techpulse.conference_client.records import ConferenceRecord, DeadlineRecord, Page, Source, UnknownPageError

__all__ = ["ConferenceClient", "ConferenceRecord", "DeadlineRecord", "Page", "Source", "UnknownPageError", "parse_page"]
