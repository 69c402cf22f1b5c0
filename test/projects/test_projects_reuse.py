"""A third project of any bricks: another repository reads Hacker News with two of ours, without Dagster or DuckDB.

Belongs here: that a wheel of `hn_client` and `http_client` stands alone. Does not: what they do (their own tests).
"""

import subprocess
from pathlib import Path
from typing import Protocol

import pytest

from techpulse.hn_simulator import HackerNewsSimulator, generate_history

# What a newcomer writes, and all of it.
PROJECT = """
[project]
name = "hiring-reader"
version = "0.1.0"
requires-python = ">=3.11,<3.14"
dependencies = ["pydantic", "pyreqwest", "tenacity", "uvloop"]

[build-system]
requires = ["hatchling==1.33.0", "hatch-polylith-bricks==1.5.7"]
build-backend = "hatchling.build"

[tool.hatch.build.hooks.polylith-bricks]

[tool.hatch.build.targets.wheel]
packages = ["techpulse"]

[tool.polylith.bricks]
"../../components/techpulse/hn_client" = "techpulse/hn_client"
"../../components/techpulse/http_client" = "techpulse/http_client"
"""
USING = """
import sys
from datetime import date
from techpulse.hn_client import HackerNewsClient

with HackerNewsClient(sys.argv[1]) as client:
    thread_id = client.find_thread(date(2024, 5, 1))
    for found in client.walk_thread(thread_id):
        print(found.id)
"""
COMMENTS = 20


class Installed(Protocol):
    """What `conftest.py` gives: a project's wheel, installed."""

    environment: Path


class Workspace(Protocol):
    """What `conftest.py` gives: a copy of the workspace, and uv to work on it."""

    folder: Path

    def at(self, folder: Path) -> "Workspace": ...
    def uv(self, *arguments: str | Path, **variables: str) -> str: ...
    def install(self, project: str, folder: Path, *options: str) -> Installed: ...


@pytest.fixture
def environment(workspace: Workspace, tmp_path: Path) -> Path:
    """An empty one, with the new project's wheel and its pins of the one lock."""
    third = workspace.at(tmp_path / "workspace")
    (third.folder / "projects/hiring_reader").mkdir()
    (third.folder / "projects/hiring_reader/pyproject.toml").write_text(PROJECT)
    third.uv("lock")
    return third.install("hiring-reader", tmp_path / "installed").environment


def test_a_thread_is_read_by_two_bricks_alone_when_another_project_ships_them(
    environment: Path, tmp_path: Path
) -> None:
    libraries = {path.name.split("-")[0] for path in environment.glob("lib/*/site-packages/*.dist-info")}
    assert not {name for name in libraries if name.startswith(("dagster", "duckdb", "dbt", "fastapi"))}
    [bricks] = environment.glob("lib/*/site-packages/techpulse")
    assert {path.name for path in bricks.iterdir()} == {"hn_client", "http_client"}
    with HackerNewsSimulator(generate_history("2024-05", seed=5, comments=COMMENTS)) as simulator:
        line = [str(environment / "bin/python"), "-c", USING, simulator.base_url]
        done = subprocess.run(line, cwd=tmp_path, env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert len(set(done.stdout.split())) == COMMENTS + 1
