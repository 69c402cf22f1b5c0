"""`techpulse report`: what the threads ask for, as one HTML page.

Belongs here: options, the file that is written, and how it is told. Does not: building Gold (`gold.py`), the page
(`trend_report`).
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from techpulse.cli.environment import settings_with
from techpulse.cli.files import writable, written
from techpulse.cli.gold import asked_of_gold, build_gold, require_analytics
from techpulse.cli.outcome import FailedError
from techpulse.trend_report import GoldShapeError, gold_figures, gold_query, render_report


def report(options: argparse.Namespace) -> int:
    """0 with the page written, whole or not at all; Gold is built before, unless it is told to leave it as it is.

    Raises:
        BadInputError: nothing can be written where the page should go; nothing was built.
        FailedError: Gold can't be built or read, or the page not be written.
    """
    output = writable(Path(options.output))
    require_analytics()
    database = settings_with(database=options.database).db_path
    if not options.no_build:
        build_gold(database)
    [(answer,)] = asked_of_gold(database, gold_query())
    try:
        page = render_report(gold_figures(str(answer)), built_at=datetime.now(UTC))
    except GoldShapeError as error:
        raise FailedError(str(error)) from error
    print(f"{output}: {written(output, page) / 1e6:.1f} MB; open it in a browser, it needs no network")
    return 0
