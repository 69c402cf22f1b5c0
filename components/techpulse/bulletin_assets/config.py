"""What a person may ask of one run, as Dagster shows it in its launchpad.

Belongs here: fields, defaults and their words. Does not: what follows from them (`baseline.py`, `exports.py`).
"""

from dagster import Config
from pydantic import Field


class BulletinConfig(Config):
    """What a run reads and where it goes; full_refresh > last_modified_date > what is known of earlier loads."""

    upload_to_s3: bool = Field(default=False, description="Upload the exports to the object store as well.")
    full_refresh: bool = Field(default=False, description="Read the whole endpoint, whatever was read before.")
    last_modified_date: str | None = Field(default=None, description="Read what changed since this day, YYYY-MM-DD.")
    load_date: str | None = Field(
        default=None, description="The export's load_date, YYYY-MM-DD; by default today, UTC."
    )
    load_time: str | None = Field(default=None, description="The export's load_time, HH:MM:SS; by default now, UTC.")


class SweepConfig(Config):
    """How much a sweep may mark as deleted."""

    most_deleted_share: float = Field(
        default=0.2, ge=0, le=1, description="Mark nothing and fail where the site lacks more of the known records."
    )
