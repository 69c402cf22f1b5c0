"""Entries as an Atom feed (RFC 4287): pure, one text from values.

Belongs here: the format. Does not: where entries come from, or where the feed goes.
"""

from techpulse.atom_feed.feed import Feed, FeedEntry, render_feed

__all__ = ["Feed", "FeedEntry", "render_feed"]
