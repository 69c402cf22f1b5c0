"""The five sites of conferences on one loopback origin: editions and deadlines that change, latency and faults.

Belongs here: content and its pages in each site's shape. Does not: reading them, which is `conference_client`.
"""

from techpulse.conference_simulator.command import main
from techpulse.conference_simulator.generator import generate_sites
from techpulse.conference_simulator.records import Conference, Due
from techpulse.conference_simulator.simulator import ConferenceSimulator
from techpulse.conference_simulator.sites import ConferenceSites

__all__ = ["Conference", "ConferenceSimulator", "ConferenceSites", "Due", "generate_sites", "main"]
