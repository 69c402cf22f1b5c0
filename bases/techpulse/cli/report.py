"""`techpulse report`: what the threads ask for, as one HTML page.

Belongs here: options, the file that is written, and how it is told. Does not: building Gold (`gold.py`), the page
(`trend_report`).
"""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from techpulse.cli.environment import settings_with
from techpulse.cli.gold import asked_of_gold, build_gold, require_analytics
from techpulse.cli.outcome import BadInputError, FailedError
from techpulse.trend_report import GoldShapeError, gold_figures, gold_query, render_report


def report(options: argparse.Namespace) -> int:
    """0 with the page written, whole or not at all; Gold is built before, unless it is told to leave it as it is.

    Raises:
        BadInputError: nothing can be written where the page should go; nothing was built.
        FailedError: Gold can't be built or read, or the page not be written.
    """
    output = _writable(Path(options.output))
    require_analytics()
    database = settings_with(database=options.database).db_path
    if not options.no_build:
        build_gold(database)
    [(answer,)] = asked_of_gold(database, gold_query())
    try:
        page = render_report(gold_figures(str(answer)), built_at=datetime.now(UTC))
    except GoldShapeError as error:
        raise FailedError(str(error)) from error
    print(f"{output}: {_written(output, page) / 1e6:.1f} MB; open it in a browser, it needs no network")
    return 0


def _writable(output: Path) -> Path:
    if output.is_dir():
        raise BadInputError(f"--output {output} is a folder; accepted: a file's name, such as {output / 'report.html'}")
    if not output.absolute().parent.is_dir():
        raise BadInputError(f"--output {output}: its folder does not exist; accepted: a file in a folder that does")
    if not os.access(output.absolute().parent, os.W_OK):
        raise BadInputError(f"--output {output}: its folder can't be written; accepted: a file in one that can")
    return output


def _written(output: Path, page: str) -> int:
    """Its size in bytes. Who has the file open reads the old page or the new one, never a half."""
    half = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        size = half.write_bytes(page.encode())
        half.replace(output)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise FailedError(
            f"cannot write {output}: {error.strerror}; free or choose a place that can be written"
        ) from error
    return size
