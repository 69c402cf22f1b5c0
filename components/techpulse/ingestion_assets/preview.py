"""The first posts of a load, for people who look at it: as records, and as a Markdown table.

Belongs here: shortening and escaping. Does not: analysis of posts.
"""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from techpulse.duckdb_store import DuckDBStore
from techpulse.ingestion_assets.queries import FIRST_POSTS

_LONGEST = 90
_ITEM_URL = "https://news.ycombinator.com/item?id="
_TAG = re.compile(r"<[^>]*>")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")


@dataclass(frozen=True, slots=True)
class FirstPost:
    """A top-level post in short: `text` is plain, at most 90 characters; `posted_at` aware UTC."""

    item_id: int
    by: str
    posted_at: datetime
    text: str


def first_posts(store: DuckDBStore, load_id: UUID) -> list[FirstPost]:
    """The first five living top-level posts of a load, in the story's rank order."""
    rows = store.query(FIRST_POSTS, {"load_id": load_id})
    return [
        FirstPost(int(str(item_id)), str(by), datetime.fromtimestamp(int(str(time)), tz=UTC), _shortened(str(text)))
        for item_id, by, time, text in rows
    ]


def preview(posts: list[FirstPost]) -> str:
    """The posts as a Markdown table."""
    rows = [
        f"| [{post.item_id}]({_ITEM_URL}{post.item_id}) | {_escaped(post.by)} "
        f"| {post.posted_at:%Y-%m-%d %H:%M} | {_escaped(post.text)} |"
        for post in posts
    ]
    return "\n".join(["| item | by | posted (UTC) | post |", "|---|---|---|---|", *rows])


def _shortened(text: str) -> str:
    plain = " ".join(html.unescape(_TAG.sub(" ", text)).split())
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
