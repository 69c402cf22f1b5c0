"""The words that the command line accepts.

Belongs here: subcommands, options, their help and their types. Does not: what they do (`command.py` calls that).
"""

import argparse
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import NoReturn
from urllib.parse import urlsplit

BAD_INPUT = 2
_IN_JSON = ("ingest", "status", "doctor", "demo", "calendar")
_KINDS = ("abstract", "submission", "notification", "camera_ready", "workshop", "registration", "other")


class OneLineParser(argparse.ArgumentParser):
    """Bad input gets one line and exit code 2, not a page of usage."""

    def error(self, message: str) -> NoReturn:
        """Says what was wrong and where the accepted words stand."""
        self.exit(BAD_INPUT, f"techpulse: {message}; see {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    whole = OneLineParser(prog="techpulse", description="Public web sources in a local, trustworthy, queryable lake.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_loading(commands)
    _add_reading(commands)
    _add_calendar(commands)
    for name, command in commands.choices.items():
        if not name.startswith("demo"):
            command.add_argument(
                "--database", metavar="FILE", help="else TECHPULSE_DB_PATH, else data/techpulse.duckdb"
            )
        if name in _IN_JSON:
            command.add_argument("--json", action="store_true", help="one JSON object a line, for machines")
    return whole


def _add_loading(commands: "argparse._SubParsersAction[OneLineParser]") -> None:
    ingest = commands.add_parser("ingest", help="load months of “Who is hiring?” into the database")
    ingest.add_argument("months", nargs="+", metavar="MONTH", help="YYYY-MM, YYYY-MM..YYYY-MM, or YYYY-MM..now")
    ingest.add_argument("--base-url", type=_web_address, metavar="URL", help="another server of the Hacker News API")
    connections = _number("connections", most=1000)
    ingest.add_argument("--max-connections", type=connections, metavar="N", help="requests in flight, 1 to 1000")
    ingest.add_argument("--refresh", action="store_true", help="also in a range, read complete months again")
    commands.add_parser("status", help="what the database holds, load by load")
    commands.add_parser("doctor", help="what is wrong with the database, and what to do")
    commands.add_parser("demo", help="last month from nothing; a made-up one where the API is out of reach")
    commands.add_parser("demo-bulletin", help="a made-up WordPress site: read whole, skipped, read by its changes")
    reparse = commands.add_parser("reparse", help="read the pages in the database again, by today's parsers")
    reparse.add_argument("subject", choices=["conferences"], help="conferences: their editions and deadlines")


def _add_reading(commands: "argparse._SubParsersAction[OneLineParser]") -> None:
    report = commands.add_parser("report", help="build Gold, and draw what the threads ask for as one HTML page")
    report.add_argument("--output", metavar="FILE", default="report.html", help="the page; else report.html")
    report.add_argument("--no-build", action="store_true", help="draw Gold as it is")
    trends = commands.add_parser("trends", help="how often posts name technologies, from Gold")
    trends.add_argument("names", nargs="+", metavar="NAME", help="a technology, such as python or k8s")
    trends.add_argument(
        "--months", type=_number("months", most=1000), metavar="N", help="the newest N months; else all"
    )
    form = trends.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line, for machines")
    form.add_argument("--csv", action="store_true", help="the same as CSV, with a header")
    feed = commands.add_parser("feed", help="what is new and what changed, as an Atom feed")
    feed.add_argument("subject", choices=["bills"], help="bills: those of the Parliament of Canada")
    feed.add_argument("--output", metavar="FILE", required=True, help="the feed, such as bills.xml")
    entries = _number("entries", most=10_000)
    feed.add_argument("--limit", type=entries, metavar="N", default=100, help="the newest N entries; else 100")


def _add_calendar(commands: "argparse._SubParsersAction[OneLineParser]") -> None:
    calendar = commands.add_parser("calendar", help="conference deadlines: what is due, or a calendar to subscribe to")
    calendar.add_argument("--output", metavar="FILE", help="a calendar, such as deadlines.ics; else a table is printed")
    calendar.add_argument(
        "--subject", metavar="NAME", help="of conferences with this subject, such as machine-learning"
    )
    calendar.add_argument("--series", metavar="NAME", help="of one series, such as ACL")
    calendar.add_argument("--kind", choices=_KINDS, metavar="KIND", help="of one kind: %(choices)s")
    calendar.add_argument("--from", type=_day, metavar="DAY", dest="since", help="from this day on (UTC), YYYY-MM-DD")
    calendar.add_argument("--to", type=_day, metavar="DAY", dest="until", help="up to this day (UTC), YYYY-MM-DD")
    days = _number("days", most=3650)
    calendar.add_argument("--days", type=days, metavar="N", default=60, help="due in the next N days; else 60")


def _web_address(text: str) -> str:
    parts = None
    with suppress(ValueError):  # whose words would repeat the address, and a secret in it
        parts = urlsplit(text)
    is_plain = parts and parts.scheme in {"http", "https"} and parts.hostname
    if not is_plain or set("@?#") & set(text):
        raise argparse.ArgumentTypeError("not a plain web address; accepted: http://HOST/PATH or https://HOST/PATH")
    return text


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; accepted: YYYY-MM-DD") from None


def _number(of: str, *, most: int) -> Callable[[str], int]:
    """What reads a number `of` things, 1 to `most`."""

    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number of {of}; accepted: 1 to {most}")
        return int(text)

    return read
