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
_TAG = re.compile(r"<[^<>]*>")  # stops at the next "<" too: a text of nothing else would take for ever
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+!|<>~])")


@dataclass(frozen=True, slots=True)
class FirstPost:
    """A top-level post in short: `by` and `text` are plain, at most 90 characters; `posted_at` aware UTC."""

    item_id: int
    by: str
    posted_at: datetime
    text: str


def first_posts(store: DuckDBStore, load_id: UUID) -> list[FirstPost]:
    """The first five living top-level posts of a load, in the story's rank order."""
    rows = store.query(FIRST_POSTS, {"load_id": load_id})
    return [
        FirstPost(int(str(item_id)), _short(str(by)), _moment(int(str(time))), _short(_without_markup(str(text))))
        for item_id, by, time, text in rows
    ]


def preview(posts: list[FirstPost]) -> str:
    """The posts as a Markdown table."""
    rows = [
        f"| {post.item_id} | {_escaped(post.by)} | {post.posted_at:%Y-%m-%d %H:%M} | {_escaped(post.text)} |"
        for post in posts
    ]
    return "\n".join(["| item | by | posted (UTC) | post |", "|---|---|---|---|", *rows])


def _moment(unix_seconds: int) -> datetime:
    return datetime.fromtimestamp(unix_seconds, tz=UTC)


def _without_markup(text: str) -> str:
    return html.unescape(_TAG.sub(" ", text))


def _short(text: str) -> str:
    """What can be shown of it: control characters could steer a terminal."""
    shown = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)
