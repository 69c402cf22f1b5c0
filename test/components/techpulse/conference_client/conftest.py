"""Pages made up for a test, and the recorded ones where they lie beside the repository."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import pytest

from techpulse.conference_client import Page, parse_page
from techpulse.conference_client.records import Parsed, Source

RECORDED = Path(__file__).parents[4].parent / "shared" / "data" / "conferences"
ADDRESSES: dict[Source, str] = {
    "ai_deadlines": "https://raw.example.org/src/data/conferences/kite.yml",
    "wikicfp": "http://www.example.org/cfp/call?conference=night%20trains",
    "acl_web": "https://www.example.org/portal/acl_sponsored_events",
    "elra": "https://www.example.org/elra-events/",
    "chairing_tool": "https://www.example.org/conferences",
}
Parsing: TypeAlias = Callable[..., Parsed]


@pytest.fixture
def parsed() -> Parsing:
    """Parses a body as a page of a source, at its usual address or another one."""

    def parse(source: Source, body: str | bytes, *, url: str | None = None, content_type: str | None = None) -> Parsed:
        raw = body.encode() if isinstance(body, str) else body
        return parse_page(Page(source, url or ADDRESSES[source], raw, content_type, datetime(2026, 1, 5, tzinfo=UTC)))

    return parse


@pytest.fixture
def recordings() -> Callable[[str], list[Path]]:
    """The recorded files that match a pattern, in order."""

    def files(pattern: str) -> list[Path]:
        if not RECORDED.is_dir():
            pytest.skip("no recordings: shared/data/conferences does not lie beside the repository")
        return sorted(RECORDED.glob(pattern))

    return files
