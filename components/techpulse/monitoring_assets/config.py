"""What a person may ask of one run, as Dagster shows it in its launchpad."""

from dagster import Config
from pydantic import Field

from techpulse.asset_kit import BadRunConfigError

_MOST_HOURS = 8760


class MonitorConfig(Config):
    """How far back a run looks."""

    hours_back: int = Field(default=24, description="Loads of the last so many hours are counted, 1 to 8760 (a year).")


def chosen_hours(config: MonitorConfig) -> int:
    """The hours that a run looks back.

    Raises:
        BadRunConfigError: none, or more than a year.
    """
    if not 1 <= config.hours_back <= _MOST_HOURS:
        raise BadRunConfigError(f"hours_back is {config.hours_back}; accepted: 1 to {_MOST_HOURS}, a year")
    return config.hours_back
