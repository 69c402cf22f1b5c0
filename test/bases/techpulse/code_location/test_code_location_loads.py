"""The code location loads the way Dagster's own tools load it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from techpulse.code_location import defs

ROOT = Path(__file__).parents[4]


def test_every_asset_job_and_schedule_is_there_when_loaded() -> None:
    loaded = defs()
    assert {key.to_user_string() for key in loaded.resolve_asset_graph().get_all_asset_keys()} == {
        "who_is_hiring_thread_id",
        "raw_hn_items",
        "bulletin_pages",
        "bulletin_pages_sweep",
        "bulletin_media",
        "bulletin_media_sweep",
        "fetch_latest_bills",
        "fetch_parliament_session_bills",
        "parliament_sessions",
        "monitor_fetch_operations",
        *(f"{site}_conferences" for site in ("ai_deadlines", "acl_web", "chairing_tool", "elra", "wikicfp")),
        "store_conferences",
    }
    repository = loaded.get_repository_def()
    assert {job.name for job in repository.get_all_jobs()} >= {
        "who_is_hiring_ingestion_job",
        "who_is_hiring_backfill_job",
        "bulletin_job",
        "bulletin_sweep_job",
        "fetch_bills_job",
        "fetch_session_bills_job",
        "discover_sessions_job",
        "monitor_job",
        "crawl_job",
    }
    assert {schedule.name for schedule in repository.schedule_defs} == {
        "who_is_hiring_monthly_schedule",
        "who_is_hiring_refresh_schedule",
        "bulletin_daily_schedule",
        "bulletin_sweep_schedule",
        "fetch_bills_hourly",
        "fetch_bills_daily",
        "monitor_daily",
        "daily_crawl_schedule",
    }
    assert not any(schedule.default_status.value == "RUNNING" for schedule in repository.schedule_defs)
    assert not repository.sensor_defs  # the one that tells of failed runs needs a webhook
    assert {"hn_client", "duckdb"} <= set(repository.get_top_level_resources())


@pytest.mark.parametrize(
    "command",
    [
        ["dagster", "definitions", "validate", "-m", "techpulse.code_location"],
        ["dg", "check", "defs", "--target-path", "bases"],
    ],
)
def test_definitions_are_valid_when_dagsters_tools_check_them(tmp_path: Path, command: list[str]) -> None:
    tool = Path(sys.executable).with_name(command[0])
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path), "DO_NOT_TRACK": "1"}
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}")
    ended = subprocess.run(
        [str(tool), *command[1:]], capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_setting_is_named_when_it_cannot_be_used(tmp_path: Path) -> None:
    environment = {**os.environ, "DAGSTER_HOME": str(tmp_path), "TECHPULSE_HN_MAX_CONNECTIONS": "many"}
    command = [sys.executable, "-c", "from techpulse.code_location import defs; defs()"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert ended.returncode != 0
    assert "TECHPULSE_HN_MAX_CONNECTIONS" in ended.stderr
