"""Rows of the seed as a taxonomy: what a row may hold, and that the seed itself holds nothing else."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from techpulse.job_post_parser import Taxonomy

SEED = Path(__file__).parents[4] / "components" / "techpulse" / "analytics" / "seeds" / "technologies.csv"
FEWEST = 400


def row(key: str, name: str, **cells: str) -> dict[str, str]:
    return {"technology_key": key, "name": name, "category": "web", "aliases": "", "guards": "", "never": "", **cells}


def seed() -> list[dict[str, str]]:
    with SEED.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_name_and_aliases_are_found_as_the_key_when_a_row_gives_them() -> None:
    taxonomy = Taxonomy.from_rows([row("ace", "Ace Board", aliases="aceb|ace 2")])
    assert [taxonomy.find(text) for text in ("an ace-board", "ACEB!", "ace 2", "ace")] == [("ace",)] * 3 + [()]


def test_a_guarded_form_needs_evidence_when_its_kind_says_so() -> None:
    rows = [
        row("pure", "Purelang"),
        row("cased", "Elk", guards="ELK=cased"),
        row("context", "Wren", guards="Wren=context"),
        row("named", "Lark", guards="Lark=named"),
        row("maker", "Heron"),
        row("vendor", "Stork", guards="Stork=vendor|Heron=vendor"),
    ]
    with pytest.raises(ValueError, match="'Heron' already stands for 'maker'"):
        Taxonomy.from_rows(rows)
    rows[-1]["guards"], rows[-2]["guards"] = "Stork=vendor", "Heron=maker"
    find = Taxonomy.from_rows(rows).find
    assert find("we saw an elk, a wren and a lark by the stork") == ()
    assert find("our ELK") == ("cased",)
    assert find("Wren developers") == ("context",)
    assert find("we saw a Lark") == ("named",)
    assert find("Purelang, Wren, Stork") == ("context", "pure", "vendor")
    assert find("we saw a heron") == ("maker",)
    assert find("customers: a shop, Heron, and another") == ("maker",)
    assert find("our customers like Heron, and we write Purelang, Stork") == ("pure",)
    assert find("our customers are Heron and Purelang") == ()


def test_a_phrase_hides_a_name_when_the_row_says_never() -> None:
    taxonomy = Taxonomy.from_rows([row("wind", "Wind", never="wind up")])
    assert taxonomy.find("to wind up") == ()
    assert taxonomy.find("the wind, up there") == ("wind",)


def test_the_longest_form_is_found_when_one_holds_another() -> None:
    taxonomy = Taxonomy.from_rows([row("react", "React"), row("native", "React Native")])
    assert taxonomy.find("React-Native") == ("native",)
    assert taxonomy.find("React Native and React") == ("native", "react")


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([{"technology_key": "a", "name": "A"}], "lacks category, aliases, guards, never"),
        ([row("", "A")], "needs a key, a name and a category"),
        ([row("a", "")], "needs a key, a name and a category"),
        ([row("a", "A"), row("a", "B")], "'a' stands there twice"),
        ([row("a", "A"), row("b", "B", aliases="a")], "'b': 'a' already stands for 'a'"),
        ([row("a", "A", guards="A=maybe")], "guard 'A=maybe' is no form=kind"),
        ([row("a", "A", guards="A")], "guard 'A' is no form=kind"),
        ([row("a", "A", aliases="-")], "'-' holds no word"),
        ([row("a", "A", never="a")], "'a' already stands for 'a'"),
    ],
)
def test_a_row_is_refused_with_what_is_wrong_when_it_is_no_technology(
    rows: list[dict[str, str]], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Taxonomy.from_rows(rows)


def test_the_seed_is_a_taxonomy_of_hundreds_when_read_as_it_ships() -> None:
    rows = seed()
    Taxonomy.from_rows(rows)
    assert len(rows) >= FEWEST
    assert rows == sorted(rows, key=lambda row: (row["category"], row["technology_key"]))
    assert min(Counter(row["category"] for row in rows).values()) > 5


def test_the_seed_has_one_name_each_when_capitals_are_left_out() -> None:
    names = Counter(row["name"].casefold() for row in seed())
    assert [name for name, count in names.items() if count > 1] == []


def test_nothing_is_found_when_a_taxonomy_has_no_rows() -> None:
    assert Taxonomy.from_rows([]).find("Python and Go") == ()
