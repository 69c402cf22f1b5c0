"""BEHAVIOR.md, row by row: what a run reads, given how it was asked for and what is known already."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from dagster import AssetKey, DagsterInstance, Definitions, ExecuteInProcessResult

from techpulse.answer_server import Faults
from techpulse.asset_kit import ATTENDED_TAG, DuckDBStoreResource
from techpulse.bulletin_assets import Endpoint, LakeResource, WordPressResource, definitions
from techpulse.wordpress_simulator import WordPressSimulator, WordPressSite

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
BEHAVIOR = Path(__file__).parents[4] / "components/techpulse/bulletin_assets/BEHAVIOR.md"
EVERYTHING = (None,)


@dataclass
class World:
    """A site of three pages whose clock stands still unless told, and the places that runs write to."""

    folder: Path
    moment: datetime = NOON
    is_with_store: bool = True
    site: WordPressSite = field(init=False)
    simulator: WordPressSimulator = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "remote").mkdir()
        self.site = WordPressSite(now=lambda: self.moment)
        for number in range(3):
            self.site.create("pages", {"title": {"rendered": f"Page {number}"}}, at=NOON - timedelta(days=9 - number))
        self.simulator = WordPressSimulator(self.site)

    def definitions(self) -> Definitions:
        url = f"file://{self.folder / 'remote'}" if self.is_with_store else None
        return definitions(
            [Endpoint("pages", "pages")],
            WordPressResource(base_url=self.simulator.base_url),
            duckdb=DuckDBStoreResource(database_path=str(self.folder / "lake.duckdb")),
            lake=LakeResource(folder=str(self.folder / "exports"), url=url),
            sweep_cron="0 11 * * 0",
        )

    def load(self, **config: object) -> ExecuteInProcessResult:
        """One run of `bulletin_pages`, as a person would launch it."""
        with DagsterInstance.ephemeral() as instance:
            return (
                self.definitions()
                .resolve_job_def("bulletin_job")
                .execute_in_process(
                    run_config={"ops": {"bulletin_pages": {"config": config}}},
                    asset_selection=[AssetKey("bulletin_pages")],
                    instance=instance,
                    tags={ATTENDED_TAG: "true"},
                    raise_on_error=False,
                )
            )

    def edit(self) -> None:
        """A day passes, and the first page is edited."""
        self.moment += timedelta(days=1)
        self.site.edit("pages", 1, changes={"title": {"rendered": f"Edited {self.moment:%d}"}})

    def forget(self) -> None:
        """The machine is lost, with all that only it had."""
        for file in self.folder.glob("lake.duckdb*"):
            file.unlink()

    def listed_since(self) -> tuple[str | None, ...]:
        """What each listing asked for as `modified_after`; the pages of one count once."""
        asked = (parse_qs(urlsplit(path).query) for path in self.simulator.requests)
        return tuple({query.get("modified_after", [None])[0]: None for query in asked if query["orderby"] == ["id"]})


def nothing_known(_: World) -> None:
    pass


def loaded(world: World) -> None:
    assert world.load().success
    world.edit()


def failed(world: World) -> None:
    world.simulator.faults = Faults(rates={"403": 1.0})
    assert not world.load().success
    world.simulator.faults = Faults()


def exported(world: World) -> None:
    assert world.load(upload_to_s3=True).success
    world.forget()
    world.edit()


def exported_by_the_older_system(world: World) -> None:
    folder = world.folder / "remote/pages/load_date=2026-05-30/load_time=10:00:00"
    folder.mkdir(parents=True)
    (folder / "de_bulletin_data.parquet").write_bytes(b"PAR1 PAR1")


def object_store_lost(world: World) -> None:
    (world.folder / "remote").rmdir()


def without_object_store(world: World) -> None:
    world.is_with_store = False


WATERMARK = "2026-05-25T10:00:00Z"  # the newest page's change, minus two hours


@dataclass(frozen=True)
class Row:
    known: Callable[[World], None]
    config: Mapping[str, object] = field(default_factory=dict)
    reads: tuple[str | None, ...] = ()
    said: str | None = None  # in the failure's reason; such a run reads and stores nothing


ROWS = {
    "first_run_reads_everything": Row(nothing_known, {}, EVERYTHING),
    "run_reads_changes_since_the_last_complete_load": Row(loaded, {}, (WATERMARK,)),
    "failed_load_counts_for_nothing": Row(failed, {}, EVERYTHING),
    "fresh_machine_reads_changes_since_the_newest_export": Row(exported, {}, (WATERMARK,)),
    "fresh_machine_reads_changes_since_an_export_of_the_older_system": Row(
        exported_by_the_older_system, {}, ("2026-05-30T08:00:00Z",)
    ),
    "fresh_machine_without_object_store_reads_everything": Row(without_object_store, {}, EVERYTHING),
    "full_refresh_reads_everything_whatever_is_known": Row(loaded, {"full_refresh": True}, EVERYTHING),
    "full_refresh_wins_over_last_modified_date": Row(
        loaded, {"full_refresh": True, "last_modified_date": "2026-05-28"}, EVERYTHING
    ),
    "last_modified_date_wins_over_the_last_complete_load": Row(
        loaded, {"last_modified_date": "2026-05-28"}, ("2026-05-28T00:00:00Z",)
    ),
    "last_modified_date_wins_over_the_newest_export": Row(
        exported, {"last_modified_date": "2026-05-28"}, ("2026-05-28T00:00:00Z",)
    ),
    "last_modified_date_wins_when_nothing_is_known": Row(
        nothing_known, {"last_modified_date": "2026-05-28"}, ("2026-05-28T00:00:00Z",)
    ),
    "lost_object_store_stops_the_run": Row(object_store_lost, {}, said="there is no folder"),
    "upload_without_object_store_stops_the_run": Row(
        without_object_store, {"upload_to_s3": True}, said="set TECHPULSE_EXPORT_URL"
    ),
    "no_date_stops_the_run": Row(
        nothing_known, {"last_modified_date": "yesterday"}, said="'yesterday' is no date; accepted: YYYY-MM-DD"
    ),
    "no_load_date_stops_the_run": Row(nothing_known, {"load_date": "2026-02-30"}, said="accepted: YYYY-MM-DD"),
    "no_load_time_stops_the_run": Row(nothing_known, {"load_time": "25:00"}, said="accepted: HH:MM:SS"),
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path)
    with world.simulator:
        yield world


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_run_reads_what_its_row_says(row: Row, world: World) -> None:
    row.known(world)
    before = world.listed_since()

    result = world.load(**row.config)

    assert result.success is (row.said is None)
    if row.said:
        [failure] = [event.event_specific_data for event in result.all_events if event.is_step_failure]
        assert row.said in str(failure)
    assert [mark for mark in world.listed_since() if mark not in before or mark in row.reads] == list(row.reads)


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.said])
def test_nothing_is_stored_when_a_run_is_stopped(name: str, world: World) -> None:
    ROWS[name].known(world)
    world.load(**ROWS[name].config)
    assert not (world.folder / "lake.duckdb").exists()


def test_table_of_behavior_names_every_row_and_no_other() -> None:
    assert re.findall(r"^\| `(\w+)` \|", BEHAVIOR.read_text(), flags=re.MULTILINE) == list(ROWS)
