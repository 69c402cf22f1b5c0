"""TechPulse, one whole WordPress endpoint listed and validated, but not stored: what fetching alone takes."""

from pathlib import Path

from techpulse.wordpress_client import WordPressClient, WordPressRecord

with WordPressClient():
    pass  # what an open client imports is there before the clock starts

LISTED: list[int] = []


def ingest(base_url: str, database: Path, *, threads: dict[str, int]) -> None:  # noqa: ARG001 - as all contenders
    """Every endpoint named in `threads`; each payload is let go once it was seen."""
    with WordPressClient(base_url) as client:
        for key in threads:
            LISTED.extend(record.id for record in client.listing(key) if isinstance(record, WordPressRecord))


def stored_ids(database: Path) -> list[int]:  # noqa: ARG001 - as all contenders
    """What has been listed."""
    return LISTED
