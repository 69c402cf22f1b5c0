"""A network and a source that misbehave: a load completes with exactly the source's rows, or fails and says why."""

import json
import random
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from techpulse.duckdb_store import DuckDBStore, LoadFacts
from techpulse.hn_client import HackerNewsClient
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator, generate_history
from techpulse.http_client import FetchError, HttpPolicy
from techpulse.ingestion_assets import ingest_thread

MONTH, PARTITION, SEED = "2024-05", "2024-05-01", 7
COMMAND = [sys.executable, "-c", "import sys; from techpulse.cli import main; sys.exit(main())"]
READ_TIMEOUT_SECONDS = 0.3
IMPATIENT = HttpPolicy(
    total_timeout_seconds=0.6, backoff_seconds=0.01, backoff_cap_seconds=0.05, retry_after_cap_seconds=0.05
)
STATUSES = ["429", "429-date", "429-seconds", "500", "502", "503"]
BODIES = ["empty", "html", "not-json", "truncated", "short"]
CONNECTIONS = ["reset", "reset-mid", "stall", "drip"]
WITHHELD = ["500", "401", "403", "null", "html"]


@dataclass(frozen=True)
class Thread:
    """A made-up thread: its root, and the bytes of every item that can be reached from there."""

    root: int
    items: dict[int, bytes]

    def without_branch(self, lost: int) -> set[int]:
        """What can still be reached where the item `lost` is not to be had."""
        found, ahead = set(), [self.root]
        while ahead:
            if (item_id := ahead.pop()) != lost:
                found.add(item_id)
                ahead += kids_of(self.items[item_id])
        return found


def kids_of(body: bytes) -> list[int]:
    kids: list[int] = json.loads(body).get("kids", [])
    return kids


def made_up_thread(comments: int, *, seed: int) -> Thread:
    items = generate_history(MONTH, seed=seed, comments=comments).items
    root = next(item_id for item_id, body in items.items() if b"Who is hiring" in body)
    reached, ahead = {}, [root]
    while ahead:
        item_id = ahead.pop()
        reached[item_id] = items[item_id]
        ahead += kids_of(items[item_id])
    return Thread(root, reached)


@contextmanager
def served(thread: Thread, faults: Faults) -> Iterator[tuple[HackerNewsSimulator, HackerNewsClient]]:
    with (
        HackerNewsSimulator(HackerNewsDump(thread.items), faults=faults) as simulator,
        HackerNewsClient(simulator.base_url, read_timeout=READ_TIMEOUT_SECONDS, policy=IMPATIENT) as client,
    ):
        yield simulator, client


def current(store: DuckDBStore) -> dict[int, tuple[bytes, bool]]:
    """Payload by id, and whether the row stands for an item that the source did not give."""
    rows = store.query(
        "SELECT item_id, payload::VARCHAR, coalesce(tombstone::VARCHAR = payload::VARCHAR, false) FROM current_hn_items"
    )
    found = {int(str(item_id)): (str(payload).encode(), is_missing is True) for item_id, payload, is_missing in rows}
    assert len(found) == len(rows), "an item is there twice"
    return found


def check_no_silent_gap(store: DuckDBStore, thread: Thread, load: LoadFacts) -> int:
    """How many items are told to be missing; whatever is not told of must be there exactly as the source has it."""
    rows = current(store)
    told = {item_id for item_id, (_, is_missing) in rows.items() if is_missing}
    told |= {int(record.key) for record in store.quarantined(load.load_id)}
    below_told, ahead = set(), list(told)
    while ahead:
        kids = kids_of(thread.items[ahead.pop()])
        below_told.update(kids)
        ahead += kids
    assert thread.items.keys() - rows.keys() - told <= below_told, "a silent gap"
    for item_id in rows.keys() - told:
        assert rows[item_id][0] == thread.items[item_id]
    assert (load.rows, load.quarantined) == (len(rows), len(store.quarantined(load.load_id)))
    return len(told)


def check_failure_is_told(store: DuckDBStore, error: FetchError) -> None:
    [load] = store.loads()
    assert (load.status, load.error_kind, load.error_text) == ("failed", type(error).__name__, str(error))
    assert store.query("SELECT * FROM current_hn_items") == []


def drawn_faults(trial: int) -> Faults:
    """One to eight kinds of fault, each hitting 1 to 20 % of the requests, all together 95 % at most."""
    rng = random.Random(f"{SEED}/{trial}")
    kinds = rng.sample(STATUSES + BODIES + CONNECTIONS, rng.randint(1, 8))
    rates = {kind: rng.uniform(0.01, 0.2) for kind in kinds}
    excess = max(1.0, sum(rates.values()) / 0.95)
    return Faults(rates={kind: rate / excess for kind, rate in rates.items()}, seed=trial)


def run_amid_faults(database: Path, trial: int) -> str:
    """How the load ended; after a failed one, the next run over a sound network must bring every row."""
    thread = made_up_thread(random.Random(trial).randint(30, 90), seed=trial)
    store = DuckDBStore(database)
    with served(thread, drawn_faults(trial)) as (simulator, client):
        try:
            load = ingest_thread(client, store, partition_key=PARTITION, thread_id=thread.root)
        except FetchError as error:
            check_failure_is_told(store, error)
            simulator.faults = Faults()
            load = ingest_thread(client, store, partition_key=PARTITION, thread_id=thread.root)
            assert check_no_silent_gap(store, thread, load) == 0
            return "failed"
        unread = load.requests - simulator.request_count  # attempts whose connection broke before the server read them
        assert 0 <= unread <= load.retries
        return "with items told missing" if check_no_silent_gap(store, thread, load) else "whole"


