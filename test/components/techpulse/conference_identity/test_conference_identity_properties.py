"""Laws of the key: it never fails, says itself again, and does not mind order, case, accents or sponsors."""

import random
import string
from datetime import date
from itertools import permutations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from techpulse.conference_identity import edition_of, series_of

ACRONYMS = st.text(string.ascii_uppercase, min_size=3, max_size=6)
WORDS = st.sampled_from(["apples", "birds", "clouds", "drifts", "engines", "fields", "gardens", "harbours", "islands"])
NAMES = st.lists(WORDS, min_size=3, max_size=5, unique=True)
PIECES = (
    "The 3rd ABC-DE: (XY) Workshop on AI, Tracks Track 'S @ IV & *B at 26 ICML Demo - Posters of ACL (Main Track) "
    "naacl Findings ECML Smart Systems Special International Computing Joint Round 2 (Industry Symposium, call for LREC"
)
TITLES = st.lists(st.sampled_from(PIECES.split()), max_size=8).map(" ".join)
YEARS = st.integers(1950, 2099)


@given(title=st.text(), full_name=st.none() | st.text(), year=st.none() | st.integers(), url=st.none() | st.text())
@example(title="(" * 5000, full_name="[" * 5000, year=2026, url=None)
@example(title="a at " * 2000, full_name="a - " * 2000, year=2026, url=None)
@example(title="ﷺ" * 600, full_name="ǰ", year=2026, url="2026" * 2000)
def test_an_edition_has_series_and_year_when_any_text_is_read(
    title: str, full_name: str | None, year: int | None, url: str | None
) -> None:
    edition = edition_of(title, full_name=full_name, year=year, url=url)
    assert edition is None or (edition.series.strip() and 1950 <= edition.year <= 2099)


@given(st.text() | TITLES)
@example("WORKSHOP:ICML")
@example("ICML: trial and track")
@example("Posters NAACL")
def test_a_series_says_itself_again_when_it_is_read_as_a_title(title: str) -> None:
    assert series_of(series_of(title)) == series_of(title)


@given(st.text() | TITLES, st.none() | TITLES, YEARS)
def test_a_series_says_itself_when_it_is_an_editions(title: str, full_name: str | None, year: int) -> None:
    edition = edition_of(title, full_name=full_name, year=year)
    assume(edition is not None and edition.series != "coling lrec")  # that one is of its year alone
    assert edition is not None
    assert series_of(edition.series) == edition.series


@given(st.lists(ACRONYMS, min_size=2, max_size=3, unique=True), YEARS)
def test_acronyms_of_a_joint_event_may_stand_in_any_order_when_they_are_joined(acronyms: list[str], year: int) -> None:
    titles = [joiner.join(order) for order in permutations(acronyms) for joiner in ("-", " ", "/", " & ", "+")]
    assert len({edition_of(title, year=year) for title in titles}) == 1


@given(NAMES, ACRONYMS, YEARS, st.randoms(use_true_random=False))
def test_the_key_is_one_when_a_name_is_dressed_up(name: list[str], acronym: str, year: int, rnd: random.Random) -> None:
    plain = f"Conference on {' '.join(name)}"
    dressed = f"The {rnd.choice(['12th', 'Twelfth', 'XII', 'Twenty-Second'])} {rnd.choice(['IEEE', 'ACM/IEEE', ''])} "
    dressed += f"Annual International {plain.upper()} ({acronym} {year})"
    assert edition_of(f"{acronym} {year}", full_name=dressed) == edition_of(acronym, full_name=plain, year=year)
    assert edition_of(f"{dressed}") == edition_of(f"{acronym} {year}: {plain}")


@given(NAMES, NAMES, ACRONYMS, YEARS)
def test_names_are_two_series_when_a_short_acronym_is_shared(
    name: list[str], other: list[str], acronym: str, year: int
) -> None:
    assume(set(name) != set(other))
    keys = {edition_of(acronym, full_name=f"Conference on {' '.join(each)}", year=year) for each in (name, other)}
    assert len(keys) == 2


@given(ACRONYMS, YEARS, YEARS)
def test_editions_are_two_when_their_years_are(acronym: str, year: int, other: int) -> None:
    assume(year != other)
    assert edition_of(f"{acronym} {year}") != edition_of(f"{acronym} {other}")


@given(ACRONYMS, st.integers(0, 99), st.sampled_from(["", "'", "-", " ", " '"]))
def test_two_digits_make_no_year_when_nothing_else_is_written(acronym: str, digits: int, joiner: str) -> None:
    short = f"{acronym}{joiner}{digits:02d}"
    assert edition_of(short) is None
    assert edition_of(short, year=2000 + digits) == edition_of(acronym, year=2000 + digits)
    assert edition_of(short, starts_date=date(2000 + digits, 5, 1)) == edition_of(acronym, year=2000 + digits)
