"""The fields that real posts give, against labels made by hand: the floors that the parser may not fall below."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
RECORDINGS = ROOT.parent / "shared" / "data" / "hackernews"
SCORER = ROOT / "test" / "bench" / "score_posts.py"
FLOORS = {
    "is a job": 0.97,
    "company, where given": 0.93,
    "remote policy": 0.95,
    "countries, the same set": 0.92,
    "salary, where given": 0.92,
}
MOST_FALSE_SALARIES = 0.01


@pytest.fixture(scope="module")
def shares() -> Mapping[str, float]:
    """Each measure's share on the half that rules were tuned on."""
    if not RECORDINGS.is_dir():
        pytest.skip(f"the recorded posts are not here: {RECORDINGS}")
    asked = [sys.executable, str(SCORER), "--half", "tune", "--json"]
    figures = json.loads(subprocess.run(asked, check=True, capture_output=True).stdout)["tune"]
    return {measure: right / of for measure, (right, of) in figures.items()}


@pytest.mark.parametrize("measure", FLOORS)
def test_a_field_stays_above_its_floor_when_the_tuned_half_is_read(measure: str, shares: Mapping[str, float]) -> None:
    assert shares[measure] >= FLOORS[measure]


def test_pay_is_not_made_up_when_the_tuned_half_gives_none(shares: Mapping[str, float]) -> None:
    assert shares["false salaries"] <= MOST_FALSE_SALARIES
