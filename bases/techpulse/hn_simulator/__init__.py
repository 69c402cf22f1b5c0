"""The Hacker News API on the loopback interface, with recorded or made-up threads, latency and faults on request.

Belongs here: serving items in the real API's shape. Does not: reading them, which is `hn_client`.
"""

from techpulse.answer_server import Faults
from techpulse.hn_simulator.command import main
from techpulse.hn_simulator.dump import HackerNewsDump, read_dump
from techpulse.hn_simulator.generator import generate_history
from techpulse.hn_simulator.simulator import HackerNewsSimulator

__all__ = ["Faults", "HackerNewsDump", "HackerNewsSimulator", "generate_history", "main", "read_dump"]
