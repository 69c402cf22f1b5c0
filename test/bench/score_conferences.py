"""How right identity is on real pairs of entries, by labels made by hand: `python test/bench/score_conferences.py`.

`--half tune` or `held` scores one half only; `--json` prints figures for tests; `--misses` lists the tuned half's wrong
pairs. The labels hold ids, no texts: these are read from the recordings beside the repository, by readers of this
file's own. Nobody looks at the held half but as the figures of this table.
"""

import argparse
import datetime as dt
import html
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from techpulse.conference_identity import Edition, edition_of

LABELS = Path(__file__).with_name("labels") / "conference_pairs.ndjson"
RECORDINGS = Path(__file__).parents[3] / "shared" / "data" / "conferences"
HALVES = ("tune", "held")
_EVENT = re.compile(
    r'rowspan="2"[^>]*>\s*<a href="[^"]*?eventid=(?P<id>\d+)[^"]*">(?P<title>.*?)</a>\s*</td>\s*'
    r"<td[^>]*>(?P<name>.*?)</td>.*?<td[^>]*>(?P<when>.*?)</td>",
    re.DOTALL,
)
_DAY = re.compile(r"[A-Z][a-z]{2} \d{1,2}, \d{4}")
Key = tuple[str, str]


class Case(NamedTuple):
    """One labelled pair, and which editions its entries are said to be."""

    label: Mapping[str, Any]
    editions: tuple[Edition | None, Edition | None]

    @property
    def is_joined(self) -> bool:
        """Whether both are found to be one edition."""
        return None not in self.editions and self.editions[0] == self.editions[1]


def main() -> int:
    """Print the table; 2 where the recordings are absent."""
    arguments = _arguments()
    if not RECORDINGS.is_dir():
        print(f"no recordings in {RECORDINGS}: nothing to score", file=sys.stderr)
        return 2
    cases = list(_cases(arguments.half))
    figures = {half: _figures([case for case in cases if case.label["half"] == half]) for half in arguments.half}
    print(json.dumps(figures) if arguments.json else "\n".join(_table(figures)))
    if arguments.misses:
        print("\n".join(_misses(case for case in cases if case.label["half"] == "tune")))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", action="append", choices=HALVES, help="tune or held; both if left out")
    parser.add_argument("--json", action="store_true", help="the counts as JSON: {half: {measure: [right, of]}}")
    parser.add_argument("--misses", action="store_true", help="also the tuned half's wrong pairs")
    arguments = parser.parse_args()
    arguments.half = arguments.half or list(HALVES)
    return arguments


def _cases(halves: Sequence[str]) -> Iterator[Case]:
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    asked = [label for label in labels if label["half"] in halves]
    files = {label[side]["file"] for label in asked for side in "ab"}
    known = {(file, key): edition for file in files for key, edition in _entries(RECORDINGS / file)}
    for label in asked:
        first, second = (known[label[side]["file"], label[side]["key"]] for side in "ab")
        yield Case(label, (first, second))


# The recordings' entries: their id and the edition each is said to be


def _entries(file: Path) -> Iterator[tuple[str, Edition | None]]:
    return _published(file) if file.suffix == ".yml" else _listed(file)


def _published(file: Path) -> Iterator[tuple[str, Edition | None]]:
    for entry in yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader):
        start = entry.get("start")
        yield (
            str(entry["id"]),
            edition_of(
                str(entry["title"]),
                full_name=entry.get("full_name"),
                year=entry.get("year"),
                url=entry.get("link"),
                starts_date=start if isinstance(start, dt.date) else None,
            ),
        )


def _listed(file: Path) -> Iterator[tuple[str, Edition | None]]:
    for found in _EVENT.finditer(file.read_text(encoding="utf-8", errors="replace")):
        days = [dt.datetime.strptime(day, "%b %d, %Y").date() for day in _DAY.findall(found["when"])]  # noqa: DTZ007 - a day at the place
        title, name = html.unescape(found["title"]), html.unescape(found["name"])
        yield found["id"], edition_of(title, full_name=name, starts_date=days[0] if days else None)


# The figures


def _figures(cases: Sequence[Case]) -> dict[str, tuple[int, int]]:
    right = sum(case.is_joined and case.label["same"] for case in cases)
    return {
        "precision": (right, sum(case.is_joined for case in cases)),
        "recall": (right, sum(case.label["same"] for case in cases)),
        "pairs told right": (sum(case.is_joined == case.label["same"] for case in cases), len(cases)),
    }


def _table(figures: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterator[str]:
    yield "| measure | " + " | ".join(figures) + " |"
    yield "|---|" + "--:|" * len(figures)
    for measure in next(iter(figures.values())):
        counts = [of[measure] for of in figures.values()]
        yield f"| {measure} | " + " | ".join(f"{a / b if b else 1:.4f} ({a} of {b})" for a, b in counts) + " |"


def _misses(cases: Iterator[Case]) -> Iterator[str]:
    for case in cases:
        if case.is_joined != case.label["same"]:
            ids = " and ".join(f"{case.label[side]['file']} {case.label[side]['key']}" for side in "ab")
            yield f"{'+' if case.is_joined else '-'} {ids}: {case.editions[0]} and {case.editions[1]}"


if __name__ == "__main__":
    sys.exit(main())
