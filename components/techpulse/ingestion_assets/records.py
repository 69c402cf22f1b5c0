"""What the client found, as what Bronze keeps.

Belongs here: the shape of a tombstone, and which record is one. Does not: fetching or storing.
"""

import json

from techpulse.duckdb_store import RawRecord
from techpulse.hn_client import HNItem, MalformedItem, MissingItem

_NOTHING = ("type", "by", "time", "text", "title", "url", "score", "descendants", "parent", "poll")


def raw_record(found: HNItem | MalformedItem | MissingItem) -> RawRecord:
    """The record to land: an item exactly as sent; a deleted one with its tombstone beside it; a missing one as one."""
    if isinstance(found, MalformedItem):
        return RawRecord(found.id, found.payload, quarantine_reason=found.reason)
    if isinstance(found, MissingItem):
        gone = tombstone(found.id, reason=found.reason)
        return RawRecord(found.id, gone, tombstone=gone)
    gone_reason = "deleted at the source" if found.deleted else None
    return RawRecord(
        found.id,
        found.raw.decode(),
        tombstone=tombstone(found.id, reason=gone_reason) if gone_reason else None,
    )


def tombstone(item_id: int, *, reason: str) -> str:
    """The JSON of the record that stands for an item whose content is not to be had, and why it is not."""
    nothing: dict[str, object] = dict.fromkeys(_NOTHING)
    flags = {"kids": [], "parts": [], "deleted": True, "dead": False, "is_tombstone": True, "reason": reason}
    return json.dumps({"id": item_id} | nothing | flags)
