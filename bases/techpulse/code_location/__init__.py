"""The Dagster code location: every source's definitions in one, over resources made from the environment.

Belongs here: wiring. Does not: any asset, schedule or rule of its own.
"""

from techpulse.code_location.definitions import defs

__all__ = ["defs"]
