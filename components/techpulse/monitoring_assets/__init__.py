"""One monitor for all sources, as a Dagster asset: what the loads ledger says of every fetch, judged and drawn.

Belongs here: the asset, its checks, job and schedule, and the message that a run has failed. Does not: any one source,
or how healthy the service is at this moment (`service_health`).
"""

from techpulse.monitoring_assets.definitions import definitions
from techpulse.monitoring_assets.thresholds import MonitorThresholds

__all__ = ["MonitorThresholds", "definitions"]
