"""An endpoint is there by configuration alone: from the environment to its assets, its ticks and its rows."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dagster import DagsterInstance, Definitions, RunRequest, build_schedule_context
from hypothesis import given
from hypothesis import strategies as st

from techpulse.asset_kit import ATTENDED_TAG
from techpulse.bulletin_assets import Endpoint
from techpulse.code_location import defs
from techpulse.duckdb_store import DuckDBStore
from techpulse.settings import SettingsError, load_settings
from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
THREE = {"pages", "media", "events"}


@pytest.fixture
def site() -> WordPressSite:
    site = WordPressSite(endpoints=["events"], now=lambda: NOON)
    for endpoint in ("pages", "media", "events"):
        site.create(endpoint, {"starts": "tomorrow"})
    return site


@pytest.fixture
def configured(tmp_path: Path, site: WordPressSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Definitions]:
    """The code location of a machine whose environment names three endpoints of the site."""
    with WordPressSimulator(site) as simulator:
        for name, value in {
            "BULLETIN_ENDPOINTS": "pages=pages,media=media,events=events?status=publish",
            "BULLETIN_BASE_URL": simulator.base_url,
            "DB_PATH": str(tmp_path / "lake.duckdb"),
            "EXPORT_FOLDER": str(tmp_path / "exports"),
        }.items():
            monkeypatch.setenv(f"TECHPULSE_{name}", value)
        yield defs()


def test_endpoint_has_an_asset_and_a_sweep_and_checks_when_it_is_configured(configured: Definitions) -> None:
    graph = configured.resolve_asset_graph()
    keys = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert {key for key in keys if key.startswith("bulletin_")} == {
        f"bulletin_{name}{kind}" for name in THREE for kind in ("", "_sweep")
    }
    checked = [key.name for key in graph.asset_check_keys if key.asset_key.to_user_string() == "bulletin_events"]
    assert len(checked) == 3


def test_endpoint_is_asked_for_and_lands_byte_for_byte_when_it_is_configured(
    configured: Definitions, site: WordPressSite, tmp_path: Path
) -> None:
    with build_schedule_context(
        resources=dict(configured.resources or {}),
        scheduled_execution_time=NOON,
        repository_def=configured.get_repository_def(),
    ) as context:
        [request] = configured.resolve_schedule_def("bulletin_daily_schedule").evaluate_tick(context).run_requests or []
    assert isinstance(request, RunRequest)
    with DagsterInstance.ephemeral() as instance:
        result = configured.resolve_job_def("bulletin_job").execute_in_process(
            run_config={**request.run_config, **QUIET},
            asset_selection=request.asset_selection,
            tags={ATTENDED_TAG: "true"},
            instance=instance,
        )
    assert result.success
    store = DuckDBStore(tmp_path / "lake.duckdb")
    for name in THREE:
        rows = store.query(f"SELECT id, payload::VARCHAR FROM current_bulletin_{name}")
        assert {key: str(payload).encode() for key, payload in rows} == site.payloads(name)
        assert len(list((tmp_path / "exports" / name).rglob(f"bulletin_{name}.parquet"))) == 1


@given(key=st.from_regex(r"[a-zA-Z0-9_ .-]{1,45}", fullmatch=True))
def test_settings_and_assets_agree_when_a_name_is_given(key: str) -> None:
    try:
        [(accepted, path)] = load_settings({"TECHPULSE_BULLETIN_ENDPOINTS": f"{key}=events"}).bulletin_endpoints
    except SettingsError:
        with pytest.raises(ValueError, match="lower-case letters, digits and _"):
            Endpoint(key.strip(), "events")
    else:
        assert Endpoint(accepted, path).table.name == f"raw_bulletin_{key.strip()}"


@pytest.mark.parametrize(
    "endpoints", ["Events=events", "ev-ents=events", "events=", "=events", "events", "1st=events", ",", "pages;media"]
)
def test_one_line_names_the_variable_and_what_it_takes_when_it_cannot_be_used(endpoints: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings({"TECHPULSE_BULLETIN_ENDPOINTS": endpoints})
    assert str(refused.value) == (
        "TECHPULSE_BULLETIN_ENDPOINTS: not a list of name=path; "
        "accepted: lists of the site as name=path, separated by commas: pages=pages,media=media"
    )


@pytest.mark.parametrize(("second", "asset"), [("pages", "bulletin_pages"), ("pages_sweep", "bulletin_pages_sweep")])
def test_one_line_names_the_asset_when_two_endpoints_would_make_the_same(
    monkeypatch: pytest.MonkeyPatch, second: str, asset: str
) -> None:
    monkeypatch.setenv("TECHPULSE_BULLETIN_ENDPOINTS", f"pages=pages,{second}=posts")
    with pytest.raises(ValueError, match=f"{asset}.* would be made twice") as refused:
        defs()
    assert "\n" not in str(refused.value)
