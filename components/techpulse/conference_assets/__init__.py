"""Conferences of five sites as Dagster assets: their pages, and one row per edition and per deadline made of them.

Belongs here: assets, checks, the job and the schedule of this source. Does not: sites, parsing, SQL of the store.
"""

from techpulse.conference_assets.definitions import definitions
from techpulse.conference_assets.editions import store_editions
from techpulse.conference_assets.resources import ConferenceResource

__all__ = ["ConferenceResource", "definitions", "store_editions"]
