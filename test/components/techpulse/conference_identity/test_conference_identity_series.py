"""The curated file: each row means itself, and no two rows mean the same."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from techpulse.conference_identity import edition_of, series_of

FILE = Path(__file__).parents[4] / "components" / "techpulse" / "conference_identity" / "series.csv"
with FILE.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))


def _names(row: dict[str, str], column: str) -> Sequence[str]:
    return [name for name in row[column].split(";") if name]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["series"])
def test_a_row_means_itself_when_its_titles_and_names_are_read(row: dict[str, str]) -> None:
    year = int(row["year"] or 2001)
    titles, names = _names(row, "shorts"), _names(row, "names")
    read = {edition_of(title, full_name=name, year=year) for title in titles for name in (None, *names)}
    assert {edition.series for edition in read if edition} == {row["series"]}
    assert series_of(row["series"]) == row["series"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["series"])
def test_a_row_means_itself_when_a_name_stands_alone(row: dict[str, str]) -> None:
    year = int(row["year"] or 2001)
    read = {name: edition_of(f"International Conference on {name}", year=year) for name in _names(row, "names")}
    assert {name: edition and edition.series for name, edition in read.items()} == dict.fromkeys(read, row["series"])
