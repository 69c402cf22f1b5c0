"""A canary where secrets live: it is found in no output, ledger, event, metadata or traceback."""

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from dagster import DagsterInstance, serialize_value

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.duckdb_store import DuckDBStore, StoreError
from techpulse.hn_client import HackerNewsClient
from techpulse.hn_simulator import Faults, HackerNewsSimulator, generate_history
from techpulse.http_client import FetchError, HttpPolicy
from techpulse.ingestion_assets import HackerNewsClientResource, definitions

MONTH, CANARY = "2024-05", "cAnArY-5f1e"
COMMAND = [sys.executable, "-c", "import sys; from techpulse.cli import main; sys.exit(main())"]
SECRETIVE = dict.fromkeys(
    ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "TECHPULSE_API_TOKEN", "TECHPULSE_HN_TOKEN", "PGPASSWORD"), CANARY
)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
# Where an address may hide a secret; {} stands for the server's host and port.
HIDING_PLACES = [
    f"http://user:{CANARY}@{{}}/v0",
    f"http://{CANARY}@{{}}/v0",
    f"http://{{}}/v0?token={CANARY}",
    f"https://{{}}/v0?token={CANARY}",  # to a server that never says hello
]
FAULTS = ["reset", "stall", "html", "403", "503", "redirect", "huge"]


@pytest.fixture(scope="module")
def simulator() -> Iterator[HackerNewsSimulator]:
    with HackerNewsSimulator(generate_history(MONTH, seed=6, comments=20)) as running:
        yield running


def place_of(simulator: HackerNewsSimulator) -> str:
    return simulator.base_url.removeprefix("http://").removesuffix("/v0")


def run_command(database: Path, *options: str, environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    command = [*COMMAND, "ingest", MONTH, "--json", "--database", str(database), *options]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}, timeout=90
    )


def told_by(database: Path) -> str:
    """All that the ledger, the raw table and the quarantine hold, as text."""
    store = DuckDBStore(database)
    try:
        tables = [
            store.query(f"SELECT t::VARCHAR FROM {name} AS t") for name in ("loads", "raw_hn_items", "quarantine")
        ]
    except StoreError as error:
        return str(error)
    return str(tables)


def events_of_a_run(base_url: str, database: Path) -> str:
    """Every event of one run in this process, with its metadata and stack traces, as Dagster would store them."""
    client = HackerNewsClientResource(base_url=base_url, connect_timeout=0.5, read_timeout=0.2)
    job = definitions(client, DuckDBStoreResource(database_path=str(database))).resolve_job_def(
        "who_is_hiring_ingestion_job"
    )
    with DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(
            run_config=QUIET,
            instance=instance,
            partition_key=f"{MONTH}-01",
            tags={"techpulse/attended": "true"},
            raise_on_error=False,
        )
        return "\n".join(serialize_value(entry) for entry in instance.all_logs(result.run_id))


def test_secret_is_told_nowhere_when_the_environment_holds_it(tmp_path: Path, simulator: HackerNewsSimulator) -> None:
    ended = run_command(tmp_path / "a", "--base-url", simulator.base_url, environment=SECRETIVE)
    assert ended.returncode == 0
    assert CANARY not in ended.stdout + ended.stderr + told_by(tmp_path / "a")


@pytest.mark.long
def test_secret_is_told_nowhere_when_a_refused_setting_holds_it(tmp_path: Path, simulator: HackerNewsSimulator) -> None:
    address = HIDING_PLACES[0].format(place_of(simulator))
    ended = run_command(tmp_path / "a", environment={"TECHPULSE_HN_BASE_URL": address})
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "TECHPULSE_HN_BASE_URL" in ended.stderr
    assert CANARY not in ended.stderr
    assert not (tmp_path / "a").exists()


@pytest.mark.long
def test_secret_is_told_nowhere_when_any_part_of_an_address_holds_it(
    tmp_path: Path, simulator: HackerNewsSimulator
) -> None:
    for number, hiding_place in enumerate(HIDING_PLACES):
        address, database = hiding_place.format(place_of(simulator)), tmp_path / str(number)
        typed = run_command(database, "--base-url", address, environment=SECRETIVE)
        contact = run_command(
            database, "--base-url", simulator.base_url, environment={"TECHPULSE_CONTACT_URL": address}
        )
        for ended in (typed, contact):
            assert (ended.returncode, CANARY in ended.stdout + ended.stderr) == (2, False)
    print(f"canary in addresses: {2 * len(HIDING_PLACES)} trials, 0 failures")


def find_in_events(folder: Path, simulator: HackerNewsSimulator, *, kinds: list[str], places: list[str]) -> int:
    trials = 0
    for kind in kinds:
        simulator.faults = Faults(rates={kind: 1.0})
        for hiding_place in places:
            database = folder / f"{trials}.duckdb"
            events = events_of_a_run(hiding_place.format(place_of(simulator)), database)
            assert CANARY not in events, kind
            assert CANARY not in told_by(database)
            trials += 1
    simulator.faults = Faults()
    return trials


def test_secret_is_in_no_event_when_a_run_fails_on_an_address_that_holds_it(
    tmp_path: Path, simulator: HackerNewsSimulator
) -> None:
    find_in_events(tmp_path, simulator, kinds=["403"], places=HIDING_PLACES[:1])


@pytest.mark.long
def test_secret_is_in_no_event_when_a_run_fails_in_any_way(tmp_path: Path, simulator: HackerNewsSimulator) -> None:
    trials = find_in_events(tmp_path, simulator, kinds=FAULTS, places=HIDING_PLACES)
    print(f"canary in Dagster's events: {trials} trials, 0 failures")


def test_secret_is_in_no_message_when_a_fetch_fails_on_an_address_that_holds_it(
    simulator: HackerNewsSimulator,
) -> None:
    policy = HttpPolicy(attempts=1, total_timeout_seconds=0.5)
    nobody = ["127.0.0.1:9", "name.invalid", "[::1", "127.0.0.1:99999"]
    for kind in FAULTS:
        simulator.faults = Faults(rates={kind: 1.0})
        for hiding_place in HIDING_PLACES:
            for host in (place_of(simulator), *nobody):
                with (
                    HackerNewsClient(hiding_place.format(host), 0.1, read_timeout=0.2, policy=policy) as client,
                    pytest.raises(FetchError) as caught,
                ):
                    client.get_item(1)
                assert caught.value.__cause__ is None or CANARY not in "".join(traceback.format_exception(caught.value))
    simulator.faults = Faults()
