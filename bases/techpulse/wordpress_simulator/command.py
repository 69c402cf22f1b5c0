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
from techpulse.wordpress_simulator.generator import change_some, generate_site
from techpulse.wordpress_simulator.simulator import WordPressSimulator
from techpulse.wordpress_simulator.site import WordPressSite

_ABOUT = """Serve the REST API of a made-up WordPress site. SIGUSR1 edits some of its pages and files, makes a page, and
prints the ids as one line of JSON."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM, SIGINT or, with `--with-parent`, the parent's end, and then exits with 0.

    Once it serves, the base URL stands as one line on standard output; after each SIGUSR1 the ids of what changed, by
    endpoint, as JSON. Bad options give one line on standard error and exit code 2.
    """
    return run_server(_parser(), arguments, build=_simulator)


def _parser() -> ServerParser:
    parser = ServerParser("wordpress_simulator", _ABOUT)
    add = parser.add_argument
    add("--pages", type=int, default=100, metavar="N", help="made-up pages; default 100")
    add("--media", type=int, default=100, metavar="N", help="made-up files; default 100")
    add("--zone", default="America/New_York", metavar="NAME", help="the site's; default America/New_York")
    add("--old-core", action="store_true", help="ignore modified_after, as cores before 5.7 do")
    add("--fault-path", action="append", default=[], metavar="PATH=KIND", help="hit every request of it, with query")
    return parser


def _simulator(options: Namespace) -> WordPressSimulator:
    faults = planned_faults(options, always=dict(_path_fault(text) for text in options.fault_path))
    site = generate_site(pages=options.pages, media=options.media, seed=options.seed, zone=options.zone)
    _change_on_signal(site, Random(options.seed))
    return WordPressSimulator(site, port=options.port, faults=faults, is_old_core=options.old_core)


def _change_on_signal(site: WordPressSite, rng: Random) -> None:
    # Systems without SIGUSR1 serve all the same.
    if number := getattr(signal, "SIGUSR1", None):
        signal.signal(number, lambda *_: print(json.dumps(change_some(site, rng)), flush=True))


def _path_fault(text: str) -> tuple[str, str]:
    path, _, kind = text.rpartition("=")
    if not path.startswith("/"):
        raise ValueError(f"--fault-path {text!r} is not of the form /wp-json/wp/v2/pages?page=2=503")
    return path, kind
