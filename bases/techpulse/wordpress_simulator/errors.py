"""The objects that WordPress answers instead of content, in its own words.

Here: what each error says and its status. All pure.
Not here: when it is answered (`parameters`, `endpoints`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class WordPressError(NamedTuple):
    """An error object and its HTTP status."""

    code: str
    message: str
    status: int
    details: Mapping[str, Any] = {}

    def content(self) -> dict[str, Any]:
        """The object that is answered."""
        return {"code": self.code, "message": self.message, "data": {"status": self.status, **self.details}}


class Problem(NamedTuple):
    """What is wrong with one parameter."""

    code: str
    message: str
    data: Mapping[str, Any] | None = None


NO_ROUTE = WordPressError("rest_no_route", "No route was found matching the URL and request method.", 404)
NO_RECORD = WordPressError("rest_post_invalid_id", "Invalid post ID.", 404)
PAGE_PAST_THE_END = WordPressError(
    "rest_post_invalid_page_number",
    "The page number requested is larger than the number of pages available.",
    400,
)
NOTHING_TO_INCLUDE = WordPressError(
    "rest_orderby_include_missing_include", "You need to define an include parameter to order by include.", 400
)
INVALID_DATE = Problem("rest_invalid_date", "Invalid date.")


def invalid_parameters(problems: Mapping[str, Problem]) -> WordPressError:
    """The error that names every parameter with a problem."""
    return WordPressError(
        "rest_invalid_param",
        f"Invalid parameter(s): {', '.join(problems)}",
        400,
        {
            "params": {name: problem.message for name, problem in problems.items()},
            "details": {name: problem._asdict() for name, problem in problems.items()},
        },
    )


def wrong_type(name: str) -> Problem:
    """That `name` should have been a whole number."""
    return Problem("rest_invalid_type", f"{name} is not of type integer.", {"param": name})


def out_of_bounds(name: str, least: int, *, most: int | None) -> Problem:
    """That `name` lies outside its bounds."""
    if most is None:
        return Problem("rest_out_of_bounds", f"{name} must be greater than or equal to {least}")
    return Problem("rest_out_of_bounds", f"{name} must be between {least} (inclusive) and {most} (inclusive)")


def not_a_choice(name: str, choices: tuple[str, ...]) -> Problem:
    """That `name` is none of `choices`."""
    *others, last = choices
    comma = "," if len(others) > 1 else ""
    return Problem("rest_not_in_enum", f"{name} is not one of {', '.join(others)}{comma} and {last}.")
