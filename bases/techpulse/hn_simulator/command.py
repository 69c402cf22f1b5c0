"""The command line of the simulator: options in, the base URL out, then serving until told to stop.

Here: parsing options, one-line errors, signals and the end.
Not here: serving (`simulator`), content (`dump`, `generator`).
"""

import json
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from time import sleep
from typing import NoReturn

from techpulse.hn_simulator.dump import HackerNewsDump, read_dump
from techpulse.hn_simulator.faults import Faults
from techpulse.hn_simulator.generator import generate_history
from techpulse.hn_simulator.simulator import HackerNewsSimulator

_PARENT_CHECK_SECONDS = 0.2


class _Parser(ArgumentParser):
    def error(self, message: str) -> NoReturn:
        print(f"hn_simulator: {message}", file=sys.stderr)
        sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until SIGTERM, SIGINT or, with `--with-parent`, the parent's end, and then exits with 0.

    Once it serves, the base URL stands as one line on standard output. Bad options give one line on standard error
    and exit code 2.
    """
    parent = os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    options = _parser().parse_args(arguments)
    try:
        with HackerNewsSimulator(_content(options), port=options.port, faults=_faults(options)) as simulator:
            _serve(simulator, options, parent=parent)
    except (OSError, OverflowError, ValueError) as error:
        print(f"hn_simulator: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(simulator: HackerNewsSimulator, options: Namespace, *, parent: int) -> None:
    try:
        print(simulator.base_url, flush=True)
        while os.getppid() == parent or not options.with_parent:
            sleep(_PARENT_CHECK_SECONDS)
    finally:
        if options.summary:
            counts = {"requests": simulator.request_count, "max_in_flight": simulator.max_in_flight}
            print(json.dumps(counts), flush=True)


def _parser() -> ArgumentParser:
    parser = _Parser(prog="hn_simulator", description="Serve the Hacker News API from files or made-up threads.")
    add = parser.add_argument
    add("--items", nargs="+", type=Path, default=[], metavar="FILE", help="items, .ndjson or .ndjson.gz")
    add("--months", metavar="M", help="made-up threads of 2026-10 or 2011-04..2026-10")
    add("--comments", type=int, metavar="N", help="in each made-up hiring thread; default as in real ones")
    add("--seed", type=int, default=0, metavar="N", help="of made-up threads and of faults")
    add("--port", type=int, default=0, metavar="N", help="default: a free one")
    add("--latency", type=float, default=0.0, metavar="SECONDS", help="before every answer")
    add("--jitter", type=float, default=0.0, metavar="SECONDS", help="up to this much more latency")
    add("--fault", action="append", default=[], metavar="KIND=RATE", help="hit this share of requests")
    add("--fault-item", action="append", default=[], metavar="ID=KIND", help="hit every request of it")
    add("--with-parent", action="store_true", help="end when the parent process does")
    add("--summary", action="store_true", help="at the end print the number of requests and the most in flight")
    return parser


def _content(options: Namespace) -> HackerNewsDump:
    if not (options.items or options.months):
        raise ValueError("nothing to serve: give --items or --months")
    items = dict(read_dump(options.items).items)
    if options.months:
        items |= generate_history(options.months, seed=options.seed, comments=options.comments).items
    return HackerNewsDump(items)


def _faults(options: Namespace) -> Faults:
    return Faults(
        latency_seconds=options.latency,
        jitter_seconds=options.jitter,
        rates=dict(_rate(text) for text in options.fault),
        always=dict(_item_fault(text) for text in options.fault_item),
        seed=options.seed,
    )


def _rate(text: str) -> tuple[str, float]:
    kind, _, rate = text.partition("=")
    try:
        return kind, float(rate)
    except ValueError as error:
        raise ValueError(f"--fault {text!r} is not of the form 503=0.1") from error


def _item_fault(text: str) -> tuple[str, str]:
    item_id, _, kind = text.partition("=")
    if not item_id.isdecimal():
        raise ValueError(f"--fault-item {text!r} is not of the form 123=503")
    return f"/v0/item/{item_id}.json", kind
