"""Hacker News' "Who is hiring?" threads as Dagster assets: one partition a month, from thread to Bronze.

Belongs here: assets, partitions, checks, jobs and schedules of this source. Does not: HTTP, SQL writes, other sources.
"""

from techpulse.ingestion_assets.closed import ClosedMonth, closed_months
from techpulse.ingestion_assets.definitions import definitions
from techpulse.ingestion_assets.ingest import ingest_thread
from techpulse.ingestion_assets.partitions import FIRST_MONTH
from techpulse.ingestion_assets.preview import first_posts
from techpulse.ingestion_assets.resources import HackerNewsClientResource

__all__ = [
    "FIRST_MONTH",
    "ClosedMonth",
    "HackerNewsClientResource",
    "closed_months",
    "definitions",
    "first_posts",
    "ingest_thread",
]
