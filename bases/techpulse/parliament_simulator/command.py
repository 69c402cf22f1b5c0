"""The command line of the simulator: options in, the base URL out, then serving until told to stop.

Here: the options that choose what is served, and changing it while serving.
Not here: those of every server (`answer_server`), serving (`simulator`), content (`generator`).
"""

import json
import signal
from argparse import Namespace
from collections.abc import Sequence
from random import Random

from techpulse.answer_server import ServerParser, planned_faults, run_server
from techpulse.parliament_simulator.generator import change_some, generate_parliament
from techpulse.parliament_simulator.list_records import ListForm
from techpulse.parliament_simulator.parliament import Parliament
from techpulse.parliament_simulator.simulator import ParliamentSimulator

_ABOUT = """Serve made-up bills as OpenParliament (/bills/) and LEGISinfo (/legisinfo/en/) do. SIGUSR1 moves or edits
some bills of the newest session, adds one, and prints their numbers as one line of JSON."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM, SIGINT or, with `--with-parent`, the parent's end, and then exits with 0.

    Once it serves, the base URL stands as one line on standard output; after each SIGUSR1 the numbers of the bills
    that changed, by session, as JSON. Bad options give one line on standard error and exit code 2.
    """
    return run_server(_parser(), arguments, build=_simulator)


def _parser() -> ServerParser:
    parser = ServerParser("parliament_simulator", _ABOUT)
    add = parser.add_argument
    add("--sessions", default="44-1=20,45-1=30", metavar="S=N,...", help="made-up bills; default 44-1=20,45-1=30")
    add("--most-concurrent", type=int, metavar="N", help="answer 429 above this many requests at once")
    add("--list-form", default="formatted", metavar="NAMES", help="of LEGISinfo's lists: formatted or detail")
    add("--bare-names", action="store_true", help="in those lists write X for XEn and XFr")
    add("--fault-path", action="append", default=[], metavar="PATH=KIND", help="hit every request of it, with query")
    return parser


def _simulator(options: Namespace) -> ParliamentSimulator:
    faults = planned_faults(options, always=dict(_path_fault(text) for text in options.fault_path))
    counts = dict(_session_count(text) for text in options.sessions.split(","))
    parliament = generate_parliament(counts, seed=options.seed)
    form = ListForm(names=options.list_form, has_language_suffix=not options.bare_names)
    _change_on_signal(parliament, Random(options.seed))
    return ParliamentSimulator(
        parliament, port=options.port, faults=faults, most_concurrent=options.most_concurrent, list_form=form
    )


def _change_on_signal(parliament: Parliament, rng: Random) -> None:
    # Systems without SIGUSR1 serve all the same.
    if number := getattr(signal, "SIGUSR1", None):
        signal.signal(number, lambda *_: print(json.dumps(change_some(parliament, rng)), flush=True))


def _session_count(text: str) -> tuple[str, int]:
    session, _, count = text.partition("=")
    if not (count.isascii() and count.isdecimal()):
        raise ValueError(f"--sessions {text!r} is not of the form 45-1=30")
    return session, int(count)


def _path_fault(text: str) -> tuple[str, str]:
    path, _, kind = text.rpartition("=")
    if not path.startswith("/"):
        raise ValueError(f"--fault-path {text!r} is not of the form /bills/45-1/C-2/=503")
    return path, kind
