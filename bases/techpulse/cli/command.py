"""Arguments in, exit code out: 0 done, 1 failed, 2 bad input, 130 or 143 interrupted.

Belongs here: which subcommand runs, and how its end is told. Each is imported only when it is typed: Dagster alone
takes longer to import than `techpulse --help` may take.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from types import FrameType
from typing import NoReturn

from techpulse.cli.options import BAD_INPUT, parser
from techpulse.cli.outcome import BadInputError, FailedError

FAILED = 1
_BY_SIGNAL = 128


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command line; what went wrong is said in one line on standard error."""
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupted)
    try:
        return _run(options)
    except BadInputError as error:
        return _ended(str(error), BAD_INPUT)
    except FailedError as error:
        return _ended(str(error), FAILED)
    except KeyboardInterrupt:
        return _ended("interrupted; run the same command again to go on where it stopped", _BY_SIGNAL + signal.SIGINT)
    except SystemExit as end:
        return _ended("stopped; run the same command again to go on where it stopped", int(end.code or 0))


def _run(options: argparse.Namespace) -> int:
    """What the subcommand gives: a function of its name, in a module of its name."""
    name = options.command.replace("-", "_")
    subcommand: Callable[[argparse.Namespace], int] = getattr(import_module(f"techpulse.cli.{name}"), name)
    return subcommand(options)


def _ended(message: str, code: int) -> int:
    print(f"techpulse: {message}", file=sys.stderr)
    return code


def _interrupted(number: int, _: FrameType | None) -> NoReturn:
    raise SystemExit(_BY_SIGNAL + number)
