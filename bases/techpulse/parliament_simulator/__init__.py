"""LEGISinfo and OpenParliament on one loopback origin: bills that change, latency, faults and refusals on request.

Belongs here: content and its answers in both APIs' shapes. Does not: reading them, which is `parliament_client`.
"""

from techpulse.parliament_simulator.command import main
from techpulse.parliament_simulator.generator import generate_parliament
from techpulse.parliament_simulator.list_records import ListForm
from techpulse.parliament_simulator.parliament import Parliament
from techpulse.parliament_simulator.simulator import ParliamentSimulator

__all__ = ["ListForm", "Parliament", "ParliamentSimulator", "generate_parliament", "main"]
