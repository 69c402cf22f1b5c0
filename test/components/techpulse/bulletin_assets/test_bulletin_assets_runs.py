"""What a run stores, exports and says: from a real site on loopback to a real DuckDB file and real Parquet."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from dagster import AssetKey, DagsterInstance, Definitions, ExecuteInProcessResult

from techpulse.answer_server import Answer, AnswerServer, Faults
from techpulse.asset_kit import ATTENDED_TAG, DuckDBStoreResource, load_metadata
from techpulse.bulletin_assets import Endpoint, LakeResource, WordPressResource, definitions
from techpulse.duckdb_store import DuckDBStore, LoadFacts
from techpulse.http_client import HttpPolicy
from techpulse.wordpress_client import WordPressClient
from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
NAMED = {"load_date": "2026-05-30", "load_time": "07:08:09"}
PARTITION = "pages/load_date=2026-05-30/load_time=07-08-09"
PAGES = "/wp-json/wp/v2/pages?orderby=id&order=asc&per_page=100&page={}"


class HastyResource(WordPressResource):
    """Asks once where the real one tries for minutes."""

    @contextmanager
    def get_client(self) -> Iterator[WordPressClient]:
        with WordPressClient(self.base_url, policy=HttpPolicy(attempts=1)) as client:
            yield client


@dataclass
class World:
    """A site whose clock stands still unless told, and the places that runs write to."""

    folder: Path
    instance: DagsterInstance
    pages: int = 3
    moment: datetime = NOON
    url: str | None = None
    exports_kept: int = 30
    site: WordPressSite = field(init=False)
    simulator: WordPressSimulator = field(init=False)

    def __post_init__(self) -> None:
        self.remote.mkdir()
        self.site = WordPressSite(now=lambda: self.moment)
        for number in range(self.pages):
            content = {"title": {"rendered": f"Seite {number} – é\u2028\U0001f393"}}
            self.site.create("pages", content, at=NOON - timedelta(days=300 - number))
        self.simulator = WordPressSimulator(self.site)

    @property
    def remote(self) -> Path:
        return self.folder / "remote"

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    @property
    def store(self) -> DuckDBStore:
        return DuckDBStore(self.folder / "lake.duckdb")

    def definitions(self) -> Definitions:
        return definitions(
            [Endpoint("pages", "pages")],
            HastyResource(base_url=self.simulator.base_url),
            duckdb=DuckDBStoreResource(database_path=str(self.folder / "lake.duckdb")),
            lake=LakeResource(folder=str(self.exports), url=self.url, exports_kept=self.exports_kept),
            sweep_cron="0 11 * * 0",
        )

    def load(self, **config: object) -> ExecuteInProcessResult:
        """One run of `bulletin_pages`, as a person would launch it."""
        return self._run("bulletin_job", "bulletin_pages", config=config)

    def sweep(self, **config: object) -> ExecuteInProcessResult:
        """One run of its sweep."""
        return self._run("bulletin_sweep_job", "bulletin_pages_sweep", config=config)

    def _run(self, job: str, asset: str, *, config: Mapping[str, object]) -> ExecuteInProcessResult:
        return (
            self.definitions()
            .resolve_job_def(job)
            .execute_in_process(
                run_config={"ops": {asset: {"config": dict(config)}}, **QUIET},
                asset_selection=[AssetKey(asset)],
                instance=self.instance,
                tags={ATTENDED_TAG: "true"},
                raise_on_error=False,
            )
        )

    def edit(self, page: int = 1, **changes: object) -> None:
        """A day passes, and the page is edited."""
        self.moment += timedelta(days=1)
        self.site.edit("pages", page, changes={"slug": f"edited-{self.moment:%d}", **changes})

    def upload(self) -> None:
        """From now on there is an object store."""
        self.url = f"file://{self.remote}"

    def current(self) -> dict[int, bytes]:
        rows = self.store.query("SELECT id, payload::VARCHAR FROM current_bulletin_pages")
        assert len(rows) == len({key for key, _ in rows})
        return {int(str(key)): str(payload).encode() for key, payload in rows}

    def newest_load(self) -> LoadFacts:
        return self.store.loads()[0]


def exported(root: Path) -> list[Path]:
    """The exports below a folder, by time of load; each is whole."""
    folders = sorted(path.parent for path in root.glob("pages/load_date=*/load_time=*/_SUCCESS"))
    assert [path.name for folder in folders for path in sorted(folder.iterdir())] == [
        "_SUCCESS",
        "bulletin_pages.parquet",
    ] * len(folders)
    return folders


def rows_of(export: Path) -> dict[int, bytes]:
    found = duckdb.sql(f"SELECT id, payload, dl_hash FROM read_parquet('{export}/bulletin_pages.parquet')").fetchall()
    assert [hashlib.sha256(payload.encode()).hexdigest() for _, payload, _ in found] == [row[2] for row in found]
    return {key: payload.encode() for key, payload, _ in found}


def metadata_of(result: ExecuteInProcessResult) -> Mapping[str, object]:
    assert result.success
    [event] = result.get_asset_materialization_events()
    return {name: said.value for name, said in event.step_materialization_data.materialization.metadata.items()}


def failure_of(result: ExecuteInProcessResult) -> str:
    assert not result.success
    [event] = result.get_step_failure_events()
    return str(event.step_failure_data.user_failure_data)


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
def after_first_load(tmp_path_factory: pytest.TempPathFactory, instance: DagsterInstance) -> Path:
    """The folder of such a world after its first run."""
    world = World(tmp_path_factory.mktemp("loaded"), instance)
    with world.simulator:
        assert world.load().success
    return world.folder


@pytest.fixture
def loaded(world: World, after_first_load: Path) -> World:
    shutil.copytree(after_first_load, world.folder, dirs_exist_ok=True)
    return world


@dataclass
class First:
    """A first load of 101 pages, for tests that only look."""

    world: World
    result: ExecuteInProcessResult


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, instance: DagsterInstance) -> Iterator[First]:
    world = World(tmp_path_factory.mktemp("first"), instance, pages=101)
    with world.simulator:
        yield First(world, world.load())


def test_every_payload_is_stored_byte_for_byte_when_loaded(first: First) -> None:
    assert first.world.current() == first.world.site.payloads("pages")


def test_parquet_holds_every_payload_and_its_hash_when_loaded(first: First) -> None:
    [export] = exported(first.world.exports)
    assert rows_of(export) == first.world.site.payloads("pages")


def test_parquet_has_the_columns_of_the_specification_when_loaded(first: First) -> None:
    [export] = exported(first.world.exports)
    file = f"'{export}/bulletin_pages.parquet', hive_partitioning = false"
    described = duckdb.sql(f"DESCRIBE SELECT * FROM read_parquet({file})").fetchall()
    assert [(name, kind) for name, kind, *_ in described] == [
        ("id", "BIGINT"),
        ("dl_inserted_at", "TIMESTAMP WITH TIME ZONE"),
        ("payload", "VARCHAR"),
        ("dl_hash", "VARCHAR"),
    ]


def test_partition_is_named_by_the_load_in_utc_when_nothing_else_is_asked(first: First) -> None:
    [export] = exported(first.world.exports)
    begun = first.world.newest_load().started_at.astimezone(UTC)
    assert f"{export.parent.name}/{export.name}" == f"{begun:load_date=%Y-%m-%d/load_time=%H-%M-%S}"


def test_metadata_tells_counts_cost_and_the_export_when_loaded(first: First) -> None:
    told, load = metadata_of(first.result), first.world.newest_load()
    [export] = exported(first.world.exports)
    expected = {
        **load_metadata(load, duration_seconds=0),
        "unchanged_count": 0,
        "watermark": (NOON - timedelta(days=200)).isoformat(),
        "baseline": "everything: no complete load and no export is known",
        "export": str(export / "bulletin_pages.parquet"),
        "export_sha256": hashlib.sha256((export / "bulletin_pages.parquet").read_bytes()).hexdigest(),
    }
    assert {**told, "duration_seconds": 0} == {**expected, "preview": told["preview"], "duration_seconds": 0}
    assert (load.rows, load.requests) == (101, 2)


def test_every_check_passes_when_the_load_is_whole(first: First) -> None:
    checks = {check.check_name: check.passed for check in first.result.get_asset_check_evaluations()}
    assert checks == {
        "every_record_of_the_site_is_known": True,
        "every_record_was_sound": True,
        "no_current_record_is_doubled": True,
    }


def test_run_is_green_and_exports_nothing_when_nothing_is_new(loaded: World) -> None:
    before = exported(loaded.exports)
    told = metadata_of(loaded.load())
    assert (told["item_count"], told["unchanged_count"], told["preview"]) == (0, 1, "nothing new")
    assert "export" not in told
    assert exported(loaded.exports) == before
    assert loaded.current() == loaded.site.payloads("pages")


def test_only_the_edited_record_is_stored_and_exported_when_one_was_edited(loaded: World) -> None:
    loaded.edit(page=1)
    told = metadata_of(loaded.load())
    assert (told["item_count"], told["unchanged_count"]) == (1, 1)
    assert rows_of(exported(loaded.exports)[-1]) == {1: loaded.site.payloads("pages")[1]}
    assert loaded.current() == loaded.site.payloads("pages")


@pytest.mark.parametrize("changes", [{"modified_gmt": 7}, {"title": 5}])
def test_malformed_record_is_set_apart_and_named_when_the_others_land(world: World, changes: dict[str, object]) -> None:
    world.site.edit("pages", 2, changes=changes)
    result = world.load()
    told, load = metadata_of(result), world.newest_load()
    assert (told["item_count"], told["quarantined_count"]) == (2, 1)
    assert world.current() == {key: body for key, body in world.site.payloads("pages").items() if key != 2}
    assert [record.payload.encode() for record in world.store.quarantined(load.load_id)] == [
        world.site.payloads("pages")[2]
    ]
    [sound] = [check for check in result.get_asset_check_evaluations() if check.check_name == "every_record_was_sound"]
    assert (sound.passed, sound.severity.value) == (False, "WARN")
    assert next(iter(changes)) in str(sound.metadata["reasons"].value)


@pytest.mark.parametrize(("page", "kind"), [(1, "500"), (1, "html"), (1, "null"), (2, "500"), (2, "empty")])
def test_run_fails_and_nothing_is_current_when_a_page_of_the_listing_does_not_come(
    tmp_path: Path, instance: DagsterInstance, page: int, kind: str
) -> None:
    world = World(tmp_path, instance, pages=101)
    with world.simulator:
        world.simulator.faults = Faults(always={PAGES.format(page): kind})
        assert "pages" in failure_of(world.load())
    assert [load.status for load in world.store.loads()] == ["failed"]
    assert world.current() == {}
    assert exported(world.exports) == []


def test_everything_lands_when_the_run_before_failed_halfway(tmp_path: Path, instance: DagsterInstance) -> None:
    world = World(tmp_path, instance, pages=101)
    with world.simulator:
        world.simulator.faults = Faults(always={PAGES.format(2): "500"})
        assert not world.load().success
        world.simulator.faults = Faults()
        assert world.load().success
    assert world.current() == world.site.payloads("pages")
    [export] = exported(world.exports)
    assert rows_of(export) == world.site.payloads("pages")


def test_partition_is_the_asked_one_when_date_and_time_are_given(world: World) -> None:
    assert world.load(**NAMED).success
    assert exported(world.exports) == [world.exports / PARTITION]


def test_second_run_says_what_to_do_when_it_asks_for_a_partition_that_is_taken(world: World) -> None:
    world.load(**NAMED)
    world.edit()
    assert "with another time of load" in failure_of(world.load(**NAMED))
    assert world.load().success
    assert [rows_of(export).keys() for export in exported(world.exports)] == [{1, 2, 3}, {1}]


def test_next_run_reads_what_lies_between_when_a_later_day_was_asked_for(loaded: World) -> None:
    loaded.edit(page=1)
    loaded.moment += timedelta(days=5)
    loaded.edit(page=2)
    assert metadata_of(loaded.load(last_modified_date=f"{loaded.moment:%Y-%m-%d}"))["item_count"] == 1
    assert metadata_of(loaded.load())["item_count"] == 1
    assert loaded.current() == loaded.site.payloads("pages")


def test_next_run_reads_everything_when_the_first_one_was_asked_for_a_day(world: World) -> None:
    world.upload()
    world.edit(page=1)
    told = metadata_of(world.load(last_modified_date=f"{world.moment:%Y-%m-%d}", upload_to_s3=True))
    assert (told["item_count"], told["watermark"]) == (1, "none")
    assert metadata_of(world.load())["item_count"] == 2
    assert world.current() == world.site.payloads("pages")


def test_watermark_moves_when_the_day_that_was_asked_for_leaves_no_gap(loaded: World) -> None:
    loaded.edit(page=1)
    told = metadata_of(loaded.load(last_modified_date="2020-01-01"))
    assert (told["watermark"], told["unchanged_count"]) == (loaded.moment.isoformat(), 2)


def test_object_store_holds_the_same_files_when_uploaded(world: World) -> None:
    world.upload()
    told = metadata_of(world.load(upload_to_s3=True))
    [here], [there] = exported(world.exports), exported(world.remote)
    assert [path.read_bytes() for path in sorted(here.iterdir())] == [
        path.read_bytes() for path in sorted(there.iterdir())
    ]
    assert told["uploads"] == f"file://{there}/bulletin_pages.parquet"


def test_nothing_is_uploaded_when_it_was_not_asked_for(world: World) -> None:
    world.upload()
    assert "uploads" not in metadata_of(world.load())
    assert exported(world.remote) == []


def test_earlier_exports_go_up_too_when_an_upload_is_asked_for(loaded: World) -> None:
    loaded.upload()
    loaded.edit()
    assert str(metadata_of(loaded.load(upload_to_s3=True))["uploads"]).count("\n") == 1
    assert [folder.name for folder in exported(loaded.remote)] == [folder.name for folder in exported(loaded.exports)]


def test_manifest_is_not_there_when_the_parquet_could_not_be_uploaded(world: World) -> None:
    world.upload()
    (world.remote / PARTITION).mkdir(parents=True)
    (world.remote / PARTITION / "bulletin_pages.parquet").write_bytes(b"somebody else's")
    assert "with other content: it was left as it is" in failure_of(world.load(upload_to_s3=True, **NAMED))
    assert [path.name for path in (world.remote / PARTITION).iterdir()] == ["bulletin_pages.parquet"]
    assert (world.remote / PARTITION / "bulletin_pages.parquet").read_bytes() == b"somebody else's"


def test_nothing_is_sent_again_when_the_run_is_repeated(world: World) -> None:
    world.upload()
    world.load(upload_to_s3=True)
    before = {path: path.stat().st_mtime_ns for path in world.remote.rglob("*")}
    assert metadata_of(world.load(upload_to_s3=True))["uploads"] == "nothing new"
    assert {path: path.stat().st_mtime_ns for path in world.remote.rglob("*")} == before


def test_older_exports_are_let_go_here_when_they_are_safe_in_the_object_store(loaded: World) -> None:
    loaded.exports_kept = 1
    loaded.upload()
    loaded.edit()
    loaded.load()
    oldest, newest = exported(loaded.exports)
    told = metadata_of(loaded.load(upload_to_s3=True))
    assert told["pruned_exports"] == 1
    assert exported(loaded.exports) == [newest]
    assert [folder.name for folder in exported(loaded.remote)] == [oldest.name, newest.name]


def test_every_export_stays_here_when_one_could_not_be_made_safe(world: World) -> None:
    world.exports_kept = 1
    world.upload()
    world.load(upload_to_s3=True)
    next(world.remote.rglob("*.parquet")).write_bytes(b"cut off")
    world.edit()
    assert not world.load(upload_to_s3=True).success
    assert len(exported(world.exports)) == 2


def test_nothing_is_exported_or_uploaded_twice_when_an_export_with_an_old_name_was_let_go(world: World) -> None:
    world.exports_kept = 1
    world.upload()
    world.load(upload_to_s3=True)
    world.edit()
    world.load(upload_to_s3=True, **NAMED)
    world.load(upload_to_s3=True)
    assert len(exported(world.remote)) == 2


def test_earlier_load_is_exported_when_its_own_run_could_not(world: World) -> None:
    world.exports.write_text("a file where the folder should be")
    assert not world.load().success
    assert world.newest_load().status == "complete"
    world.exports.unlink()
    before = world.site.payloads("pages")
    world.edit(page=1)
    told = metadata_of(world.load())
    earlier, own = exported(world.exports)
    assert rows_of(earlier) == before
    assert rows_of(own) == {1: world.site.payloads("pages")[1]}
    assert told["export"] == str(own / "bulletin_pages.parquet")


def test_earlier_load_is_exported_as_it_was_asked_for_when_its_run_is_tried_again(world: World) -> None:
    world.exports.write_text("a file where the folder should be")
    assert not world.load(**NAMED).success
    world.exports.unlink()
    assert metadata_of(world.load(**NAMED))["item_count"] == 0
    assert exported(world.exports) == [world.exports / PARTITION]
    assert rows_of(world.exports / PARTITION) == world.site.payloads("pages")


def test_deleted_page_is_marked_and_no_longer_current_when_swept(loaded: World) -> None:
    loaded.site.delete("pages", 2)
    told = metadata_of(loaded.sweep())
    assert told.keys() == load_metadata(loaded.newest_load(), duration_seconds=0).keys()
    assert (told["tombstone_count"], told["item_count"]) == (1, 1)
    assert loaded.current() == loaded.site.payloads("pages")
    marked = loaded.store.query("SELECT id, tombstone ->> '$.id' FROM raw_bulletin_pages WHERE tombstone IS NOT NULL")
    assert marked == [(2, "2")]


def test_page_is_fetched_by_the_sweep_when_increments_let_it_slip_by(loaded: World) -> None:
    loaded.site.create("pages", {"slug": "imported"}, at=NOON - timedelta(days=2000))
    assert metadata_of(loaded.load())["item_count"] == 0
    assert metadata_of(loaded.sweep())["item_count"] == 1
    assert loaded.current() == loaded.site.payloads("pages")


def test_page_is_current_again_when_it_comes_back_as_it_was(loaded: World) -> None:
    loaded.site.delete("pages", 3)
    loaded.sweep()
    (loaded.folder / "twin").mkdir()
    twin = World(loaded.folder / "twin", loaded.instance)
    with twin.simulator:
        loaded.simulator = twin.simulator
        assert metadata_of(loaded.sweep())["item_count"] == 1
    assert loaded.current() == twin.site.payloads("pages")
    assert 3 in loaded.current()


def test_sweep_changes_nothing_when_bronze_is_as_the_site(loaded: World) -> None:
    assert metadata_of(loaded.sweep())["item_count"] == 0


def test_sweep_fails_and_marks_nothing_when_the_site_does_not_answer(loaded: World) -> None:
    before = loaded.current()
    loaded.simulator.faults = Faults(rates={"500": 1.0})
    assert not loaded.sweep().success
    assert loaded.current() == before


def test_nothing_slips_by_when_a_fresh_machine_follows_a_sweep_and_the_sites_clock_is_behind(loaded: World) -> None:
    loaded.upload()
    loaded.site.delete("pages", 2)
    loaded.sweep()
    loaded.load(upload_to_s3=True)
    for file in loaded.folder.glob("lake.duckdb*"):
        file.unlink()
    loaded.edit(page=1)
    assert loaded.load().success
    assert loaded.current()[1] == loaded.site.payloads("pages")[1]


def test_secret_is_in_no_event_and_no_output_when_the_object_store_refuses(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    canaries = {
        "AWS_ACCESS_KEY_ID": "AKIACANARYCANARY1234",
        "AWS_SECRET_ACCESS_KEY": "canary/secret+key=0123456789",
        "AWS_SESSION_TOKEN": "canary-session-token-0123456789",
    }
    with AnswerServer(lambda _: Answer(403, b"<Error><Code>AccessDenied</Code></Error>")) as store:
        for name, value in {**canaries, "AWS_ENDPOINT_URL": store.origin, "AWS_REGION": "us-east-1"}.items():
            monkeypatch.setenv(name, value)
        world.url = "s3://bucket/bulletin"
        result = world.load(upload_to_s3=True)
        assert store.requests
    assert not result.success
    said = "".join(map(repr, result.all_events)) + "".join(capfd.readouterr())
    assert "s3://bucket/bulletin" in said
    assert [name for name, value in canaries.items() if value in said] == []
