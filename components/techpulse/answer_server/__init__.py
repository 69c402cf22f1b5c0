"""A small HTTP server in a thread of its own, for any content, with latency and faults on request.

Belongs here: what simulators of different sources share, their command line included. Does not: what they answer.
"""

from techpulse.answer_server.answers import Answer
from techpulse.answer_server.command import ServerParser, planned_faults, run_server
from techpulse.answer_server.faults import Faults
from techpulse.answer_server.server import AnswerServer

__all__ = ["Answer", "AnswerServer", "Faults", "ServerParser", "planned_faults", "run_server"]
