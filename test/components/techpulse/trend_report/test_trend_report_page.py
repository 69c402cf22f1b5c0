"""The page by itself: its numbers are Gold's, its text is harmless, and it needs nothing else."""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from techpulse.trend_report import GoldShapeError, gold_figures

PageOf = Callable[[dict[str, Any]], Path]
CONTRACTS = Path(__file__).parents[4] / "components" / "techpulse" / "analytics" / "models" / "marts" / "marts.yml"
HOSTILE = [
    "<script>window.hacked = 1</script>",
    "</script><script>window.hacked = 1</script>",
    '"><img src=x onerror="window.hacked = 1">',
    "Acme \u202e gnihtemos \u2066\u0000\u0007",
    "&lt;b&gt; & Sons ]]> <!-- ${data}",
    "A" * 100_000,
]


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="report-data">(.*?)</script>', page, re.DOTALL)
    assert found
    parsed: dict[str, Any] = json.loads(found[1])
    return parsed


def with_names(answer: dict[str, Any], names: list[str]) -> dict[str, Any]:
    changed = deepcopy(answer)
    for name, company, technology, role in zip(
        names, changed["companies"], changed["technologies"], changed["roles"], strict=False
    ):
        company["company"] = technology["name"] = technology["category"] = role["role"] = name
    return changed


def test_made_up_gold_has_the_columns_that_the_contracts_name(gold: duckdb.DuckDBPyConnection) -> None:
    contracts = yaml.safe_load(CONTRACTS.read_text(encoding="utf-8"))["models"]
    assert len(contracts) > 5
    for contract in contracts:
        wanted = {column["name"]: _plain(column["data_type"]) for column in contract["columns"]}
        described = gold.execute(f"DESCRIBE gold.{contract['name']}").fetchall()
        found = {name: _plain(kind) for name, kind, *_ in described}
        assert {name: found.get(name) for name in wanted} == wanted, contract["name"]


def _plain(kind: str) -> str:
    """A type as DuckDB or dbt may write it."""
    text = re.sub(r"[\s\"']", "", kind).lower()
    return text.replace("timestampwithtimezone", "timestamptz")


def test_page_shows_the_numbers_of_gold(
    gold: duckdb.DuckDBPyConnection, answer: dict[str, Any], page_of: PageOf
) -> None:
    page = page_of(answer).read_text(encoding="utf-8")
    data = data_of(page)
    [(posts, threads)] = gold.execute("SELECT count(*), count(DISTINCT month) FROM gold.job_posts").fetchall()
    assert f"<dd>{posts:,}<small>in {threads:,} threads" in page
    [(rust,)] = gold.execute("SELECT count(*) FROM gold.job_post_technologies WHERE technology_key = 'rust'").fetchall()
    [counts] = [found[3] for found in data["technologies"] if found[0] == "rust"]
    assert sum(counts) == rust
    [(company, most)] = gold.execute(
        "SELECT company, posts FROM gold.companies ORDER BY posts DESC, months DESC, company_key LIMIT 1"
    ).fetchall()
    assert data["companies"][0][:2] == [company, most]
    [(median,)] = gold.execute(
        "SELECT quantile_cont((salary_min + salary_max) / 2, 0.5) FROM gold.job_posts "
        "WHERE year(month) = 2026 AND salary_currency = 'USD'"
    ).fetchall()
    assert [row[5] for row in data["pay"] if row[:3] == [2026, "USD", "year"]] == [median]
    [(remote,)] = gold.execute("SELECT remote_share FROM gold.hiring_monthly ORDER BY month DESC LIMIT 1").fetchall()
    assert data["policies"][-1][0] == remote
    assert len(data["months"]) == 187


def test_page_is_whole_by_itself_and_small(answer: dict[str, Any], page_of: PageOf) -> None:
    page = page_of(answer).read_text(encoding="utf-8")
    assert len(page.encode()) < 5_000_000
    markup = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?+(?!#|data:)""", markup)
    assert "default-src 'none'" in markup


def test_hostile_names_are_text_and_short(answer: dict[str, Any], page_of: PageOf) -> None:
    page = page_of(with_names(answer, HOSTILE)).read_text(encoding="utf-8")
    assert "hacked = 1</script>" not in page
    assert page.count("<script") == page.count("</script>") == 3
    data = data_of(page)
    for names in ([row[0] for row in data["companies"]], [row[1] for row in data["technologies"]]):
        assert max(map(len, names)) <= 80
        assert all(name.isprintable() for name in names)


@pytest.mark.parametrize("table", ["months", "technologies", "coverage"])
def test_gold_of_another_shape_is_refused_when_a_column_is_missing_or_of_another_type(
    table: str, answer: dict[str, Any]
) -> None:
    for change in ("missing", "type"):
        changed = deepcopy(answer)
        column = next(iter(changed[table][0]))
        if change == "missing":
            del changed[table][0][column]
        else:
            changed[table][0][column] = {"a": 1}
        with pytest.raises(GoldShapeError, match="build it again with this version of techpulse"):
            gold_figures(json.dumps(changed))


def test_page_says_that_nothing_is_loaded_when_gold_is_empty(answer: dict[str, Any], page_of: PageOf) -> None:
    page = page_of({name: [] for name in answer}).read_text(encoding="utf-8")
    assert "No month is loaded yet." in page
    assert data_of(page)["months"] == []


def test_coverage_names_each_state_of_a_month(answer: dict[str, Any], page_of: PageOf) -> None:
    page = page_of(answer).read_text(encoding="utf-8")
    assert "1 of 187 months are not loaded" in page
    assert "2013-07: missing, 0 posts" in page
    assert "2026-10: stale, 40 posts" in page
