"""Gold made up in memory, the page drawn from it, and a browser to look at it."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import duckdb
import pytest

from techpulse.trend_report import gold_figures, gold_query, render_report

MADE_UP = Path(__file__).parents[3] / "bases" / "techpulse" / "cli" / "made_up_gold.sql"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def gold() -> duckdb.DuckDBPyConnection:
    """187 months of 40 posts."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(MADE_UP.read_text(encoding="utf-8").replace("$1", "40"))
    return connection


@pytest.fixture(scope="session")
def answer(gold: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the query says, taken apart; who changes it copies it."""
    [(text,)] = gold.execute(gold_query()).fetchall()
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="session")
def page_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Path]:
    """The page of an answer, in a file."""

    def drawn(answer: dict[str, Any]) -> Path:
        file = tmp_path_factory.mktemp("page") / "report.html"
        file.write_text(render_report(gold_figures(json.dumps(answer)), built_at=NOW), encoding="utf-8")
        return file

    return drawn


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A tab of one browser for all tests of a worker."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium to look at the page")
    spec = spec_from_file_location("browser", Path(__file__).with_name("browser.py"))
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    with module.browser(program, tmp_path_factory.mktemp("browser")) as opened:
        yield opened