def amid_faults(folder: Path, trials: range) -> None:
    begun = time.monotonic()
    ends = [run_amid_faults(folder / f"{trial}.duckdb", trial) for trial in trials]
    counts = ", ".join(f"{ends.count(end)} {end}" for end in sorted(set(ends)))
    print(f"network faults at 1-20 %: {len(ends)} trials, {counts}, {time.monotonic() - begun:.0f} s, 0 failures")


def test_load_is_whole_or_says_what_lacks_when_the_network_is_ill(tmp_path: Path) -> None:
    amid_faults(tmp_path, range(3))


@pytest.mark.long
def test_load_is_whole_or_says_what_lacks_when_the_network_is_ill_in_many_ways(tmp_path: Path) -> None:
    amid_faults(tmp_path, range(200))


def withhold_one(database: Path, trial: int) -> None:
    """One item is never to be had: half of the time one with replies, which then can't be reached either."""
    rng = random.Random(f"{SEED}/withheld/{trial}")
    thread = made_up_thread(60, seed=trial)
    comments = sorted(thread.items.keys() - {thread.root})
    inner = [item_id for item_id in comments if kids_of(thread.items[item_id])]
    lost, kind = rng.choice(inner if trial % 2 else comments), WITHHELD[trial % len(WITHHELD)]
    store = DuckDBStore(database)
    with served(thread, Faults(always={f"/v0/item/{lost}.json": kind})) as (_, client):
        load = ingest_thread(client, store, partition_key=PARTITION, thread_id=thread.root)
    rows = current(store)
    assert {item_id for item_id, (_, is_missing) in rows.items() if not is_missing} == thread.without_branch(lost)
    if kind == "html":
        [record] = store.quarantined(load.load_id)
        assert (record.key, load.quarantined) == (str(lost), 1)
        assert record.payload.startswith("<!doctype html>")
    else:
        assert kind in json.loads(rows[lost][0])["reason"]
        assert load.quarantined == 0
    assert check_no_silent_gap(store, thread, load) == 1


def test_item_is_counted_and_the_rest_lands_when_it_is_never_to_be_had(tmp_path: Path) -> None:
    for trial in range(5):
        withhold_one(tmp_path / f"{trial}.duckdb", trial)


@pytest.mark.long
def test_item_is_counted_and_the_rest_lands_when_it_is_never_to_be_had_at_many_places(tmp_path: Path) -> None:
    begun = time.monotonic()
    for trial in range(50):
        withhold_one(tmp_path / f"{trial}.duckdb", trial)
    print(f"item withheld for ever: 50 trials, {time.monotonic() - begun:.0f} s, 0 failures")


ACCOUNT = "/v0/user/whoishiring.json"
REFUSALS = {  # fault of the first answer, and what is said of it
    "redirect": "refused a redirect to http://elsewhere.invalid/, another host; check the base URL",
    "redirect-file": "refused a redirect to file:///etc/hostname, another host; check the base URL",
    "huge": "refused, the body is larger than 16,777,216 bytes",
    "bomb": "refused, the body is larger than 16,777,216 bytes",
    "html": "answer is not a user in JSON",
    "403": "HTTP 403 Forbidden; check the address",
    "503": "HTTP 503 Service Unavailable; try again later",
}
ADDRESSES = {  # base URL and what is said of it
    "http://127.0.0.1:{port}/nowhere": "HTTP 404 Not Found; check the address",
    "https://127.0.0.1:{plain_port}/v0": "TLS failed",
    "http://127.0.0.1:9/v0": "connection failed (Connection refused); check the network",
    "http://name.invalid/v0": "the host name can't be resolved",
}


def refused_in_one_line(base_url: str, database: Path, *, saying: str) -> None:
    command = [*COMMAND, "ingest", MONTH, "--base-url", base_url, "--database", str(database)]
    begun = time.monotonic()
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, ended.stdout) == (1, ""), ended.stderr
    assert ended.stderr.startswith(f"techpulse: {MONTH} failed: ")
    assert saying in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert time.monotonic() - begun < 20
    assert not database.exists()


class PlainAnswer(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@contextmanager
def server_without_tls() -> Iterator[int]:
    """The port of a server that answers whatever comes in plain text."""
    with socketserver.TCPServer(("127.0.0.1", 0), PlainAnswer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def refuse(folder: Path, *, faults: list[str], addresses: list[str]) -> None:
    with HackerNewsSimulator(generate_history(MONTH, comments=5)) as simulator, server_without_tls() as plain_port:
        for kind in faults:
            simulator.faults = Faults(always={ACCOUNT: kind})
            refused_in_one_line(simulator.base_url, folder / "lake.duckdb", saying=REFUSALS[kind])
        port = simulator.base_url.removesuffix("/v0").rpartition(":")[2]
        for address in addresses:
            base_url = address.format(port=port, plain_port=plain_port)
            refused_in_one_line(base_url, folder / "lake.duckdb", saying=ADDRESSES[address])


@pytest.mark.long
def test_command_fails_in_one_line_within_20_seconds_when_the_source_is_not_what_it_should_be(tmp_path: Path) -> None:
    begun = time.monotonic()
    refuse(tmp_path, faults=list(REFUSALS), addresses=list(ADDRESSES))
    count = len(REFUSALS) + len(ADDRESSES)
    print(f"refused by the command: {count} trials, {time.monotonic() - begun:.0f} s, 0 failures")
