"""`techpulse trends`: Gold's numbers, as a table, as JSON and as CSV."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from techpulse.cli import main
from techpulse.duckdb_store import DuckDBStore

NUMBERS = """
SELECT strftime(month, '%Y-%m'), mentions, posts, share, yoy_growth
FROM gold.technology_trends_monthly WHERE technology_key = ? ORDER BY month
"""
Said = pytest.CaptureFixture[str]


def ended(*words: str) -> int:
    try:
        return main(["trends", *words])
    except SystemExit as end:
        return int(end.code or 0)


def test_json_and_csv_hold_the_numbers_of_gold_when_asked_for(gold: Path, capsys: Said) -> None:
    assert ended("rust", "--json", "--database", str(gold)) == 0
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert ended("rust", "--csv", "--database", str(gold)) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    with DuckDBStore(gold) as store:
        wanted = store.query(NUMBERS, ["rust"])
    assert [(o["month"], o["mentions"], o["posts"], o["share"], o["yoy_growth"]) for o in objects] == wanted
    assert rows == [{name: "" if value is None else str(value) for name, value in o.items()} for o in objects]
    assert len(wanted) == 187


def test_table_tells_the_newest_month_and_a_line_that_rises_with_the_shares(gold: Path, capsys: Said) -> None:
    assert ended("TypeScript", "Ruby", "--database", str(gold)) == 0
    head, rising, falling = capsys.readouterr().out.splitlines()
    assert "2011-04 to 2026-10" in head
    with DuckDBStore(gold) as store:
        [*_, (_, mentions, posts, share, growth)] = store.query(NUMBERS, ["typescript"])
    assert rising.endswith(f"{share:.1%}  {growth:>+10.0%}  {f'{mentions} of {posts}':>11}")
    assert rising.split()[0] == "TypeScript"
    assert (rising.split()[1][0], rising.split()[1][-1]) == ("▁", "█")
    assert falling.split()[1][0] > falling.split()[1][-1]


@pytest.mark.parametrize("width", [100, 400])
def test_a_line_is_no_wider_than_the_terminal_when_months_are_many(
    width: int, gold: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    assert ended("python", "made-up 7", "--database", str(gold)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= width
    assert len(lines[1].split()[1]) == (16 if width == 100 else 27)  # years; or months up to the one without posts


def test_only_the_newest_months_come_when_a_number_of_them_is_asked_for(gold: Path, capsys: Said) -> None:
    assert ended("go", "--months", "2", "--csv", "--database", str(gold)) == 0
    assert [line.split(",")[2] for line in capsys.readouterr().out.splitlines()] == ["month", "2026-09", "2026-10"]


@pytest.mark.parametrize("name", ["kubernetes", "KUBERNETES", "k8s", "Kube"])
def test_technology_is_found_by_key_name_and_alias_in_any_case(name: str, gold: Path, capsys: Said) -> None:
    assert ended(name, "kubernetes", "--months", "1", "--json", "--database", str(gold)) == 0
    assert [json.loads(line)["technology"] for line in capsys.readouterr().out.splitlines()] == ["kubernetes"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["pyton"], "'pyton' is no technology that we know; accepted, for example: Python"),
        (["\x1b[31m"], "is no technology that we know"),
        (["python", "--months", "0"], "'0' is not a number of months; accepted: 1 to 1000"),
        (["python", "--json", "--csv"], "not allowed with argument --json"),
        ([], "required: NAME"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_two(words: list[str], said: str, gold: Path, capsys: Said) -> None:
    assert ended(*words, "--database", str(gold)) == 2
    output = capsys.readouterr()
    assert said in output.err
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert "\x1b" not in output.err


def test_one_line_says_how_to_build_gold_when_there_is_none(bronze: Callable[..., Path], capsys: Said) -> None:
    assert ended("python", "--database", str(bronze())) == 1
    assert capsys.readouterr().err.endswith("yet: techpulse report builds them\n")
