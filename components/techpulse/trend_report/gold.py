"""The query that a report is made of, and its answer as records.

Belongs here: what is asked of Gold. Does not: running it, which is the caller's, who has the database.
"""

from importlib import resources

import msgspec

from techpulse.trend_report.figures import GoldFigures


class GoldShapeError(Exception):
    """Gold does not hold what the report expects: build it again with this version."""


def gold_query() -> str:
    """The SQL whose one row and column `gold_figures` reads."""
    return resources.files(__package__).joinpath("gold.sql").read_text(encoding="utf-8")


def gold_figures(answer: str) -> GoldFigures:
    """The figures in the answer of `gold_query`.

    Raises:
        GoldShapeError: a column or a type is not as the contracts say.
    """
    try:
        return msgspec.json.decode(answer, type=GoldFigures)
    except msgspec.DecodeError as error:
        raise GoldShapeError(f"cannot read Gold: {error}; build it again with this version of techpulse") from error
