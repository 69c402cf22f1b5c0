"""The trials are tried: against a store without one of its guards, the trial of that guard must fail."""

import inspect
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from techpulse.duckdb_store import DuckDBStore

HERE = Path(__file__).parent
STORE = Path(inspect.getfile(DuckDBStore)).parent


class Guard(NamedTuple):
    """What to take out of which module, and the trial that must notice."""

    edits: tuple[tuple[str, str, str], ...]
    trial: str


EPOCH = Guard(
    (
        ("statements.py", "loads.epoch = ?", "loads.epoch >= ?"),
        ("leases.py", " or facts.epoch != lease.facts.epoch", ""),
    ),
    "test_faults_processes.py::test_one_of_two_runs_completes_and_the_other_says_lease_lost",
)
ANTI_JOIN = Guard(
    (("statements.py", "FROM {table} WHERE load_id = ?)\n", "FROM {table} WHERE load_id = ? AND false)\n"),),
    "test_faults_storage.py::test_nothing_is_lost_or_doubled_when_one_write_or_sync_fails",
)
FILE_LOCK = Guard(
    (
        ("file_lock.py", "fcntl.flock(self.descriptor, self._operation | fcntl.LOCK_NB)", "pass"),
        ("file_lock.py", "fcntl.flock(self.descriptor, fcntl.LOCK_UN)", "pass"),
    ),
    "test_faults_processes.py::test_all_complete_when_five_runs_make_the_file_at_once",
)


def ended(trial: str, folder: Path, *, edits: tuple[tuple[str, str, str], ...]) -> int:
    """pytest's exit code for the trial against a copy of the store with the edits: 0 all passed, 1 some failed."""
    store = folder / "techpulse" / "duckdb_store"
    shutil.copytree(STORE, store, ignore=shutil.ignore_patterns("__pycache__"))
    for module, guard, nothing in edits:
        text = (store / module).read_text()
        assert text.count(guard) == 1, f"{module} no longer holds {guard!r}: name the guard anew"
        (store / module).write_text(text.replace(guard, nothing))
    options = ["-q", "-p", "no:cacheprovider", f"--basetemp={folder / 'trial'}", "-m", ""]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(HERE / trial)],
        env=os.environ | {"PYTHONPATH": str(folder)},
        cwd=HERE.parents[1],
        capture_output=True,
        check=False,
    ).returncode


@pytest.mark.parametrize(
    "guard",
    [
        pytest.param(EPOCH, id="epoch check", marks=pytest.mark.long),
        pytest.param(ANTI_JOIN, id="anti-join"),
        pytest.param(FILE_LOCK, id="file lock"),
    ],
)
def test_trial_fails_when_the_store_lacks_its_guard(tmp_path: Path, guard: Guard) -> None:
    if guard is ANTI_JOIN and shutil.which("strace") is None:
        pytest.skip("strace is missing: the trial of the anti-join can't run")
    assert ended(guard.trial, tmp_path / "without", edits=guard.edits) == 1


@pytest.mark.long
@pytest.mark.parametrize("guard", [EPOCH, ANTI_JOIN, FILE_LOCK], ids=["epoch check", "anti-join", "file lock"])
def test_trial_passes_when_the_copied_store_lacks_nothing(tmp_path: Path, guard: Guard) -> None:
    assert ended(guard.trial, tmp_path / "with", edits=()) == 0
