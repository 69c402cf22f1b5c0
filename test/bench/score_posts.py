"""How right the parser reads real posts, against labels made by hand: `python test/bench/score_posts.py`.

`--half tune` or `held` scores one half only; `--json` prints figures for tests; `--misses` lists the tuned half's wrong
posts by item id, field by field. The labels hold ids and facts, no texts: these are read from the recordings beside
the repository. Nobody looks at the held half but as the figures of this table.
"""

import argparse
import csv
import gzip
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from techpulse.job_post_parser import JobPost, Taxonomy, company_key, parse_post

ROOT = Path(__file__).parents[2]
LABELS = Path(__file__).with_name("labels") / "posts.ndjson"
SEED = ROOT / "components" / "techpulse" / "analytics" / "seeds" / "technologies.csv"
RECORDINGS = ROOT.parent / "shared" / "data" / "hackernews"
HALVES = ("tune", "held")
Label = Mapping[str, Any]


class Names(NamedTuple):
    """Which technology a label's name stands for, and which of them are disciplines."""

    keys: Mapping[str, str]
    disciplines: frozenset[str]

    def of(self, names: Iterable[str]) -> set[str]:
        """Keys of labelled names; a name that the taxonomy lacks is its own, so that it counts as missed."""
        return {self.keys.get(name.casefold(), f"unknown: {name}") for name in names}


class Case(NamedTuple):
    """One labelled post and what the parser reads in it."""

    label: Label
    post: JobPost


def main() -> int:
    """Print the table; 2 where the recordings are absent."""
    arguments = _arguments()
    if not RECORDINGS.is_dir():
        print(f"no recordings in {RECORDINGS}: nothing to score", file=sys.stderr)
        return 2
    rows = list(csv.DictReader(SEED.open(newline="", encoding="utf-8")))
    names, cases = _names(rows), list(_cases(Taxonomy.from_rows(rows), arguments.half))
    halves = {half: [case for case in cases if case.label["half"] == half] for half in arguments.half}
    figures = {half: {measure: score(of, names) for measure, score in MEASURES.items()} for half, of in halves.items()}
    print(json.dumps(figures) if arguments.json else "\n".join(_table(figures)))
    if arguments.misses:
        print("\n".join(_misses(halves.get("tune", ()), names)))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", action="append", choices=HALVES, help="tune or held; both if left out")
    parser.add_argument("--json", action="store_true", help="the counts as JSON: {half: {measure: [right, of]}}")
    parser.add_argument("--misses", action="store_true", help="also the tuned half's wrong posts by item id")
    arguments = parser.parse_args()
    arguments.half = arguments.half or list(HALVES)
    return arguments


def _names(rows: Iterable[Mapping[str, str]]) -> Names:
    keys: dict[str, str] = {}
    disciplines = set()
    for row in rows:
        guarded = [guard.rpartition("=")[0] for guard in row["guards"].split("|")]
        for name in (row["name"], *row["aliases"].split("|"), *guarded):
            keys.setdefault(name.casefold(), row["technology_key"])
        if row["category"] == "discipline":
            disciplines.add(row["technology_key"])
    return Names(keys, frozenset(disciplines))


def _cases(taxonomy: Taxonomy, halves: Sequence[str]) -> Iterator[Case]:
    lines = LABELS.read_text(encoding="utf-8").splitlines()
    labels = [label for line in lines if (label := json.loads(line))["half"] in halves]
    texts = _texts({label["item_id"] for label in labels})
    return (Case(label, parse_post(texts[label["item_id"]], taxonomy)) for label in labels)


def _texts(item_ids: set[int]) -> dict[int, str]:
    """The HTML of posts by id, as the newest recording of each has it."""
    files = [*sorted(RECORDINGS.glob("firebase_form/*.ndjson.gz")), *RECORDINGS.glob("firebase_original_partial/*")]
    texts = {}
    for file in files:
        if ".delta." not in file.name:
            lines = gzip.decompress(file.read_bytes()).decode().split("\n")
            items = (json.loads(line) for line in lines if line)
            texts.update({item["id"]: item["text"] for item in items if item["id"] in item_ids and item.get("text")})
    return texts


# Each measure: how many are right, of how many


def _found(case: Case, names: Names, *, with_disciplines: bool) -> tuple[set[str], set[str]]:
    """The keys that the parser found and those that are labelled."""
    found, wanted = set(case.post.technologies), names.of(case.label["technologies"])
    if with_disciplines:
        return found, wanted | names.of(case.label["disciplines"])
    return found - names.disciplines, wanted


def _precision(cases: Sequence[Case], names: Names, *, with_disciplines: bool = False) -> tuple[int, int]:
    pairs = [_found(case, names, with_disciplines=with_disciplines) for case in cases]
    return sum(len(found & wanted) for found, wanted in pairs), sum(len(found) for found, _ in pairs)


