"""What runs read, store and say: from both APIs on loopback to a real DuckDB file, through Dagster."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dagster import DagsterInstance, ExecuteInProcessResult

from techpulse.answer_server import Answer, Faults
from techpulse.asset_kit import ATTENDED_TAG, DuckDBStoreResource
from techpulse.duckdb_store import DuckDBStore
from techpulse.http_client import HttpPolicy
from techpulse.parliament_assets import BILLS, ParliamentResource, definitions, ingest_session
from techpulse.parliament_client import ParliamentClient
from techpulse.parliament_simulator import Parliament, ParliamentSimulator, generate_parliament

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
HASTY = HttpPolicy(attempts=1, max_connections=8)
COLUMNS = [*BILLS.key, *BILLS.tracked]


class HastyResource(ParliamentResource):
    """Asks once, and at no pace, where the real one is gentle and tries for minutes."""

    @contextmanager
    def get_client(self) -> Iterator[ParliamentClient]:
        with ParliamentClient(
            self.openparliament_url,
            self.legisinfo_url,
            openparliament_policy=HASTY,
            legisinfo_policy=HASTY,
            legisinfo_form=self.legisinfo_form,
        ) as client:
            yield client


@dataclass
class World:
    """A parliament that is served, and the places that runs write to."""

    folder: Path
    instance: DagsterInstance
    parliament: Parliament = field(default_factory=lambda: generate_parliament({"45-1": 6}, seed=3))
    simulator: ParliamentSimulator = field(init=False)

    def __post_init__(self) -> None:
        self.simulator = ParliamentSimulator(self.parliament)

    @property
    def database(self) -> Path:
        return self.folder / "lake.duckdb"

    @property
    def store(self) -> DuckDBStore:
        return DuckDBStore(self.database)

    def run(
        self, job: str, *, config: Mapping[str, Any] | None = None, partition: str | None = None
    ) -> ExecuteInProcessResult:
        asset = {"fetch_bills_job": "fetch_latest_bills", "fetch_session_bills_job": "fetch_parliament_session_bills"}
        made = definitions(
            HastyResource(
                openparliament_url=self.simulator.openparliament_url,
                legisinfo_url=self.simulator.legisinfo_url,
            ),
            DuckDBStoreResource(database_path=str(self.database)),
        )
        ops = {"ops": {asset[job]: {"config": dict(config)}}} if config else {}
        return made.resolve_job_def(job).execute_in_process(
            run_config={**QUIET, **ops},
            partition_key=partition,
            instance=self.instance,
            raise_on_error=False,
            tags={ATTENDED_TAG: "true"},
        )

    def latest(self, **config: object) -> Mapping[str, Any]:
        """The metadata of a run of "what is new", which must succeed."""
        return told(self.run("fetch_bills_job", config=config))

    def session(self, session: str, **config: object) -> Mapping[str, Any]:
        """The metadata of a backfill of a session, which must succeed."""
        self.instance.add_dynamic_partitions("parliament_sessions", [session])
        return told(self.run("fetch_session_bills_job", config=config, partition=session))

    def bills(self, *columns: str) -> list[tuple[object, ...]]:
        with self.store as store:
            return store.query(f"SELECT {', '.join(columns)} FROM bills ORDER BY parliament, session, number")


def told(result: ExecuteInProcessResult) -> Mapping[str, Any]:
    """What the materialization of a successful run says."""
    assert result.success, failure(result)
    [materialization] = result.asset_materializations_for_node(result.job_def.nodes[0].name)
    return {name: value.value for name, value in materialization.metadata.items()}


def failure(result: ExecuteInProcessResult) -> str:
    """Why the run failed."""
    words = [str(event.step_failure_data.user_failure_data) for event in result.get_step_failure_events()]
    errors = [str(event.step_failure_data.error) for event in result.get_step_failure_events()]
    return " ".join([*words, *errors])


def verdicts(result: ExecuteInProcessResult) -> dict[str, bool]:
    return {check.check_name: check.passed for check in result.get_asset_check_evaluations()}


def stored(world: World) -> list[tuple[object, ...]]:
    """How many rows each table has."""
    names = ("raw_bills", "raw_bill_details", "bills", "bill_changes", "quarantine")
    with world.store as store:
        return [store.query(f"SELECT count(*) FROM {name}")[0] for name in names]


def counts(metadata: Mapping[str, Any]) -> tuple[int, int, int]:
    """Read in detail, created, updated."""
    return metadata["bills_fetched"], metadata["bills_created"], metadata["bills_updated"]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with DagsterInstance.ephemeral() as instance:
        made = World(tmp_path, instance)
        with made.simulator:
            yield made


def at(day: int) -> datetime:
    return datetime(2026, 11, day, 15, tzinfo=UTC)


# What a run costs, and what it brings


def test_two_requests_are_made_and_nothing_is_stored_when_nothing_is_new(world: World) -> None:
    assert counts(world.latest()) == (6, 6, 0)
    before, rows = world.simulator.request_count, stored(world)
    again = world.latest()
    assert counts(again) == (0, 0, 0)
    assert world.simulator.request_count - before == again["request_count"] == 2
    assert stored(world) == rows


def test_two_more_requests_are_made_when_one_bill_has_changed(world: World) -> None:
    world.latest()
    before = world.simulator.request_count
    world.parliament.advance("45-1", "C-2", at=at(20))
    changed = world.latest()
    assert counts(changed) == (1, 0, 1)
    assert world.simulator.request_count - before == changed["request_count"] == 4
    with world.store as store:
        fields = store.query("SELECT DISTINCT number, field FROM bill_changes WHERE change = 'updated'")
    assert {number for number, _ in fields} == {"C-2"}
    assert {"latest_activity_at", "stages"} <= {name for _, name in fields}


def test_both_sessions_are_read_when_a_new_one_has_begun(world: World) -> None:
    world.latest()
    world.parliament.add("46-1", at=at(20))
    world.parliament.add("46-1", at=at(21))
    before = world.simulator.request_count
    begun = world.latest()
    assert counts(begun) == (2, 2, 0)
    assert begun["sessions"] == "45-1, 46-1"
    assert world.simulator.request_count - before == 1 + 2 + 2 * 2  # discovery, two lists, two details a bill
    assert world.instance.get_dynamic_partitions("parliament_sessions") == ["45-1", "46-1"]

    before = world.simulator.request_count
    assert counts(world.latest()) == (0, 0, 0)
    assert world.simulator.request_count - before == 2


def test_the_most_recently_active_bills_come_first_when_a_run_may_read_few(world: World) -> None:
    one, other = world.parliament.numbers("45-1")[1:3]
    world.parliament.edit("45-1", one, at=at(21))
    world.parliament.edit("45-1", other, at=at(20))
    first = world.latest(limit=2)
    assert (*counts(first), first["bills_waiting"]) == (2, 2, 0, 4)
    assert {number for (number,) in world.bills("number")} == {one, other}
    assert [counts(world.latest(limit=3))[1] for _ in range(3)] == [3, 1, 0]


def test_a_run_says_its_usual_counts(world: World) -> None:
    told = world.session("45-1")
    assert set(told) >= {"bills_fetched", "bills_created", "bills_updated", "error_count", "duration_seconds"}
    assert (told["item_count"], told["dagster/row_count"], told["error_count"]) == (18, 6, 0)
    assert datetime.fromisoformat(told["fetch_timestamp"]).tzinfo == UTC
    assert "C-2" in told["preview"]


def test_rows_are_made_anew_of_what_bronze_holds_when_an_older_merging_made_them(world: World) -> None:
    world.latest()
    rows = world.bills(*COLUMNS, "enriched_sha256")
    with duckdb.connect(str(world.database)) as database:
        database.execute("UPDATE bills SET title_en = 'misread', merged_by = 0 WHERE number = 'C-2'")
    assert counts(world.latest()) == (0, 0, 0)
    assert world.bills(*COLUMNS, "enriched_sha256") == rows


def test_a_session_is_read_without_dagster_when_the_brick_stands_alone(world: World) -> None:
    urls = world.simulator.openparliament_url, world.simulator.legisinfo_url
    with ParliamentClient(*urls, openparliament_policy=HASTY, legisinfo_policy=HASTY) as client, world.store as store:
        found = ingest_session(client, store, session="45-1", limit=4, now=at(1))
    assert (found.session, found.tally.created, found.waiting, found.missing) == ("45-1", 4, 2, 0)


# Failures


def test_what_was_known_stays_when_enriching_fails(world: World) -> None:
    world.latest()
    known = world.bills("number", "summary_en", "sponsor_name", "status_code")
    world.parliament.advance("45-1", "C-2", at=at(20))
    world.simulator.faults = Faults(always={"/legisinfo/en/bill/45-1/c-2/json": "500"})
    result = world.run("fetch_bills_job")
    assert (counts(told(result)), told(result)["error_count"]) == ((1, 0, 1), 1)
    assert verdicts(result)["every_detail_was_answered"] is False
    changed = [row for row in world.bills("number", "summary_en", "sponsor_name", "status_code") if row not in known]
    assert [row[:3] for row in changed] in ([], [row[:3] for row in known if row[0] == "C-2"])

    world.simulator.faults = Faults()
    assert counts(world.latest())[0] == 1  # still due
    assert counts(world.latest())[0] == 0


def test_the_run_fails_and_keeps_the_rest_when_an_api_answers_nothing(world: World) -> None:
    paths = [f"/bills/45-1/{number}/?format=json" for number in world.parliament.numbers("45-1")]
    world.simulator.faults = Faults(always=dict.fromkeys(paths, "503"))
    result = world.run("fetch_bills_job")
    assert not result.success
    assert "openparliament answered for none of 6 bills" in failure(result)
    assert len([title for (title,) in world.bills("title_fr") if title]) == 6

    world.simulator.faults = Faults()
    assert counts(world.latest()) == (6, 0, 6)
    assert [code for (code,) in world.bills("status_code") if not code] == []


@pytest.mark.parametrize("fault", ["500", "null", "html"])
def test_nothing_changes_and_the_load_is_failed_when_the_list_cannot_be_read(world: World, fault: str) -> None:
    world.latest()
    rows = stored(world)
    world.simulator.faults = Faults(always={"/legisinfo/en/bills/json?parlsession=45-1": fault})
    assert not world.run("fetch_bills_job").success
    assert stored(world) == rows
    with world.store as store:
        assert [load.status for load in store.loads(source="parliament", limit=1)] == ["failed"]


def test_nothing_changes_when_the_list_has_lost_half_of_its_bills(world: World) -> None:
    world.latest()
    rows = stored(world)
    for number in world.parliament.numbers("45-1")[:3]:
        world.parliament.remove("45-1", number)
    result = world.run("fetch_bills_job")
    assert not result.success
    assert "LEGISinfo lists 3 bills of 45-1, and 6 are known" in failure(result)
    assert stored(world) == rows


def test_a_bill_stays_and_a_check_says_so_when_it_is_listed_no_more(world: World) -> None:
    world.latest()
    world.parliament.remove("45-1", world.parliament.numbers("45-1")[0])
    result = world.run("fetch_bills_job")
    assert verdicts(result)["every_known_bill_is_listed"] is False
    assert len(world.bills("number")) == 6


def test_a_session_that_has_no_bills_is_no_success(world: World) -> None:
    world.parliament.begin_session("46-2")
    world.instance.add_dynamic_partitions("parliament_sessions", ["46-2"])
    result = world.run("fetch_session_bills_job", partition="46-2")
    assert not result.success
    assert "LEGISinfo lists 0 bills of 46-2" in failure(result)


class OddSimulator(ParliamentSimulator):
    """Lists something besides that is no bill."""

    def _answer(self, target: str) -> Answer:
        answer = super()._answer(target)
        is_list = "/bills/json" in target
        return answer._replace(body=answer.body.rstrip()[:-1] + b', {"what": "is this"}]') if is_list else answer


def test_what_is_no_bill_is_kept_apart_and_the_bills_are_read(world: World) -> None:
    with OddSimulator(world.parliament) as world.simulator:
        result = world.run("fetch_bills_job")
    assert counts(told(result)) == (6, 6, 0)
    assert told(result)["quarantined_count"] == 1
    assert verdicts(result)["every_record_was_sound"] is False
    with world.store as store:
        assert store.query("SELECT payload FROM quarantine") == [('{"what": "is this"}',)]


@pytest.mark.parametrize(
    ("config", "partition", "complaint"),
    [
        ({"parliament": 45}, None, "give both"),
        ({}, None, "no session"),
        ({"parliament": 44, "session": 1}, "45-1", "leave one of them out"),
        ({"parliament": 0, "session": 1}, None, "0-1 is no session"),
    ],
)
def test_a_run_is_refused_when_its_session_cannot_be_told(
    world: World, config: Mapping[str, object], partition: str | None, *, complaint: str
) -> None:
    world.instance.add_dynamic_partitions("parliament_sessions", ["45-1"])
    result = world.run("fetch_session_bills_job", config=config, partition=partition)
    assert not result.success
    assert complaint in failure(result)
    assert world.simulator.request_count == 0


def test_a_session_is_read_by_its_numbers_when_there_is_no_partition(world: World) -> None:
    assert counts(told(world.run("fetch_session_bills_job", config={"parliament": 45, "session": 1}))) == (6, 6, 0)


def test_every_session_becomes_a_partition_when_they_are_discovered(world: World) -> None:
    for session in ("37-1", "37-2", "38-1", "39-1", "40-1", "41-1", "42-1", "43-1", "43-2", "44-1"):
        world.parliament.add(session)
    assert world.run("discover_sessions_job").success
    known = world.instance.get_dynamic_partitions("parliament_sessions")
    assert known == ["37-1", "37-2", "38-1", "39-1", "40-1", "41-1", "42-1", "43-1", "43-2", "44-1", "45-1"]


# Histories


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 6))])
def test_bills_are_what_one_reading_of_the_end_gives_after_any_history_and_changes_replay_to_them(
    world: World, seed: int
) -> None:
    rng = random.Random(seed)
    for day in range(1, 6):
        change_at_random(world, rng, at=at(day))
        world.latest(limit=rng.choice([1, 3, 50]))
    world.simulator.faults = Faults()
    for _ in range(3):
        world.session("45-1")
    columns = [name for name in COLUMNS if name != "is_private_member"]
    lived = world.bills(*columns)
    fresh = World(world.folder / "fresh", world.instance, parliament=world.parliament)
    fresh.simulator = world.simulator
    fresh.session("45-1")
    assert fresh.bills(*columns) == lived
    assert replayed(world) == replayed(fresh) == sorted(fresh.bills(*(f"{name}::VARCHAR" for name in COLUMNS)))


def change_at_random(world: World, rng: random.Random, *, at: datetime) -> None:
    """Up to three of: a bill that advances, another title, a new bill, an API that fails for a bill."""
    for _ in range(rng.randrange(4)):
        number = rng.choice(world.parliament.numbers("45-1"))
        match rng.randrange(4):
            case 0:
                world.parliament.advance("45-1", number, at=at)
            case 1:
                world.parliament.edit("45-1", number, at=at, LongTitleEn=f"An Act of day {at.day}")
            case 2:
                world.parliament.add("45-1", at=at)
            case 3:
                path = rng.choice(
                    [f"/bills/45-1/{number}/?format=json", f"/legisinfo/en/bill/45-1/{number.lower()}/json"]
                )
                world.simulator.faults = Faults(always={path: rng.choice(["500", "html", "truncated"])})


def replayed(world: World) -> list[tuple[object, ...]]:
    """The rows of `bills` as their changes tell them, each column as text."""
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    with world.store as store:
        changes = store.query("SELECT number, field, old_value, new_value FROM bill_changes ORDER BY version, seen_at")
    for number, name, old, new in changes:
        row = rows.setdefault((number,), {})
        assert row.get(str(name)) == old
        row[str(name)] = new
    return sorted(tuple(row.get(name) for name in COLUMNS) for row in rows.values())


def test_one_session_is_read_at_a_time_once_they_are_discovered_unless_a_person_says_otherwise(
    world: World, tmp_path: Path
) -> None:
    with DagsterInstance.local_temp(str(tmp_path)) as world.instance:
        assert world.run("discover_sessions_job").success
        assert limits(world.instance) == {"parliament_api": 1}
        world.instance.event_log_storage.set_concurrency_slots("parliament_api", 3)
        assert world.run("discover_sessions_job").success
        assert limits(world.instance) == {"parliament_api": 3}


def limits(instance: DagsterInstance) -> dict[str, int]:
    return {pool.name: pool.limit for pool in instance.event_log_storage.get_pool_limits()}
