"""The part of a simulator's command line that does not depend on what it serves.

Here: the options of every server, its plan of faults, one-line errors, signals and the end.
Not here: content and its options, which the simulators add.
"""

import json
import os
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from time import sleep
from typing import NoReturn

from techpulse.answer_server.faults import Faults
from techpulse.answer_server.server import AnswerServer

_PARENT_CHECK_SECONDS = 0.2


class ServerParser(ArgumentParser):
    """A parser that knows the options of every server and says in one line what is wrong."""

    def __init__(self, prog: str, description: str) -> None:
        super().__init__(prog=prog, description=description)
        add = self.add_argument
        add("--seed", type=int, default=0, metavar="N", help="of what is made up and of faults")
        add("--port", type=int, default=0, metavar="N", help="default: a free one")
        add("--latency", type=float, default=0.0, metavar="SECONDS", help="before every answer")
        add("--jitter", type=float, default=0.0, metavar="SECONDS", help="up to this much more latency")
        add("--fault", action="append", default=[], metavar="KIND=RATE", help="hit this share of requests")
        add("--with-parent", action="store_true", help="end when the parent process does")
        add("--summary", action="store_true", help="at the end print the number of requests and the most in flight")

    def error(self, message: str) -> NoReturn:
        """Exit code 2, and `message` as one line on standard error."""
        print(f"{self.prog}: {message}", file=sys.stderr)
        sys.exit(2)


def planned_faults(options: Namespace, *, always: Mapping[str, str]) -> Faults:
    """The plan that `options` ask for; `always` names the kind of fault of a path, query included.

    Raises:
        ValueError: a rate that cannot be read, or a plan that `Faults` refuses.
    """
    return Faults(
        latency_seconds=options.latency,
        jitter_seconds=options.jitter,
        rates=dict(_rate(text) for text in options.fault),
        always=always,
        seed=options.seed,
    )


def run_server(
    parser: ServerParser, arguments: Sequence[str] | None, *, build: Callable[[Namespace], AnswerServer]
) -> int:
    """Serves what `build` makes of the options until SIGTERM, SIGINT or the end asked for, and then exits with 0.

    Once it serves, the base URL stands as one line on standard output. With `--with-parent` the parent's end is the
    server's. Options that `parser` or `build` refuse, by ValueError or OSError, give one line on standard error and
    exit code 2.
    """
    parent = os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit(0))
    options = parser.parse_args(arguments)
    try:
        with build(options) as server:
            _serve(server, options, parent=parent)
    except (OSError, OverflowError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    return 0


def _serve(server: AnswerServer, options: Namespace, *, parent: int) -> None:
    try:
        print(server.base_url, flush=True)
        while os.getppid() == parent or not options.with_parent:
            sleep(_PARENT_CHECK_SECONDS)
    finally:
        if options.summary:
            counts = {"requests": server.request_count, "max_in_flight": server.max_in_flight}
            print(json.dumps(counts), flush=True)


def _rate(text: str) -> tuple[str, float]:
    kind, _, rate = text.partition("=")
    try:
        return kind, float(rate)
    except ValueError as error:
        raise ValueError(f"--fault {text!r} is not of the form 503=0.1") from error
