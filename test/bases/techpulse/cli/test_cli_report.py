"""`techpulse report`: the page is written whole or not at all, and what hinders it is said in one line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from techpulse.cli import main

Said = pytest.CaptureFixture[str]
STORY = '{"id": 1, "type": "story", "title": "Ask HN: Who is hiring? (October 2026)", "kids": [2]}'
POST = json.dumps(
    {"id": 2, "type": "comment", "parent": 1, "by": "a", "text": "Quince Labs | Berlin | REMOTE | Rust, PostgreSQL"}
)


def report(*words: str | Path) -> int:
    return main(["report", *map(str, words)])


def test_page_replaces_the_old_one_whole_when_gold_is_drawn_as_it_is(gold: Path, tmp_path: Path, capsys: Said) -> None:
    page = tmp_path / "page.html"
    page.write_text("an old page")
    assert report("--no-build", "--database", gold, "--output", page) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    assert "April 2011 to October 2026" in text
    assert list(tmp_path.iterdir()) == [page]
    assert (
        capsys.readouterr().out
        == f"{page}: {len(text.encode()) / 1e6:.1f} MB; open it in a browser, it needs no network\n"
    )


def test_page_tells_of_a_post_when_it_was_just_loaded(
    bronze: Callable[..., Path], tmp_path: Path, capsys: Said
) -> None:
    database, page = bronze(STORY, POST), tmp_path / "page.html"
    assert report("--database", database, "--output", page) == 0, capsys.readouterr().err
    text = page.read_text(encoding="utf-8")
    assert "Quince Labs" in text
    assert '"postgresql","PostgreSQL"' in text
    assert "with dbt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "said"),
    [("missing/page.html", "its folder does not exist"), (".", "is a folder; accepted: a file's name")],
)
def test_nothing_is_built_when_the_page_cannot_be_written(
    output: str, said: str, bronze: Callable[..., Path], tmp_path: Path, capsys: Said
) -> None:
    database = bronze(STORY, POST)
    before = sorted(tmp_path.iterdir())
    assert report("--database", database, "--output", tmp_path / output) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert sorted(tmp_path.iterdir()) == before


def test_one_line_says_what_to_load_when_nothing_is(tmp_path: Path, capsys: Said) -> None:
    assert report("--database", tmp_path / "none.duckdb", "--output", tmp_path / "page.html") == 1
    told = capsys.readouterr().err
    assert "the first ingest creates it" in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_one_line_says_how_to_build_gold_when_it_shall_not_be_built(
    bronze: Callable[..., Path], tmp_path: Path, capsys: Said
) -> None:
    assert report("--no-build", "--database", bronze(), "--output", tmp_path / "page.html") == 1
    assert capsys.readouterr().err.endswith("yet: techpulse report builds them\n")
