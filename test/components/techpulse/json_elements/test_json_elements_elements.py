"""Cutting lists into elements: what was joined is cut out again letter by letter; nothing else passes for a list."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from techpulse.json_elements import Element, elements_of, whole_element, whole_number

BLANKS = st.text(" \t\n\r", max_size=3)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)

# How long a machine takes is none of these laws' business.
law = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def written(draw: st.DrawFn) -> str:
    """A value in JSON, in one of the ways to write it."""
    value, indent = draw(VALUES), draw(st.sampled_from([None, 1]))
    text = json.dumps(value, ensure_ascii=draw(st.booleans()), indent=indent)
    return text.replace("/", "\\/") if draw(st.booleans()) else text


@law
@given(st.lists(st.tuples(BLANKS, written(), BLANKS), max_size=6), BLANKS, BLANKS)
def test_elements_are_cut_out_letter_by_letter_when_they_were_joined_to_a_list(
    parts: list[tuple[str, str, str]], before: str, after: str
) -> None:
    text = f"{before}[{','.join(map(''.join, parts)) or before}]{after}"
    found = list(elements_of(text))
    assert [element.text for element in found] == [part for _, part, _ in parts]
    assert [element.value for element in found] == [json.loads(part) for _, part, _ in parts]


@law
@given(st.text('[]{},:"\\ a1').filter(lambda text: not text.isspace()))
def test_a_list_is_taken_when_it_is_one_and_only_then(text: str) -> None:
    try:
        is_list = isinstance(json.loads(text), list)
    except ValueError:
        is_list = False
    assert is_taken(text) == is_list


@pytest.mark.parametrize("text", ["", "null", "{}", "[1 2]", "[1,]", "[,1]", "[1", "[", "[]]", "[] x", '["\x01"]'])
def test_the_text_is_refused_when_it_is_no_list_in_json(text: str) -> None:
    assert not is_taken(text)


def test_the_text_is_refused_when_it_is_nested_too_deep() -> None:
    with pytest.raises(RecursionError):
        list(elements_of("[" * 200_000 + "]" * 200_000))


@law
@given(written())
def test_the_one_element_is_found_when_a_text_is_one(text: str) -> None:
    assert whole_element(text) == Element(json.loads(text), text)


def test_the_constants_are_told_when_they_are_no_json() -> None:
    (first, second) = elements_of('[{"a": NaN, "b": [-Infinity]}, 2]')
    assert (first.constants, second.constants) == (("NaN", "-Infinity"), ())


@pytest.mark.parametrize(("digits", "number"), [("7", 7), ("9" * 19, 10**19 - 1), ("1" + "0" * 5_000, float("inf"))])
def test_a_number_is_read_when_python_would_refuse_its_length(digits: str, number: float) -> None:
    assert whole_number(digits) == number
    assert whole_element(digits).value == number


def is_taken(text: str) -> bool:
    try:
        list(elements_of(text))
    except (json.JSONDecodeError, RecursionError):
        return False
    return True
