"""What a person types, and what is said back: one line, the right exit code, nothing changed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.cli import main
from techpulse.cli.months import parse_months
from techpulse.cli.outcome import BadInputError

FIRST, CURRENT = date(2011, 4, 1), date(2026, 11, 1)
MONTHS = st.dates(FIRST, date(2026, 11, 30)).map(lambda day: day.replace(day=1))


def parsed(*words: str) -> list[date]:
    return parse_months(words, first=FIRST, current=CURRENT).all


def ended(arguments: list[str]) -> int:
    try:
        return main(arguments)
    except SystemExit as end:
        return int(end.code or 0)


@given(months=st.lists(MONTHS, min_size=1, max_size=9))
def test_months_come_once_and_in_order_whatever_the_words_order(months: list[date]) -> None:
    assert parsed(*(f"{month:%Y-%m}" for month in months)) == sorted(set(months))


@given(ends=st.tuples(MONTHS, MONTHS).map(sorted))
def test_range_holds_every_month_between_its_ends_whatever_the_years(ends: list[date]) -> None:
    first, last = ends
    months = parsed(f"{first:%Y-%m}..{last:%Y-%m}")
    assert (months[0], months[-1]) == (first, last)
    assert len(months) == (last.year - first.year) * 12 + last.month - first.month + 1
    assert all(month.day == 1 for month in months)


def test_month_counts_as_named_when_it_stands_by_itself() -> None:
    wanted = parse_months(["2024-01..2024-03", "2024-02", "2024-09"], first=FIRST, current=CURRENT)
    assert wanted.named == {date(2024, 2, 1), date(2024, 9, 1)}


def test_range_ends_with_the_current_month_when_it_says_now() -> None:
    assert parsed("2026-09..now") == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]


@given(word=st.text(max_size=20))
def test_only_bad_input_comes_out_when_words_are_no_months(word: str) -> None:
    said = ""
    months = []
    try:
        months = parsed(word)
    except BadInputError as error:
        said = str(error)
    assert months or said
    assert "\n" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ingest", "2099-01"], "2099-01 has not begun yet; accepted: 2011-04 to "),
        (["ingest", "banana"], "'banana' is not a month; accepted: YYYY-MM"),
        (["ingest", "2024-13"], "'2024-13' is not a month"),
        (["ingest", "2011-03"], "before the first “Who is hiring?” thread; accepted: 2011-04 to "),
        (["ingest", "2024-05..2024-02"], "ends before it begins"),
        (["ingest"], "required: MONTH"),
        (["ingest", "2024-05", "--base-url", "ftp://host/v0"], "not a plain web address"),
        (["ingest", "2024-05", "--base-url", "https://user:canary@host/v0"], "not a plain web address"),
        (["ingest", "2024-05", "--base-url", "https://:canary@[::1"], "not a plain web address"),
        (["ingest", "2024-05", "--base-url", "https://host/v0#canary"], "not a plain web address"),
        (["ingest", "2024-05", "--max-connections", "0"], "accepted: 1 to 1000"),
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        ([], "required: COMMAND"),
    ],
)
def test_bad_input_gets_one_line_and_exit_code_two_when_typed(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ended(arguments) == 2
    output = capsys.readouterr()
    assert said in output.err
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert "canary" not in output.err
    assert list(tmp_path.iterdir()) == []


def test_bad_variable_gets_one_line_and_exit_code_two_when_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TECHPULSE_HN_MAX_CONNECTIONS", "many")
    assert ended(["ingest", "2024-05"]) == 2
    said = capsys.readouterr().err
    assert "TECHPULSE_HN_MAX_CONNECTIONS" in said
    assert said.count("\n") == 1
