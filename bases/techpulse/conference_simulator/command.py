"""The command line of the simulator: options in, the base URL out, then serving until told to stop.

Here: the options that choose what is served, and changing it while serving.
Not here: those of every server (`answer_server`), serving (`simulator`), content (`generator`).
"""

import json
import signal
from argparse import Namespace
from collections.abc import Sequence
from datetime import date
from random import Random

from techpulse.answer_server import ServerParser, planned_faults, run_server
from techpulse.conference_simulator.generator import change_some, generate_sites
from techpulse.conference_simulator.simulator import ConferenceSimulator
from techpulse.conference_simulator.sites import ConferenceSites

_ABOUT = """Serve made-up conferences as five sites tell of them. SIGUSR1 extends a deadline, takes a conference away,
adds one, and prints their ids as one line of JSON."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM, SIGINT or, with `--with-parent`, the parent's end, and then exits with 0.

    Once it serves, the base URL stands as one line on standard output; after each SIGUSR1 the ids of what changed, as
    JSON. Bad options give one line on standard error and exit code 2.
    """
    return run_server(_parser(), arguments, build=_simulator)


def _parser() -> ServerParser:
    parser = ServerParser("conference_simulator", _ABOUT)
    add = parser.add_argument
    add("--conferences", type=int, default=60, metavar="N", help="made-up editions; default 60")
    add("--today", default="2026-11-01", metavar="DAY", help="they begin after it; default 2026-11-01")
    add("--fault-path", action="append", default=[], metavar="PATH=KIND", help="hit every request of it, with query")
    return parser


def _simulator(options: Namespace) -> ConferenceSimulator:
    faults = planned_faults(options, always=dict(_path_fault(text) for text in options.fault_path))
    today = date.fromisoformat(options.today)
    sites = generate_sites(conferences=options.conferences, seed=options.seed, today=today)
    _change_on_signal(sites, Random(options.seed), today=today)
    return ConferenceSimulator(sites, port=options.port, faults=faults)


def _change_on_signal(sites: ConferenceSites, rng: Random, *, today: date) -> None:
    # Systems without SIGUSR1 serve all the same.
    if number := getattr(signal, "SIGUSR1", None):
        signal.signal(number, lambda *_: print(json.dumps(change_some(sites, rng, today=today)), flush=True))


def _path_fault(text: str) -> tuple[str, str]:
    path, _, kind = text.rpartition("=")
    if not path.startswith("/"):
        raise ValueError(f"--fault-path {text!r} is not of the form /elra-events/=503")
    return path, kind
