"""What counts as too much: the numbers that the checks judge by, and their meaning. Not here: judging (`checks.py`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorThresholds:
    """When a source is silent, fails too often, or quarantines too much. What equals its limit is still within it."""

    silence_hours: tuple[tuple[str, float], ...] = (("bulletin", 192.0), ("parliament", 26.0))
    """How old the newest complete load of a source may be, as pairs of source and hours.

    A list that nobody edits has no load but that of its weekly sweep; bills are looked for daily at least.
    """
    default_silence_hours: float = 840.0
    """The same for every other source: monthly loads leave 31 days, and some grace."""
    failure_rate: float = 0.2
    """The share of a source's ended loads that may have failed or been abandoned."""
    least_loads: int = 3
    """Fewer ended loads than this tell nothing of a rate."""
    quarantine_factor: float = 3.0
    """How many times the share of the four weeks before a source may have in quarantine."""
    least_quarantine_share: float = 0.01
    least_quarantined: int = 10
    """A smaller share, or fewer records than this, are never a spike, whatever was usual before."""

    def silence_limit_hours(self, source: str) -> float:
        """How many hours without a complete load are still in this source's rhythm."""
        return dict(self.silence_hours).get(source, self.default_silence_hours)
