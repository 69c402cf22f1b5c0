"""What a tick asks for, given what the site shows and what the ledger knows; real site, real store, real runs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dagster import (
    DagsterError,
    DagsterInstance,
    DefaultScheduleStatus,
    Definitions,
    ExecuteInProcessResult,
    RunRequest,
    build_schedule_context,
)

from techpulse.answer_server import Faults
from techpulse.asset_kit import ATTENDED_TAG, DuckDBStoreResource
from techpulse.bulletin_assets import Endpoint, LakeResource, WordPressResource, definitions
from techpulse.duckdb_store import DuckDBStore
from techpulse.http_client import FetchError, HttpPolicy
from techpulse.wordpress_client import WordPressClient
from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MONDAY = datetime(2026, 6, 1, 10, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
CURSOR = "techpulse/cursor"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
BOTH = ["bulletin_media", "bulletin_pages"]


class HastyResource(WordPressResource):
    """Asks once where the real one tries for minutes."""

    @contextmanager
    def get_client(self) -> Iterator[WordPressClient]:
        with WordPressClient(self.base_url, policy=HttpPolicy(attempts=1)) as client:
            yield client


@dataclass
class World:
    """A site with two pages and one file whose clock stands still unless told; ticks and runs that look at it."""

    folder: Path
    instance: DagsterInstance
    moment: datetime = NOON
    sweep_cron: str = "0 11 * * 0"
    url: str | None = None
    site: WordPressSite = field(init=False)
    simulator: WordPressSimulator = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "remote").mkdir()
        self.site = WordPressSite(now=lambda: self.moment)
        for endpoint, days in (("pages", 9), ("pages", 8), ("media", 7)):
            self.site.create(endpoint, {}, at=NOON - timedelta(days=days))
        self.simulator = WordPressSimulator(self.site)

    @property
    def database(self) -> Path:
        return self.folder / "lake.duckdb"

    def definitions(self) -> Definitions:
        return definitions(
            [Endpoint("pages", "pages"), Endpoint("media", "media")],
            HastyResource(base_url=self.simulator.base_url),
            duckdb=DuckDBStoreResource(database_path=str(self.database)),
            lake=LakeResource(folder=str(self.folder / "exports"), url=self.url),
            sweep_cron=self.sweep_cron,
        )

    def tick(self, at: datetime = MONDAY, *, name: str = "bulletin_daily_schedule") -> RunRequest | str:
        """The run that a tick asks for, or why it skips."""
        defs = self.definitions()
        with build_schedule_context(
            resources=dict(defs.resources or {}), scheduled_execution_time=at, repository_def=defs.get_repository_def()
        ) as context:
            data = defs.resolve_schedule_def(name).evaluate_tick(context)
        if data.run_requests:
            [request] = data.run_requests
            return request
        return str(data.skip_message)

    def request(self, at: datetime = MONDAY) -> RunRequest:
        asked = self.tick(at)
        assert isinstance(asked, RunRequest), asked
        return asked

    def run(self, request: RunRequest) -> ExecuteInProcessResult:
        """The run as it was asked for, and nothing tried again."""
        return (
            self.definitions()
            .resolve_job_def("bulletin_job")
            .execute_in_process(
                run_config={**request.run_config, **QUIET},
                asset_selection=request.asset_selection,
                tags={**request.tags, ATTENDED_TAG: "true"},
                instance=self.instance,
                raise_on_error=False,
            )
        )

    def edit(self, endpoint: str, record_id: int) -> None:
        """A day passes, and the record is edited."""
        self.moment += timedelta(days=1)
        self.site.edit(endpoint, record_id, changes={"slug": f"edited-{self.moment:%d}"})

    def refuse(self, endpoint: str) -> None:
        """From now on the site refuses the listing of an endpoint, and shows all the same when it changed."""
        path = f"/wp-json/wp/v2/{endpoint}?orderby=id&order=asc&per_page=100&page=1"
        self.simulator.faults = Faults(always={path: "403"})


def assets(request: RunRequest) -> list[str]:
    return sorted(key.to_user_string() for key in request.asset_selection or ())


@pytest.fixture(scope="module")
def instance() -> Iterator[DagsterInstance]:
    with DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def world(tmp_path: Path, instance: DagsterInstance) -> Iterator[World]:
    world = World(tmp_path, instance)
    with world.simulator:
        yield world


@pytest.fixture(scope="module")
def first_load(tmp_path_factory: pytest.TempPathFactory, instance: DagsterInstance) -> Path:
    """The database after the first load of both endpoints."""
    world = World(tmp_path_factory.mktemp("first"), instance)
    with world.simulator:
        assert world.run(world.request()).success
    return world.database


@pytest.fixture
def loaded(world: World, first_load: Path) -> World:
    shutil.copy(first_load, world.database)
    return world


@pytest.mark.parametrize(
    ("name", "cron"),
    [("bulletin_daily_schedule", "0 10 * * *"), ("bulletin_sweep_schedule", "30 4 * * 1,4")],
)
def test_schedule_is_off_and_in_utc_when_nobody_has_started_it(world: World, name: str, cron: str) -> None:
    world.sweep_cron = "30 4 * * 1,4"
    schedule = world.definitions().resolve_schedule_def(name)
    assert schedule.cron_schedule == cron
    assert schedule.execution_timezone == "UTC"
    assert schedule.default_status is DefaultScheduleStatus.STOPPED


def test_every_endpoint_is_asked_for_when_nothing_was_loaded(world: World) -> None:
    assert assets(world.request()) == BOTH


def test_nothing_is_written_when_a_tick_looks(world: World) -> None:
    world.tick()
    assert [path.name for path in world.folder.iterdir()] == ["remote"]


def test_cursor_is_the_newest_change_of_each_endpoint_in_utc_when_a_run_is_asked_for(world: World) -> None:
    assert world.request().tags[CURSOR] == "2026-05-24T12:00:00+00:00|2026-05-25T12:00:00+00:00"


def test_endpoint_is_left_out_and_its_cursor_empty_when_the_site_has_none_of_it(world: World) -> None:
    world.site.delete("media", 3)
    request = world.request()
    assert (assets(request), request.tags[CURSOR]) == (["bulletin_pages"], "2026-05-24T12:00:00+00:00|")


def test_tick_skips_with_the_cursor_when_nothing_changed_since_the_last_complete_load(loaded: World) -> None:
    assert loaded.tick(TUESDAY) == ("nothing has changed since 2026-05-24T12:00:00+00:00|2026-05-25T12:00:00+00:00")


@pytest.mark.parametrize(("endpoint", "record_id"), [("pages", 1), ("media", 3)])
def test_only_the_changed_endpoint_is_asked_for_and_read_when_one_has_changed(
    loaded: World, endpoint: str, record_id: int
) -> None:
    loaded.edit(endpoint, record_id)
    request = loaded.request(TUESDAY)
    assert assets(request) == [f"bulletin_{endpoint}"]
    assert loaded.run(request).success
    newest, *earlier = DuckDBStore(loaded.database).loads()
    assert (newest.partition_key, newest.rows, len(earlier)) == (endpoint, 1, 2)


def test_tick_skips_when_the_newest_record_has_gone(loaded: World) -> None:
    loaded.site.delete("pages", 2)
    assert isinstance(loaded.tick(TUESDAY), str)


def test_next_day_asks_for_the_same_by_another_key_when_the_run_has_failed(world: World) -> None:
    monday = world.request()
    world.simulator.faults = Faults(rates={"403": 1.0})
    assert not world.run(monday).success
    world.simulator.faults = Faults()
    tuesday = world.request(TUESDAY)
    assert (assets(tuesday), tuesday.tags[CURSOR]) == (BOTH, monday.tags[CURSOR])
    assert tuesday.run_key != monday.run_key


def test_only_the_failed_endpoint_is_asked_for_again_when_the_other_one_succeeded(world: World) -> None:
    world.refuse("media")
    assert not world.run(world.request()).success
    assert assets(world.request(TUESDAY)) == ["bulletin_media"]


def test_one_key_stands_for_a_day_when_it_ticks_twice(world: World) -> None:
    assert world.request().run_key == world.request(MONDAY + timedelta(hours=3)).run_key


def test_cursor_moves_only_when_the_run_that_was_asked_for_has_succeeded(loaded: World) -> None:
    loaded.edit("pages", 1)
    request = loaded.request(TUESDAY)
    loaded.simulator.faults = Faults(rates={"403": 1.0})
    assert not loaded.run(request).success
    loaded.simulator.faults = Faults()
    assert isinstance(loaded.tick(TUESDAY), RunRequest)
    assert loaded.run(request).success
    assert loaded.tick(TUESDAY) == f"nothing has changed since {request.tags[CURSOR]}"


@pytest.mark.parametrize("is_with_store", [True, False])
def test_upload_is_asked_for_exactly_when_an_object_store_is_set(world: World, *, is_with_store: bool) -> None:
    world.url = f"file://{world.folder / 'remote'}" if is_with_store else None
    asked = world.request().run_config["ops"]
    assert asked == {name: {"config": {"upload_to_s3": is_with_store}} for name in BOTH}


@pytest.mark.parametrize(
    ("endpoint", "kind"), [("pages", "500"), ("media", "500"), ("pages", "null"), ("media", "html")]
)
def test_tick_fails_and_never_skips_when_the_site_does_not_answer(loaded: World, endpoint: str, kind: str) -> None:
    path = f"/wp-json/wp/v2/{endpoint}?orderby=modified&order=desc&per_page=100&page=1&_fields=id,modified_gmt"
    loaded.simulator.faults = Faults(always={path: kind})
    with pytest.raises(DagsterError) as failed:
        loaded.tick(TUESDAY)
    assert isinstance(failed.value.__cause__, FetchError)
    assert endpoint in str(failed.value.__cause__)


def test_every_sweep_is_asked_for_when_the_sweep_ticks(world: World) -> None:
    assert isinstance(world.tick(name="bulletin_sweep_schedule"), RunRequest)
    job = world.definitions().resolve_job_def("bulletin_sweep_job")
    assert {key.to_user_string() for key in job.asset_layer.selected_asset_keys} == {f"{name}_sweep" for name in BOTH}
