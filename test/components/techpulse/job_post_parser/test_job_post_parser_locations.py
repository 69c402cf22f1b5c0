"""Where the work may be done: which of a post's places are the job's, and in which countries they lie."""

import pytest

from techpulse.job_post_parser.header import read_header
from techpulse.job_post_parser.locations import whereabouts


def countries(text: str, *, is_remote: bool) -> tuple[str, ...]:
    return whereabouts(read_header(text), text, company="Acme", is_remote=is_remote).countries


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme | Bakers | Porto | Onsite", ("PT",)),
        ("Acme | Bakers | PHX, BOS | Onsite", ("US",)),
        ("Acme | Bakers | MPLS, MN", ("US",)),
        ("Acme | Bakers | Soho, London", ("GB",)),
        ("Acme | Bakers | Northern VA | Onsite", ("US",)),
        ("Acme | Bakers | Porto\nHead Engineer (Lyon, Wroclow)\nBaker", ("FR", "PL", "PT")),
        ("Acme | Bakers | Porto\nOven Engineer | Bishkek", ("KG", "PT")),
        ("Acme | Bakers | Porto\nEngineer for our clients in Lyon", ("PT",)),
        ("Acme (Techstars '09, Porto) is hiring bakers", ("PT",)),
        ("Acme wants bakers\nSome of us travel, but this role is San Diego based.", ("US",)),
        ("Acme wants bakers\nGood with dough. Puget Sound preferred.", ("US",)),
    ],
)
def test_a_place_counts_when_the_job_is_there(text: str, expected: tuple[str, ...]) -> None:
    assert countries(text, is_remote=False) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme | Bakers | Remote (HQ in Porto)", ()),
        ("Acme | Bakers | Remote or onsite at HQ in Porto", ("PT",)),
        ("Acme | Bakers | Remote in France (HQ in Porto)", ("FR",)),
        ("Acme | Remote\nBaker | Portugal, France (Remote) - early hours\nMiller", ("FR", "PT")),
    ],
)
def test_the_seat_does_not_count_when_the_work_is_remote(text: str, expected: tuple[str, ...]) -> None:
    assert countries(text, is_remote=True) == expected
