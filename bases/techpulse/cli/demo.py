"""`techpulse demo`: one month from nothing, and a short look at it.

Belongs here: choosing the real API or the simulator, and what is shown. Does not: how a month is loaded.
"""

import argparse
import socket
import sys
import threading
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from techpulse.cli.environment import settings_with
from techpulse.cli.ingest import tell
from techpulse.cli.months import WantedMonths
from techpulse.cli.outcome import FailedError
from techpulse.cli.progress import progress
from techpulse.cli.runs import run_months
from techpulse.cli.simulators import simulator
from techpulse.cli.summary import summary
from techpulse.hn_client import HackerNewsClient
from techpulse.http_client import FetchError, HttpPolicy
from techpulse.settings import Settings

# Made-up months must never be taken for real ones, so they get a file of their own.
_MADE_UP_DATABASE = "data/demo.duckdb"
_PATIENCE_SECONDS = 2.0
_ONCE = HttpPolicy(attempts=1, total_timeout_seconds=_PATIENCE_SECONDS)


def demo(options: argparse.Namespace) -> int:
    """0 with last month's thread in the database and a summary of it on standard output."""
    settings = settings_with()
    month = (datetime.now(UTC).date().replace(day=1) - timedelta(days=1)).replace(day=1)
    if _answers(settings):
        _say(f"Hacker News answers: loading the real thread of {month:%B %Y}.")
        return _show(month, settings, as_json=options.json)
    _say(f"Hacker News does not answer within 2 s: loading a made-up {month:%B %Y} from the simulator instead.")
    with simulator("hn_simulator", "--months", f"{month:%Y-%m}") as running:
        made_up = {"hn_base_url": running.base_url, "db_path": Path(_MADE_UP_DATABASE)}
        return _show(month, settings.model_copy(update=made_up), as_json=options.json)


def _show(month: date, settings: Settings, *, as_json: bool) -> int:
    with progress(months=1):
        [report] = run_months(WantedMonths([month], frozenset({month})), settings, refresh=False)
    if report.status != "complete":
        raise FailedError(f"{report.month}: {report.reason}")
    tell(report, as_json=as_json)
    if not as_json:
        print(summary(settings.db_path, report))
    return 0


def _answers(settings: Settings) -> bool:
    """Whether the API answers soon.

    The host is tried first, on a thread that nobody waits for: looking up a name can't be interrupted, and offline it
    may take longer than a person's patience.
    """
    address = urlsplit(settings.hn_base_url)
    connected = threading.Event()
    threading.Thread(target=_connect, args=(address, connected), daemon=True).start()
    if not connected.wait(_PATIENCE_SECONDS):
        return False
    try:
        with HackerNewsClient(settings.hn_base_url, policy=_ONCE) as client:
            return client.get_max_item() > 0
    except FetchError:
        return False


def _connect(address: SplitResult, connected: threading.Event) -> None:
    port = address.port or (443 if address.scheme == "https" else 80)
    with suppress(OSError), socket.create_connection((address.hostname, port), timeout=_PATIENCE_SECONDS):
        connected.set()


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
