"""The tables of this source: pages as they were sent, and editions, deadlines and where they stand, made of them.

Belongs here: names, keys and types of columns, and a page as a raw record. Does not: what stands on a page.
"""

import json
from base64 import b64encode
from typing import get_args

from techpulse.conference_client import Page, Source
from techpulse.duckdb_store import BronzeTable, KeyedTable, RawRecord

SOURCE = "conferences"
SITES: tuple[Source, ...] = get_args(Source)
RAW_PAGES = BronzeTable("raw_conference_pages", key="url", key_type="VARCHAR", holds="increments")

_EDITION = {"series": "VARCHAR", "year": "BIGINT", "track": "VARCHAR"}

CONFERENCES = KeyedTable(
    "conferences",
    "conference_changes",
    key=_EDITION,
    tracked={
        "title": "VARCHAR",
        "full_name": "VARCHAR",
        "url": "VARCHAR",
        "place": "VARCHAR",
        "starts_date": "DATE",
        "ends_date": "DATE",
        "subjects": "JSON",
        "note": "VARCHAR",
        "flags": "JSON",
        "is_listed": "BOOLEAN",
    },
)
DEADLINES = KeyedTable(
    "deadlines",
    "deadline_changes",
    key={**_EDITION, "kind": "VARCHAR", "slot": "VARCHAR"},
    tracked={
        "label": "VARCHAR",
        "text": "VARCHAR",
        "due_at": "TIMESTAMPTZ",
        "zone": "VARCHAR",
        "precision": "VARCHAR",
        "flag": "VARCHAR",
        "source": "VARCHAR",
        "is_listed": "BOOLEAN",
    },
)
"""`slot` tells deadlines of one kind apart; empty where an edition has only one of it."""
CONFERENCE_SOURCES = KeyedTable(
    "conference_sources",
    "conference_source_changes",
    key={**_EDITION, "source": "VARCHAR", "source_url": "VARCHAR"},
    tracked={"source_key": "VARCHAR"},
    kept={"last_seen_at": "TIMESTAMPTZ"},
)


def raw_page(page: Page) -> RawRecord:
    """The page as a raw record: text where it is UTF-8, else base64, with what the next request may ask by."""
    content = {"content_type": page.content_type, "validator": page.validator}
    try:
        content["text"] = page.body.decode("utf-8")
    except UnicodeDecodeError:
        content["base64"] = b64encode(page.body).decode()
    return RawRecord(page.url, json.dumps(content, ensure_ascii=False))


def tombstone(url: str) -> RawRecord:
    """That the site has the page no more."""
    said = json.dumps({"url": url, "is_tombstone": True, "reason": "the site has it no more"})
    return RawRecord(url, said, tombstone=said)
