"""A WordPress site's lists as Dagster assets: what changed, landed, exported, swept; by default BU's Bulletin.

Belongs here: assets, checks, jobs and schedules of this source. Does not: WordPress's API, SQL, Parquet.
"""

from techpulse.bulletin_assets.baseline import Baseline
from techpulse.bulletin_assets.definitions import definitions
from techpulse.bulletin_assets.endpoints import Endpoint
from techpulse.bulletin_assets.ingest import ingest_endpoint
from techpulse.bulletin_assets.resources import LakeResource, WordPressResource

__all__ = ["Baseline", "Endpoint", "LakeResource", "WordPressResource", "definitions", "ingest_endpoint"]
