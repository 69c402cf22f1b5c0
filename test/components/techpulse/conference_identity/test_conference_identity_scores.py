"""Identity on real pairs of entries, against labels made by hand: the floors that it may not fall below."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
RECORDINGS = ROOT.parent / "shared" / "data" / "conferences"
SCORER = ROOT / "test" / "bench" / "score_conferences.py"
LABELS = ROOT / "test" / "bench" / "labels" / "conference_pairs.ndjson"
FLOORS = {"precision": 0.99, "recall": 0.95}


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason=f"the recorded conferences are not here: {RECORDINGS}")
def test_pairs_stay_above_their_floors_when_the_tuned_half_is_read() -> None:
    asked = [sys.executable, str(SCORER), "--half", "tune", "--json"]
    figures = json.loads(subprocess.run(asked, check=True, capture_output=True).stdout)["tune"]
    shares = {measure: figures[measure][0] / figures[measure][1] for measure in FLOORS}
    assert {measure: share for measure, share in shares.items() if share < FLOORS[measure]} == {}


def test_both_halves_hold_both_answers_when_the_labels_are_counted() -> None:
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    counts = {(half, same): 0 for half in ("tune", "held") for same in (True, False)}
    for label in labels:
        counts[label["half"], label["same"]] += 1
    assert len(labels) >= 200
    assert min(counts.values()) >= 45
