"""`techpulse trends NAME…`: how often posts name technologies, month by month, from Gold.

Belongs here: names to technologies, numbers to a table, JSON or CSV. Does not: the numbers, which are Gold's.
"""

import argparse
import csv
import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import msgspec

from techpulse.cli.environment import settings_with
from techpulse.cli.gold import asked_of_gold
from techpulse.cli.outcome import BadInputError

_NAMES = "SELECT technology_key, name, aliases FROM gold.technologies"
_TRENDS = """
SELECT technology_key, name, month, mentions, posts, share, mom_growth, yoy_growth
FROM gold.technology_trends_monthly
WHERE technology_key IN (SELECT unnest(?::VARCHAR[]))
ORDER BY technology_key, month
"""
_BLOCKS = "▁▂▃▄▅▆▇█"
_COLUMNS = 48  # of the table, beside names and sparklines
_LEAST_WIDTH = 100


class TrendMonth(NamedTuple):
    """One month of a technology: the posts that name it, all posts, and as ratios its share and growth of that."""

    technology: str
    name: str
    month: date
    mentions: int
    posts: int
    share: float | None
    mom_growth: float | None
    yoy_growth: float | None


def trends(options: argparse.Namespace) -> int:
    """0 with one row, object or block of lines a technology, in the order typed.

    Raises:
        BadInputError: a name is no technology's; the message has the nearest ones.
        FailedError: there is no Gold, or it can't be read.
    """
    database = settings_with(database=options.database).db_path
    keys = _keys(options.names, asked_of_gold(database, _NAMES))
    found = _trends(database, keys)
    chosen = [found[key][-options.months :] if options.months else found[key] for key in keys]
    tell = _tell_json if options.json else _tell_csv if options.csv else _tell_table
    tell(chosen)
    return 0


def _keys(names: Sequence[str], known: Sequence[tuple[object, ...]]) -> list[str]:
    """The technologies meant, each once: by key or name, or else by alias, in any case."""
    keys: dict[str, str] = {}
    for key, name, aliases in known:
        for word in (*str(aliases or "").split("|"), name, key):
            keys.setdefault(str(word).strip().casefold(), str(key))
    for key, name, _ in known:  # before the aliases of others
        keys[str(name).casefold()] = keys[str(key).casefold()] = str(key)
    for name in names:
        if name.casefold() not in keys:
            raise BadInputError(f"{name!r} is no technology that we know{_near(name, [str(row[1]) for row in known])}")
    return list(dict.fromkeys(keys[name.casefold()] for name in names))


def _near(name: str, known: Sequence[str]) -> str:
    by_case = {word.casefold(): word for word in known}
    near = [by_case[word] for word in get_close_matches(name.casefold(), by_case, n=3)]
    return f"; accepted, for example: {', '.join(near or ['Python', 'PostgreSQL', 'Kubernetes'])}"


def _trends(database: Path, keys: Sequence[str]) -> dict[str, list[TrendMonth]]:
    found: dict[str, list[TrendMonth]] = defaultdict(list)
    for row in asked_of_gold(database, _TRENDS, parameters=[list(keys)]):
        month = msgspec.convert(row, TrendMonth)
        found[month.technology].append(month)
    return found


def _tell_json(chosen: Sequence[Sequence[TrendMonth]]) -> None:
    for months in chosen:
        for month in months:
            print(json.dumps(month._asdict() | {"month": f"{month.month:%Y-%m}"}, ensure_ascii=False))


def _tell_csv(chosen: Sequence[Sequence[TrendMonth]]) -> None:
    rows = csv.DictWriter(sys.stdout, TrendMonth._fields, lineterminator="\n")
    rows.writeheader()
    for months in chosen:
        rows.writerows(month._asdict() | {"month": f"{month.month:%Y-%m}"} for month in months)


def _tell_table(chosen: Sequence[Sequence[TrendMonth]]) -> None:
    """A line a technology; the sparkline goes from zero to the technology's own greatest share."""
    width = max(_LEAST_WIDTH, shutil.get_terminal_size((_LEAST_WIDTH, 0)).columns)
    named = max((len(months[0].name) for months in chosen), default=0)
    lines = [_shares(months, most=width - named - _COLUMNS) for months in chosen]
    drawn = max(map(len, lines), default=0)
    since, until = f"{chosen[0][0].month:%Y-%m}", f"{chosen[0][-1].month:%Y-%m}"
    print(f"{'':<{named}}  {f'{since} to {until}':<{drawn}}  {'share':>7}  {'in a year':>10}  {'posts':>11}")
    for months, shares in zip(chosen, lines, strict=True):
        newest = max((month for month in months if month.posts), key=lambda month: month.month, default=months[-1])
        grown = "–" if newest.yoy_growth is None else f"{newest.yoy_growth:+.0%}"
        share = "–" if newest.share is None else f"{newest.share:.1%}"
        posts = f"{newest.mentions:,} of {newest.posts:,}"
        print(f"{months[0].name:<{named}}  {_sparkline(shares):<{drawn}}  {share:>7}  {grown:>10}  {posts:>11}")


def _shares(months: Sequence[TrendMonth], *, most: int) -> list[float | None]:
    """Shares by month, or by year where the months are too many for a line; None where there were no posts."""
    if len(months) <= most:
        return [month.share for month in months]
    by_year = [list(of_year) for _, of_year in groupby(months, key=lambda month: month.month.year)]
    sums = [(sum(month.mentions for month in year), sum(month.posts for month in year)) for year in by_year]
    return [mentions / posts if posts else None for mentions, posts in sums]


def _sparkline(shares: Sequence[float | None]) -> str:
    greatest = max((share for share in shares if share), default=1.0)
    steps = len(_BLOCKS) - 1
    return "".join(" " if share is None else _BLOCKS[round(share / greatest * steps)] for share in shares)
