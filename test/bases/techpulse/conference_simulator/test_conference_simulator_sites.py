"""Conferences that change: what adding, extending, removing and a next year do, and what is made up."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from techpulse.conference_simulator import Conference, ConferenceSites, Due, generate_sites

BEGINS = date(2027, 5, 3)
KITE = Conference(
    acronym="KITE",
    full_name="Symposium on Paper Kites",
    year=2027,
    starts_date=BEGINS,
    ends_date=BEGINS + timedelta(days=2),
    url="https://kite.example.org/2027/",
    dues=(Due("abstract", None), Due("submission", datetime.fromisoformat("2027-01-31T23:59"))),
)


@pytest.fixture
def sites() -> ConferenceSites:
    return ConferenceSites()


def test_extension_moves_just_the_deadlines_of_its_kind_when_they_have_a_day(sites: ConferenceSites) -> None:
    number = sites.add(KITE)
    sites.extend(number, days=5)
    assert sites.find(number).dues == (
        Due("abstract", None),
        Due("submission", datetime.fromisoformat("2027-02-05T23:59")),
    )
    sites.extend(number, days=5, kind="abstract")
    assert sites.find(number).due("abstract") == Due("abstract", None)
    with pytest.raises(LookupError, match="camera_ready"):
        sites.extend(number, kind="camera_ready")


def test_next_edition_keeps_weekdays_when_a_year_passes(sites: ConferenceSites) -> None:
    this = sites.find(sites.add(KITE))
    later = sites.find(sites.next_year(this.id))
    assert (later.acronym, later.year, later.ordinal) == ("KITE", 2028, this.ordinal + 1)
    assert later.url == "https://kite.example.org/2028/"
    assert later.starts_date.weekday() == this.starts_date.weekday()
    assert later.starts_date - this.starts_date == timedelta(weeks=52)
    assert later.dues == (Due("abstract", None), Due("submission", datetime.fromisoformat("2028-01-30T23:59")))
    assert sites.series() == ["KITE"]


def test_conference_leaves_one_site_or_all_when_removed(sites: ConferenceSites) -> None:
    number = sites.add(KITE)
    sites.remove(number, site="elra")
    assert sites.told_by("elra") == []
    assert [each.id for each in sites.told_by("wikicfp")] == [number]
    sites.remove(number)
    assert sites.told_by() == []
    with pytest.raises(LookupError, match=str(number)):
        sites.remove(number)


def test_conference_is_gone_when_its_last_site_lets_it_go(sites: ConferenceSites) -> None:
    number = sites.add(replace(KITE, sites=frozenset({"elra"})))
    sites.remove(number, site="elra")
    assert sites.told_by() == []


def test_id_is_new_when_others_were_taken(sites: ConferenceSites) -> None:
    first, second = sites.add(KITE), sites.add(KITE)
    assert first != second
    with pytest.raises(ValueError, match="take another id"):
        sites.add(sites.find(first))
    sites.remove(second)
    assert sites.add(KITE) not in {first, second}


def test_unknown_site_is_refused_when_a_conference_names_one(sites: ConferenceSites) -> None:
    with pytest.raises(ValueError, match="usenet is none of"):
        sites.add(replace(KITE, sites=frozenset({"usenet"})))  # type: ignore[arg-type] # a name from elsewhere


def test_values_change_when_edited(sites: ConferenceSites) -> None:
    number = sites.add(KITE)
    sites.edit(number, city="Elsewhere", ends_date=BEGINS - timedelta(days=1))
    assert sites.find(number).place == "Elsewhere, Norway"
    with pytest.raises(TypeError, match="town"):
        sites.edit(number, town="Elsewhere")


@settings(max_examples=15, deadline=None)
@given(count=st.integers(0, 80), seed=st.integers())
def test_conferences_are_the_same_when_number_and_seed_are(count: int, seed: int) -> None:
    one, other = (generate_sites(conferences=count, seed=seed).told_by() for _ in range(2))
    assert one == other
    assert len(one) == count
    assert len({(each.acronym, each.year) for each in one}) == count


def test_conferences_differ_when_seeds_do() -> None:
    assert generate_sites(seed=1).told_by() != generate_sites(seed=2).told_by()


@pytest.mark.parametrize("seed", range(20))
def test_every_site_tells_of_some_when_there_are_five(seed: int) -> None:
    sites = generate_sites(conferences=5, seed=seed)
    assert all(sites.told_by(site) for site in ("acl_web", "ai_deadlines", "chairing_tool", "elra", "wikicfp"))


def test_oddities_of_real_sites_occur_when_generated() -> None:
    made = generate_sites(conferences=200).told_by()
    dues = [due for each in made for due in each.dues]
    assert {due.at is None for due in dues} == {True, False}
    assert {"AoE", "UTC-12", "America/New_York"} <= {due.zone for due in dues}
    assert {len(each.sites) for each in made} == {1, 2, 3, 4, 5}
    assert {each.due("abstract") is None for each in made} == {True, False}
    assert len({each.acronym for each in made}) < len(made)
    assert any("&" in each.full_name for each in made)
    assert any("ã" in each.city for each in made)


def test_everything_happens_in_its_order_when_generated() -> None:
    for each in generate_sites(conferences=200).told_by():
        days = [due.at.date() for due in each.dues if due.at]
        assert [*days, each.starts_date, each.ends_date] == sorted([*days, each.starts_date, each.ends_date])


@pytest.mark.parametrize("conferences", [-1, 5001])
def test_number_is_refused_when_it_is_out_of_bounds(conferences: int) -> None:
    with pytest.raises(ValueError, match="must be 0 to 5000"):
        generate_sites(conferences=conferences)
