"""The first base pay of a post: forms that are pay, sums that are not, and no figure that the text does not hold."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from techpulse.job_post_parser import Salary
from techpulse.job_post_parser.salary import first_salary


def year(low: float | None, high: float | None, currency: str = "USD") -> Salary:
    return Salary(low, high, currency, "year")


@pytest.mark.parametrize(
    ("text", "salary"),
    [
        ("Acme | Engineer | $120k–160k", year(120_000, 160_000)),
        ("Acme | $120-160K + equity", year(120_000, 160_000)),
        ("Acme | $120k - $160k | Berlin", year(120_000, 160_000)),
        ("Pay: 120,000 USD", year(120_000, 120_000)),
        ("Salary: $120,000 to $150,000 per year", year(120_000, 150_000)),
        ("Acme | €70-90K | REMOTE (EU)", year(70_000, 90_000, "EUR")),
        ("Acme | London | £55k", year(55_000, 55_000, "GBP")),
        ("Gehalt 70.000 €", year(70_000, 70_000, "EUR")),
        ("CHF 110'000", year(110_000, 110_000, "CHF")),
        ("EUR 50k to 65k", year(50_000, 65_000, "EUR")),
        ("65-85k Euro + equity", year(65_000, 85_000, "EUR")),
        ("80-110k CAD + options", year(80_000, 110_000, "CAD")),
        ("AUD $140,000 to $190,000", year(140_000, 190_000, "AUD")),
        ("Salary: AUD140K+", year(140_000, None, "AUD")),
        ("salaries start at $90k", year(90_000, None)),
        ("$130k - $150k CAD", year(130_000, 150_000, "CAD")),
        ("up to $180k", year(None, 180_000)),
        ("Compensation up to £125k + benefits", year(None, 125_000, "GBP")),
        ("$150k+", year(150_000, None)),
        ("from €50,000", year(50_000, None, "EUR")),
        ("from €50,000 but it may go up to €90,000", year(50_000, 90_000, "EUR")),
        ("Acme | Go | 150-200k", year(150_000, 200_000)),
        ("a salary of 95k", year(95_000, 95_000)),
        ("$120k (bonus up to $20k)", year(120_000, 120_000)),
        ("$80/hr", Salary(80, 80, "USD", "hour")),
        ("$80-100 per hour", Salary(80, 100, "USD", "hour")),
        ("$62.50/hour", Salary(62.5, 62.5, "USD", "hour")),
        ("USD 6k/month", Salary(6000, 6000, "USD", "month")),
        ("£450-£500 per day", Salary(450, 500, "GBP", "day")),
        ("$1,500 a week", Salary(1500, 1500, "USD", "week")),
        ("Porto (we cover your move): $90k-$110k", year(90_000, 110_000)),
        ("Profit share, $90k", year(90_000, 90_000)),
        ("Bakery | London | to 60K + equity", year(None, 60_000)),
        ("Three week project $9K+", Salary(9000, None, "USD", "project")),
        ("$4,000 per month for seniors", Salary(4000, 4000, "USD", "month")),
        ("We raised $40M. Pay is $140k-$170k.", year(140_000, 170_000)),
    ],
)
def test_pay_is_read_when_it_is_written(text: str, salary: Salary) -> None:
    assert first_salary(text) == salary


@pytest.mark.parametrize(
    "text",
    [
        "We closed $2M in funding", "raised $40M", "a $1B valuation", "$5M ARR and growing", "$10k signing bonus",
        "$500 stipend a month", "a 401k plan", "401k match, 4%", "0.5%-1% equity", "$1,000 referral",
        "revenue of $300,000 a year", "a $20,000 learning budget", "we process $100 million a day", "10k to 500k users",
        "$5,000 referral bonus",
        "20,000 customers", "Series A ($12m)", "we save people $30,000 each", "a team of 50-80", "in 2011-2014",
        "EUR 50.000 120k", "Our user base went from 20k to 400k", "a database of 300K+ bakers",
        "houses here go for $150,000 to $400,000", "$300 monthly for groceries",
    ],
)  # fmt: skip
def test_a_sum_is_no_pay_when_it_is_other_money(text: str) -> None:
    assert first_salary(text) is None


@pytest.mark.parametrize(
    ("country", "currency"), [("CA", "CAD"), ("AU", "AUD"), ("US", "USD"), ("DE", "USD"), ("GB", "USD")]
)
def test_a_bare_dollar_is_the_only_countrys_when_it_has_dollars(country: str, currency: str) -> None:
    assert first_salary("$90k-$110k", countries=(country,)) == year(90_000, 110_000, currency)


def test_a_range_without_a_sign_is_in_the_countrys_money_when_there_is_one() -> None:
    assert first_salary("75k-100k", countries=("GB",)) == year(75_000, 100_000, "GBP")


def figures(text: str) -> set[float]:
    """Every number that a reader may see in the text, and each times 1,000."""
    found = re.findall(r"\d[\d.,'’   ]*", text)
    parts = {
        part
        for number in found
        for part in (number, *re.findall(r"\d{4,}", number), *re.findall(r"\d+(?:[.,'’   ]\d{3})*(?:\.\d+)?", number))
    }
    plain = {float("".join(filter(str.isdigit, part))) for part in parts}
    decimal = {float(part) for part in parts if re.fullmatch(r"\d+\.\d+", part)}
    grouped = {float(re.sub(r"[,'’   ]", "", part)) for part in parts if re.fullmatch(r"[\d,'’   ]+\.\d+", part)}
    return {figure * times for figure in plain | decimal | grouped for times in (1, 1000)}


PIECES = st.sampled_from(
    ["$", "€", "£", "USD ", " EUR", "k", "K", " - ", "-", "–", " to ", "up to ", ",", ".", "'", " ", "/hr",
     " per month",
     "+", "M", "%", " salary ", "pay: ", "\n", " a year", "bonus", "CHF "]
)  # fmt: skip
NUMBERS = (
    st.integers(0, 999_999).map(str) | st.integers(1, 999).map(lambda n: f"{n},000") | st.sampled_from(["62.50", "1.5"])
)


@given(st.lists(PIECES | NUMBERS, max_size=14).map("".join))
@example("$62.501.5")
@example("1'15000$")
def test_no_figure_is_made_up_when_sums_are_written_anyhow(text: str) -> None:
    salary = first_salary(text)
    if salary:
        assert {salary.minimum, salary.maximum} - {None} <= figures(text)
        assert (salary.minimum or 0) <= (salary.maximum or salary.minimum or 0)
        assert (salary.minimum, salary.maximum) != (None, None)


@given(
    st.integers(20, 400),
    st.integers(1, 200),
    st.sampled_from(["$", "€", "£"]),
    st.sampled_from(["-", " - ", "–", " to "]),
)
def test_both_ends_are_read_when_a_range_is_written(low: int, more: int, sign: str, joint: str) -> None:
    salary = first_salary(f"Acme | Berlin | {sign}{low}k{joint}{sign}{low + more}k | Go")
    assert salary is not None
    assert (salary.minimum, salary.maximum) == (low * 1000, (low + more) * 1000)
