"""A WordPress site's REST API: every record of an endpoint, whole or not at all, each exactly as it was sent.

Belongs here: what the API says and means. Does not: how HTTP is spoken, or where records are kept.
"""

from techpulse.wordpress_client.client import DEFAULT_BASE_URL, DEFAULT_POLICY, WordPressClient
from techpulse.wordpress_client.listing import Listing
from techpulse.wordpress_client.records import LiveRecord, MalformedRecord, WordPressRecord

__all__ = [
    "DEFAULT_BASE_URL",
    "DEFAULT_POLICY",
    "Listing",
    "LiveRecord",
    "MalformedRecord",
    "WordPressClient",
    "WordPressRecord",
]
