"""The scores that the report shows: those of posts that no rule was fitted to, as the command prints them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from techpulse.trend_report.scores import shipped_scores

ROOT = Path(__file__).parents[4]
RECORDINGS = ROOT.parent / "shared" / "data" / "hackernews"
SHOWN = (
    "technologies, precision",
    "technologies, recall",
    "remote policy",
    "company, where given",
    "countries, the same set",
    "salary, where given",
    "false salaries",
)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"the recorded posts are not here: {RECORDINGS}")
def test_shipped_scores_are_those_of_the_untouched_half() -> None:
    command = [sys.executable, str(ROOT / "test" / "bench" / "score_posts.py"), "--half", "held", "--json"]
    figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["held"]
    assert [(score.value, score.sample) for score in shipped_scores()] == [
        (round(right / of, 4), f"{right} of {of}") for right, of in (figures[measure] for measure in SHOWN)
    ]
