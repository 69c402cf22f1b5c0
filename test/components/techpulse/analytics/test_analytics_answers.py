"""What the parser may answer: nothing that a contract of Gold refuses, since one such answer would hold up every month.

Belongs here: the contracts' ranges, said of answers to texts of all kinds. Does not: whether answers are right.
"""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.job_post_parser import JobPost, Salary, Taxonomy, parse_post

SEED = Path(__file__).parents[4] / "components/techpulse/analytics/seeds/technologies.csv"
REMOTE = {"yes", "no", "hybrid", None}
PERIODS = {"year", "month", "week", "day", "hour", "project"}
LISTS = ("roles", "locations", "countries", "employment_types", "urls", "technologies")
FLAGS = ("is_job", "is_internship", "has_equity", "has_email")

HEADS = st.sampled_from(
    ["Acme", "REMOTE", "Remote (US only)", "ONSITE", "Berlin, Germany", "Paris", "Go", "C++", "VISA"]
)
NUMBERS = st.one_of(
    st.integers(0, 10**9).map(str),
    st.integers(0, 999_999).map("{:,}".format),
    st.decimals(0, 10**4, places=2).map(str),
    st.integers(0, 2_000).map("{}k".format),
)
PAY_SIGNS = st.sampled_from(
    ["$", "€", "£", "₹", "¥", "USD ", "EUR", " CHF", "-", "–", " to ", "+", "/hr", "/year", " a day"]
)
PAY_WORDS = st.sampled_from(
    [" per month", " per project", " p.a.", "k", "K", "M", " lakh", " | ", "<p>", "salary: ", "up to "]
)
PAY = st.lists(NUMBERS | PAY_SIGNS | PAY_WORDS, max_size=12).map("".join)
ANYTHING = st.text(
    alphabet=st.characters() | st.sampled_from("<>&;|-()$€k0123456789@./ \n\ud800\u202e\x00"), max_size=200
)
POSTS = st.lists(HEADS | PAY | ANYTHING, min_size=1, max_size=6).map(" | ".join)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with SEED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def taxonomy(rows: list[dict[str, str]]) -> Taxonomy:
    return Taxonomy.from_rows(rows)


@pytest.fixture(scope="module")
def keys(rows: list[dict[str, str]]) -> set[str]:
    return {row["technology_key"] for row in rows}


def refused(post: JobPost, keys: set[str]) -> list[str]:
    """What `marts.yml` would refuse of it, in its words."""
    salary = post.salary
    low, high = (salary.minimum, salary.maximum) if salary else (None, None)
    held = {
        "remote": post.remote in REMOTE,
        "countries": all(re.fullmatch("[A-Z]{2}", country) for country in post.countries),
        "technologies": len(set(post.technologies)) == len(post.technologies) and keys.issuperset(post.technologies),
        "company": post.company is not None or post.company_key is None,
        "lists": all(isinstance(value, str) for name in LISTS for value in getattr(post, name)),
        "flags": all(isinstance(getattr(post, name), bool) for name in FLAGS),
        "salary_bounds": salary is None or (low, high) != (None, None),
        "salary_min": low is None or 0 <= low < float("inf"),
        "salary_max": high is None or (low or 0) <= high < float("inf"),
        "salary_currency": salary is None or re.fullmatch("[A-Z]{3}", salary.currency) is not None,
        "salary_period": salary is None or salary.period in PERIODS,
    }
    return [name for name, holds in held.items() if not holds]


@given(post=POSTS)
def test_gold_refuses_no_answer_when_a_text_is_hostile_or_full_of_numbers(
    post: str, taxonomy: Taxonomy, keys: set[str]
) -> None:
    assert refused(parse_post(post, taxonomy), keys) == []


@given(head=st.lists(HEADS, max_size=3).map(" | ".join), pay=PAY)
def test_gold_refuses_no_pay_when_a_text_is_like_a_salary(
    head: str, pay: str, taxonomy: Taxonomy, keys: set[str]
) -> None:
    assert refused(parse_post(f"{head} | {pay}", taxonomy), keys) == []


@pytest.mark.parametrize("pay", ["$160k-120k", "$120-80/hr", "€90k - 70k", "$5 - 1 million", "USD 0 - 0", "$1e999"])
def test_gold_refuses_no_pay_when_its_bounds_are_told_in_reverse(pay: str, taxonomy: Taxonomy, keys: set[str]) -> None:
    assert refused(parse_post(f"Acme | Engineer | Berlin | {pay}", taxonomy), keys) == []


@pytest.mark.parametrize(
    ("salary", "names"),
    [
        (Salary(2.0, 1.0, "USD", "year"), ["salary_max"]),
        (Salary(-2.0, None, "usd", "year"), ["salary_min", "salary_currency"]),
        (Salary(float("nan"), float("inf"), "EUR", "hour"), ["salary_min", "salary_max"]),
        (Salary(None, None, "EUR", "hour"), ["salary_bounds"]),
    ],
)
def test_an_answer_would_be_refused_when_it_breaks_a_contract(
    salary: Salary, names: list[str], taxonomy: Taxonomy, keys: set[str]
) -> None:
    post = parse_post("Acme | Go Engineer | Berlin", taxonomy)
    assert refused(replace(post, salary=salary), keys) == names
    assert refused(replace(post, countries=("de", "DE"), technologies=("go", "go")), keys) == [
        "countries",
        "technologies",
    ]
