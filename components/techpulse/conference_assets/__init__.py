"""Conferences of five sites as Dagster assets: their pages, and one row per edition and per deadline made of them.

Belongs here: assets, checks, the job and the schedule of this source. Does not: sites, parsing, SQL of the store.
"""

from techpulse.conference_assets.definitions import definitions
from techpulse.conference_assets.editions import store_editions
from techpulse.conference_assets.resources import ConferenceResource
from techpulse.conference_assets.tables import CONFERENCES, DEADLINES

__all__ = ["CONFERENCES", "DEADLINES", "ConferenceResource", "definitions", "store_editions"]
