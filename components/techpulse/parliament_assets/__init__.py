"""Canada's bills as Dagster assets: a session's list, the details of what changed, one row a bill and its changes.

Belongs here: assets, checks, jobs and schedules of this source. Does not: the APIs, what a bill's fields mean, SQL of
the store.
"""

from techpulse.parliament_assets.definitions import definitions
from techpulse.parliament_assets.ingest import ingest_session
from techpulse.parliament_assets.resources import ParliamentResource
from techpulse.parliament_assets.tables import BILLS

__all__ = ["BILLS", "ParliamentResource", "definitions", "ingest_session"]
