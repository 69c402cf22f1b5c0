"""The technologies that real posts name, against labels made by hand: the floors that the parser may not fall below."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
RECORDINGS = ROOT.parent / "shared" / "data" / "hackernews"
SCORER = ROOT / "test" / "bench" / "score_posts.py"
FLOORS = {"technologies, precision": 0.97, "technologies, recall": 0.95}


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"the recorded posts are not here: {RECORDINGS}")
def test_technologies_stay_above_their_floors_when_the_tuned_half_is_read() -> None:
    asked = [sys.executable, str(SCORER), "--half", "tune", "--json"]
    figures = json.loads(subprocess.run(asked, check=True, capture_output=True).stdout)["tune"]
    shares = {measure: right / of for measure, (right, of) in figures.items() if measure in FLOORS}
    assert {measure: share for measure, share in shares.items() if share < FLOORS[measure]} == {}
    assert shares.keys() == FLOORS.keys()
