"""The command line of the simulator: options in, the base URL out, then serving until told to stop.

Here: the options that choose what is served.
Not here: those of every server (`answer_server`), serving (`simulator`), content (`dump`, `generator`).
"""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from techpulse.answer_server import ServerParser, planned_faults, run_server
from techpulse.hn_simulator.dump import HackerNewsDump, read_dump
from techpulse.hn_simulator.generator import generate_history
from techpulse.hn_simulator.simulator import HackerNewsSimulator


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM, SIGINT or, with `--with-parent`, the parent's end, and then exits with 0.

    Once it serves, the base URL stands as one line on standard output. Bad options give one line on standard error
    and exit code 2.
    """
    return run_server(_parser(), arguments, build=_simulator)


def _parser() -> ServerParser:
    parser = ServerParser("hn_simulator", "Serve the Hacker News API from files or made-up threads.")
    add = parser.add_argument
    add("--items", nargs="+", type=Path, default=[], metavar="FILE", help="items, .ndjson or .ndjson.gz")
    add("--months", metavar="M", help="made-up threads of 2026-10 or 2011-04..2026-10")
    add("--comments", type=int, metavar="N", help="in each made-up hiring thread; default as in real ones")
    add("--fault-item", action="append", default=[], metavar="ID=KIND", help="hit every request of it")
    return parser


def _simulator(options: Namespace) -> HackerNewsSimulator:
    faults = planned_faults(options, always=dict(_item_fault(text) for text in options.fault_item))
    return HackerNewsSimulator(_content(options), port=options.port, faults=faults)


def _content(options: Namespace) -> HackerNewsDump:
    if not (options.items or options.months):
        raise ValueError("nothing to serve: give --items or --months")
    items = dict(read_dump(options.items).items)
    if options.months:
        items |= generate_history(options.months, seed=options.seed, comments=options.comments).items
    return HackerNewsDump(items)


def _item_fault(text: str) -> tuple[str, str]:
    item_id, _, kind = text.partition("=")
    if not item_id.isdecimal():
        raise ValueError(f"--fault-item {text!r} is not of the form 123=503")
    return f"/v0/item/{item_id}.json", kind
