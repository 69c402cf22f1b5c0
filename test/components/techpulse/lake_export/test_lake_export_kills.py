"""SIGKILL at random moments of an upload, then the same again: the bucket holds exactly the complete exports."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from techpulse.lake_export import Export, ExportTarget

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIZES = (2_000, 18_000_000, 500_000, 9_000_000)
UPLOAD = """
import sys
from techpulse.lake_export import ExportFolder, ExportTarget
exports, target = ExportFolder(sys.argv[1]).exports("pages"), ExportTarget(sys.argv[2])
print("ready", flush=True)
for export in exports:
    print(target.upload(export).is_new, flush=True)
"""

MakeExport = Callable[..., Export]


@pytest.fixture(scope="module")
def seconds() -> list[float]:
    """How long it took to upload everything so far; a first guess to begin with."""
    return [0.5]


def upload(folder: Path, url: str, *, seconds: float | None = None) -> tuple[int, float]:
    """How the process ended that uploads everything, and after how long; it is killed after so many seconds."""
    command = [sys.executable, "-c", UPLOAD, str(folder), url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        begun = time.monotonic()
        if seconds is not None:
            time.sleep(seconds)
            process.kill()
        process.communicate()
        return process.returncode, time.monotonic() - begun


def contents(made: Export) -> dict[str, bytes]:
    folder = made.load.partition
    return {f"{folder}/{made.load.file}": made.path.read_bytes(), f"{folder}/_SUCCESS": made.manifest_path.read_bytes()}


@pytest.mark.parametrize("trial", [*range(3), *(pytest.param(trial, marks=pytest.mark.long) for trial in range(3, 23))])
def test_the_bucket_holds_just_what_is_whole_when_an_upload_is_killed_and_run_again(
    bucket: Any, tmp_path: Path, export: MakeExport, seconds: list[float], trial: int
) -> None:
    made = [export(NOON - timedelta(hours=number), size=size) for number, size in enumerate(SIZES)]
    whole = {key: content for one in made for key, content in contents(one).items()}
    moment = random.Random(trial).uniform(0.0, 1.0) * min(seconds)

    ended, _ = upload(tmp_path / "exports", bucket.url, seconds=moment)

    target, seen = ExportTarget(bucket.url), bucket.objects()
    assert seen.items() <= whole.items()
    complete = {f"{one.load.partition}/_SUCCESS" for one in made if target.holds(one)}
    assert complete == {key for key in seen if key.endswith("_SUCCESS")}
    assert len(list(target.exports("pages"))) == len(complete)
    assert ended == -signal.SIGKILL or seen == whole

    ended, took = upload(tmp_path / "exports", bucket.url)
    assert (ended, bucket.objects()) == (0, whole)
    if not seen:
        seconds.append(took)
