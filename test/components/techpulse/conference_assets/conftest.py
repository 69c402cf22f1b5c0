"""What runs of this source need: five made-up sites on loopback, a database, and Dagster.

Belongs here: how a run is made and what it left. Does not: laws.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from dagster import AssetKey, DagsterInstance, ExecuteInProcessResult

from techpulse.asset_kit import ATTENDED_TAG, DuckDBStoreResource
from techpulse.conference_assets import ConferenceResource, definitions
from techpulse.conference_client import ConferenceClient
from techpulse.conference_simulator import Conference, ConferenceSimulator, ConferenceSites, Due
from techpulse.duckdb_store import DuckDBStore

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
COUNTED: tuple[str, ...] = ("conferences", "conference_changes", "deadlines", "deadline_changes", "conference_sources")
COUNTED += ("conference_source_changes", "raw_conference_pages", "quarantine")


class HastyResource(ConferenceResource):
    """Asks once, and at no pace, where the real one is gentle and tries for minutes."""

    @contextmanager
    def get_client(self) -> Iterator[ConferenceClient]:
        usual = ConferenceClient.POLICIES
        policies = {site: replace(usual[site], attempts=1, requests_per_second=None) for site in usual}
        places = {site: tuple(self.addresses.get(site, ())) for site in usual}
        with ConferenceClient(places, policies=policies) as client:
            yield client


def made_up(acronym: str, name: str, *, year: int = 2028, sites: Sequence[str] = (), **other: Any) -> Conference:
    """A conference with all four deadlines, told of by `sites`, else by all."""
    days = {"abstract": (1, 10), "submission": (1, 17), "notification": (3, 20), "camera_ready": (4, 20)}
    told: dict[str, Any] = {"sites": frozenset(sites)} if sites else {}
    return Conference(
        acronym=acronym,
        full_name=name,
        year=year,
        starts_date=date(year, 6, 5),
        ends_date=date(year, 6, 9),
        url=f"https://{acronym.lower()}.example.org/{year}/",
        dues=tuple(Due(kind, datetime.combine(date(year, *day), time(23, 59, 59))) for kind, day in days.items()),
        **told,
        **other,
    )


@dataclass
class World:
    """Sites that are served, and the places that runs write to."""

    folder: Path
    instance: DagsterInstance
    sites: ConferenceSites = field(default_factory=ConferenceSites)
    elsewhere: dict[str, list[str]] = field(default_factory=dict)
    simulator: ConferenceSimulator = field(init=False)

    def __post_init__(self) -> None:
        self.simulator = ConferenceSimulator(self.sites)

    @property
    def store(self) -> DuckDBStore:
        return DuckDBStore(self.folder / "lake.duckdb")

    def add(self, acronym: str, name: str, **other: Any) -> int:
        return self.sites.add(made_up(acronym, name, **other))

    def run(self, *, partition: str | None = None, only: Sequence[str] | None = None) -> ExecuteInProcessResult:
        addresses = {str(site): list(each) for site, each in self.simulator.addresses.items()} | self.elsewhere
        made = definitions(
            HastyResource(addresses=addresses),
            DuckDBStoreResource(database_path=str(self.folder / "lake.duckdb")),
        )
        return made.resolve_job_def("crawl_job").execute_in_process(
            run_config=QUIET,
            partition_key=partition or datetime.now(UTC).date().isoformat(),
            instance=self.instance,
            raise_on_error=False,
            tags={ATTENDED_TAG: "true"},
            asset_selection=[AssetKey(name) for name in only] if only else None,
        )

    def succeed(self) -> Mapping[str, Mapping[str, Any]]:
        """What a run that must succeed says, by asset."""
        result = self.run()
        assert result.success, self.failure(result)
        return self.said(result)

    def said(self, result: ExecuteInProcessResult) -> Mapping[str, Mapping[str, Any]]:
        return {
            made.asset_key.to_user_string(): {name: value.value for name, value in made.metadata.items()}
            for made in result.asset_materializations_for_node("crawl")
        }

    def verdicts(self, result: ExecuteInProcessResult) -> Mapping[str, tuple[bool, str]]:
        """Of each check whether it passed, and what it names."""
        return {
            each.check_name: (each.passed, str(each.metadata["what"].value))
            for each in result.get_asset_check_evaluations()
        }

    def failure(self, result: ExecuteInProcessResult) -> str:
        return " ".join(
            f"{event.step_failure_data.user_failure_data} {event.step_failure_data.error}"
            for event in result.get_step_failure_events()
        )

    def ask(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        with self.store as store:
            return store.query(sql, list(parameters))

    def counts(self) -> Mapping[str, int]:
        """The rows of every table but the ledger's."""
        with self.store as store:
            return {name: int(str(store.query(f"SELECT count(*) FROM {name}")[0][0])) for name in COUNTED}

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """The table as text, without the columns that say when and by which load."""
        excluded = {
            "conferences": "version, first_seen_at, changed_at, content_sha256",
            "deadlines": "version, first_seen_at, changed_at, content_sha256",
            "conference_sources": "version, first_seen_at, changed_at, content_sha256, last_seen_at",
        }[table]
        return self.ask(f"SELECT COLUMNS(* EXCLUDE ({excluded}))::VARCHAR FROM {table} ORDER BY ALL")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Five sites that tell of the same few conferences, served on loopback, with nothing read yet."""
    with DagsterInstance.ephemeral() as instance:
        world = World(tmp_path, instance)
        for acronym, name in (
            ("MOKELA", "Conference on Lighthouse Signals"),
            ("ZUPINE", "Symposium on Quiet Machines"),
            ("FYDOVO", "Conference on Map Folding and Vision"),
            ("RIKESU", "Annual Meeting of the Society for Night Trains"),
        ):
            world.add(acronym, name)
        with world.simulator:
            yield world
