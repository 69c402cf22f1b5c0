"""Keys: which texts are one, and in which order bills stand."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from techpulse.parliament_client import BillDetail, BillKey

NAMES = "37-1/C-2 43-2/C-9 45-1/C-2 45-1/C-10 45-1/C-15 45-1/C-15A 45-1/S-1 45-2/C-1 100-1/C-1"


def test_bills_stand_by_session_chamber_and_number_when_they_are_sorted() -> None:
    ordered = NAMES.split()
    shuffled = random.Random(1).sample(ordered, len(ordered))
    assert [key.name for key in sorted(map(BillKey.named, shuffled))] == ordered


def test_a_key_tells_its_parts_when_it_is_asked() -> None:
    key = BillKey("45-2", "C-15A")
    assert (key.parliament, key.session_number, key.number_part, key.name) == (45, 2, 15, "45-2/C-15A")
    assert BillDetail(key, "legisinfo", "{}").name == "45-2/C-15A/legisinfo"


@pytest.mark.parametrize(
    ("session", "number"),
    [
        *(
            ("45-1", number)
            for number in ("", "c-2", "C-0", "C-02", "C2", "C-2 ", "C-2AB", "C-\u0662", "C-2\n", "C-1234567")
        ),
        *((session, "C-2") for session in ("", "45", "451", "45-0", "0-1", "45-1\n", " 45-1", "45-1-1", "\u0664-1")),
    ],
)
def test_a_key_is_refused_when_it_is_not_written_as_one(session: str, number: str) -> None:
    with pytest.raises(ValueError, match="is no "):
        BillKey(session, number)


@given(
    st.builds(
        BillKey,
        st.builds("{}-{}".format, st.integers(1, 999), st.integers(1, 99)),
        st.builds(
            "{}-{}{}".format,
            st.sampled_from("CS"),
            st.integers(1, 999_999),
            st.sampled_from(["", *string.ascii_uppercase]),
        ),
    )
)
def test_a_key_comes_back_when_it_is_read_from_its_name(key: BillKey) -> None:
    assert BillKey.named(key.name) == key
    assert not key < BillKey.named(key.name)