def _recall(cases: Sequence[Case], names: Names, *, with_disciplines: bool = False) -> tuple[int, int]:
    pairs = [_found(case, names, with_disciplines=with_disciplines) for case in cases]
    return sum(len(found & wanted) for found, wanted in pairs), sum(len(wanted) for _, wanted in pairs)


def _share_of(counts: Callable[[Case], bool], is_right: Callable[[Case], bool]) -> "Score":
    def score(cases: Sequence[Case], _: Names) -> tuple[int, int]:
        counted = [case for case in cases if counts(case)]
        return sum(map(is_right, counted)), len(counted)

    return score


def _is_remote_right(case: Case) -> bool:
    return bool((case.post.remote or "unsaid") == case.label["remote"])


def _is_company_right(case: Case) -> bool:
    return case.post.company_key == company_key(case.label["company"])


def _is_salary_right(case: Case) -> bool:
    pay = case.post.salary
    wanted: Mapping[str, object] = case.label["salary"]
    labelled = (wanted["min"], wanted["max"], wanted["currency"], wanted["period"])
    found = (pay.minimum, pay.maximum, pay.currency, pay.period) if pay else ()
    return bool(found == labelled)


def _are_countries_right(case: Case) -> bool:
    return list(case.post.countries) == sorted(case.label["countries"])


def _do_countries_overlap(case: Case) -> bool:
    wanted = set(case.label["countries"])
    return bool(wanted & set(case.post.countries)) or not (wanted or case.post.countries)


Score = Callable[[Sequence[Case], Names], tuple[int, int]]
MEASURES: dict[str, Score] = {
    "technologies, precision": _precision,
    "technologies, recall": _recall,
    "with disciplines, precision": lambda cases, names: _precision(cases, names, with_disciplines=True),
    "with disciplines, recall": lambda cases, names: _recall(cases, names, with_disciplines=True),
    "is a job": _share_of(lambda _: True, lambda case: case.post.is_job == case.label["is_job"]),
    "company, where given": _share_of(lambda case: bool(case.label["company"]), _is_company_right),
    "remote policy": _share_of(lambda _: True, _is_remote_right),
    "countries, the same set": _share_of(lambda _: True, _are_countries_right),
    "countries, any overlap": _share_of(lambda _: True, _do_countries_overlap),
    "salary, where given": _share_of(lambda case: bool(case.label["salary"]), _is_salary_right),
    "false salaries": _share_of(lambda case: not case.label["salary"], lambda case: case.post.salary is not None),
}
_PRECISION, _RECALL = ", precision", ", recall"


def _table(figures: Mapping[str, Mapping[str, tuple[int, int]]]) -> Iterator[str]:
    yield "| measure | " + " | ".join(figures) + " |"
    yield "|---|" + "--:|" * len(figures)
    for measure in MEASURES:
        shown = [f"{_share(*of[measure]):.4f} ({of[measure][0]} of {of[measure][1]})" for of in figures.values()]
        yield f"| {measure} | " + " | ".join(shown) + " |"
        if measure.endswith(_RECALL):
            name = measure.removesuffix(_RECALL)
            both = [(_share(*of[name + _PRECISION]), _share(*of[measure])) for of in figures.values()]
            yield f"| {name}, F1 | " + " | ".join(f"{2 * p * r / (p + r or 1):.4f}" for p, r in both) + " |"


def _share(right: int, of: int) -> float:
    return right / of if of else 1.0


def _misses(cases: Iterable[Case], names: Names) -> Iterator[str]:
    """What is wrong in each post, false ones before missing ones; then the names that the taxonomy lacks."""
    unknown: Counter[str] = Counter()
    for case in cases:
        found, wanted = _found(case, names, with_disciplines=True)
        unknown.update(name for name in wanted if name.startswith("unknown"))
        wrong = [f"+{key}" for key in sorted(found - wanted)] + [f"-{key}" for key in sorted(wanted - found)]
        if case.label["company"] and not _is_company_right(case):
            wrong.append(f"company {case.post.company!r} for {case.label['company']!r}")
        if not _is_remote_right(case):
            wrong.append(f"remote {case.post.remote} for {case.label['remote']}")
        if not _are_countries_right(case):
            wrong.append(f"countries {case.post.countries} for {case.label['countries']}")
        if (case.label["salary"] or case.post.salary) and not (case.label["salary"] and _is_salary_right(case)):
            wrong.append(f"salary {case.post.salary} for {case.label['salary']}")
        if wrong:
            yield f"{case.label['item_id']}: {'; '.join(wrong)}"
    yield from (f"{name} ({posts})" for name, posts in unknown.most_common())


if __name__ == "__main__":
    sys.exit(main())
