"""How right the figures are: scores of the parser on posts that people have labelled, and the file they ship in.

Belongs here: the record and its file, `scores.json`. Does not: scoring.
"""

from dataclasses import dataclass
from importlib import resources

import msgspec


@dataclass(frozen=True, slots=True)
class Score:
    """One score on labelled posts; `sample` says which they were. Value and target are shares of one."""

    measure: str
    value: float
    target: float | None
    sample: str


def shipped_scores() -> tuple[Score, ...]:
    """The scores measured for this version, as `scores.json` beside this module has them; maybe none."""
    text = resources.files(__package__).joinpath("scores.json").read_bytes()
    return msgspec.json.decode(text, type=tuple[Score, ...])
