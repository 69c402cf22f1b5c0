"""Hacker News: its items, its users, its threads, and the hiring thread of a month.

Belongs here: what the Firebase API says and means. Does not: how HTTP is spoken, or where items are kept.
"""

from techpulse.hn_client.client import DEFAULT_BASE_URL, HackerNewsClient
from techpulse.hn_client.records import HNItem, HNItemType, HNUser, MalformedItem, MissingItem

__all__ = [
    "DEFAULT_BASE_URL",
    "HNItem",
    "HNItemType",
    "HNUser",
    "HackerNewsClient",
    "MalformedItem",
    "MissingItem",
]
