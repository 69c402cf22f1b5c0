"""Places and their countries: abbreviations only where they mean one, and names that several countries share."""

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.job_post_parser.places import places


def found(text: str) -> list[tuple[str, str]]:
    return [(place.text, place.countries[0]) for place in places(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("San Francisco, CA", [("San Francisco, CA", "US")]),
        ("Toronto, CA", [("Toronto, CA", "CA")]),
        ("Berlin, DE", [("Berlin, DE", "DE")]),
        ("Wilmington, DE", [("Wilmington, DE", "US")]),
        ("Bangalore, IN", [("Bangalore, IN", "IN")]),
        ("Bloomington, IN", [("Bloomington, IN", "US")]),
        ("Tel Aviv, IL", [("Tel Aviv, IL", "IL")]),
        ("Chicago IL", [("Chicago IL", "US")]),
        ("Paris, TX", [("Paris, TX", "US")]),
        ("Paris", [("Paris", "FR")]),
        ("Remote (US TZs only)", []),
        ("Remote (3 hours overlap with Boston)", []),
        ("London, Ontario", [("London, Ontario", "CA")]),
        ("London, UK", [("London, UK", "GB")]),
        ("Cambridge, MA", [("Cambridge, MA", "US")]),
        ("Vancouver, WA", [("Vancouver, WA", "US")]),
        ("Tbilisi, Georgia", [("Tbilisi, Georgia", "GE")]),
        ("Atlanta, Georgia", [("Atlanta, Georgia", "US")]),
        ("Portland, Oregon, USA", [("Portland, Oregon, USA", "US")]),
        ("Springwell, OH", [("Springwell, OH", "US")]),
        ("SF, NYC or Remote (US)", [("SF", "US"), ("NYC", "US"), ("US", "US")]),
        ("St. Louis", [("St. Louis", "US")]),
        ("Winston-Salem", [("Winston-Salem", "US")]),
        ("BERLIN / ZÜRICH", [("BERLIN", "DE"), ("ZÜRICH", "CH")]),
        ("Rio de Janeiro", [("Rio de Janeiro", "BR")]),
        ("Nice, France", [("Nice, France", "FR")]),
        ("Nice", [("Nice", "FR")]),
        ("Reading, UK", [("Reading, UK", "GB")]),
        ("Mobile, AL", [("Mobile, AL", "US")]),
        ("the Netherlands", [("Netherlands", "NL")]),
    ],
)
def test_a_place_lies_in_its_country_when_it_is_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mobile Engineer", "Mobile", "Reading groups", "Nice people", "work IN teams", "OR join us", "call ME",
        "HI there", "OK",
        "CA",
        "US time zones", "UK hours", "European time", "US citizens only", "US$ 100", "North America", "Latin America",
        "New York Times", "us and them", "in la la land", "jobs@Berlin", "acme.Berlin", "FULL TIME, NO REMOTE", "",
    ],
)  # fmt: skip
def test_nothing_is_a_place_when_words_only_look_so(text: str) -> None:
    assert found(text) == []


def test_every_name_is_found_in_its_country_when_it_stands_alone() -> None:
    rows = list(
        csv.DictReader(files("techpulse.job_post_parser").joinpath("places.csv").read_text("utf-8").splitlines())
    )
    alone = [
        (row["country"], name)
        for row in rows
        if row["kind"] not in {"qualifier", "other"}
        for name in row["names"].split(";")
    ]
    missed = [
        name
        for country, name in alone
        if not any(country in place.countries for place in places(name[0].upper() + name[1:]))
    ]
    assert missed == []


def test_the_gazetteer_knows_the_cities_when_they_are_counted() -> None:
    rows = csv.DictReader(files("techpulse.job_post_parser").joinpath("places.csv").read_text("utf-8").splitlines())
    assert len({name for row in rows if row["kind"] == "city" for name in row["names"].split(";")}) >= 600


@given(st.text(alphabet=st.characters() | st.sampled_from("ABCUS ,()/-.Berlin"), max_size=120))
def test_places_are_parts_of_the_text_when_it_is_anything(text: str) -> None:
    assert all(text[place.start : place.end] == place.text and place.countries for place in places(text))
