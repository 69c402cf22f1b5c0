"""What every source's assets share: the store as a resource, landing a load, failures, metadata.

Belongs here: what two sources need alike. Does not: anything that one source alone knows.
"""

from techpulse.asset_kit.failures import ATTENDED_TAG, BadRunConfigError, dagster_failures, skipped
from techpulse.asset_kit.landing import land
from techpulse.asset_kit.metadata import load_metadata
from techpulse.asset_kit.resources import DuckDBStoreResource

__all__ = [
    "ATTENDED_TAG",
    "BadRunConfigError",
    "DuckDBStoreResource",
    "dagster_failures",
    "land",
    "load_metadata",
    "skipped",
]
