"""A month through Dagster, from a real server on loopback to a real DuckDB file."""

import gzip
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from dagster import AssetKey, DagsterInstance, ExecuteInProcessResult

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.duckdb_store import BronzeTable, DuckDBStore, LoadFacts, RawRecord
from techpulse.hn_client import HackerNewsClient
from techpulse.hn_simulator import Faults, HackerNewsDump, HackerNewsSimulator, generate_history, read_dump
from techpulse.http_client import TransientFetchError
from techpulse.ingestion_assets import HackerNewsClientResource, definitions, ingest_thread

RECORDINGS = Path(__file__).parents[4].parent / "shared" / "data" / "hackernews" / "firebase_form"
MONTH = "2024-05"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@pytest.fixture(scope="module")
def dump() -> HackerNewsDump:
    return generate_history(MONTH, seed=3, comments=160)


def run(base_url: str, database: Path, *, month: str = MONTH, select: str | None = None) -> ExecuteInProcessResult:
    defs = definitions(HackerNewsClientResource(base_url=base_url), DuckDBStoreResource(database_path=str(database)))
    job = defs.resolve_job_def("who_is_hiring_ingestion_job")
    with DagsterInstance.ephemeral() as instance:
        return job.execute_in_process(
            run_config=QUIET,
            instance=instance,
            partition_key=f"{month}-01",
            tags={"techpulse/attended": "true"},
            raise_on_error=False,
            asset_selection=None if select is None else [AssetKey(select)],
        )


def metadata_of(result: ExecuteInProcessResult, asset: str) -> Mapping[str, object]:
    [event] = [event for event in result.get_asset_materialization_events() if event.node_name == asset]
    return {k: v.value for k, v in event.step_materialization_data.materialization.metadata.items()}


def failure_of(result: ExecuteInProcessResult) -> Mapping[str, object]:
    [event] = result.get_step_failure_events()
    said = event.step_failure_data.user_failure_data
    assert said is not None
    return {name: value.value for name, value in said.metadata.items()}


def payloads(database: Path, month: str = MONTH) -> dict[object, object]:
    rows = DuckDBStore(database).query(
        "SELECT item_id, payload::VARCHAR FROM current_hn_items WHERE partition_key = ?", [f"{month}-01"]
    )
    found = {item_id: payload for item_id, payload in rows}  # noqa: C416 - dict() can't be typed over wider tuples
    assert len(found) == len(rows), "an item is there twice"
    return found


def thread_items(dump: HackerNewsDump, thread_id: int) -> dict[int, str]:
    """The items reachable from the thread's root, by id."""
    found, ahead = {}, [thread_id]
    while ahead:
        item_id = ahead.pop()
        found[item_id] = dump.items[item_id].decode()
        ahead += json.loads(dump.items[item_id]).get("kids", [])
    return found


def only_load(database: Path) -> LoadFacts:
    [load] = DuckDBStore(database).loads()
    return load


def test_every_item_is_a_row_as_sent_when_a_month_is_ingested(tmp_path: Path, dump: HackerNewsDump) -> None:
    database = tmp_path / "lake.duckdb"
    with HackerNewsSimulator(dump) as simulator:
        result = run(simulator.base_url, database)
    assert result.success
    thread_id = int(str(metadata_of(result, "who_is_hiring_thread_id")["thread_id"]))
    assert payloads(database) == thread_items(dump, thread_id)


def test_metadata_tells_counts_cost_and_the_first_posts_when_a_month_is_landed(
    tmp_path: Path, dump: HackerNewsDump
) -> None:
    database = tmp_path / "lake.duckdb"
    with HackerNewsSimulator(dump) as simulator:
        told = metadata_of(run(simulator.base_url, database), "raw_hn_items")
    load = only_load(database)
    assert {name: told[name] for name in told if name not in {"preview", "duration_seconds"}} == {
        "item_count": load.rows,
        "tombstone_count": load.tombstones,
        "quarantined_count": 0,
        "load_id": str(load.load_id),
        "request_count": load.requests,
        "retry_count": 0,
        "dagster/row_count": load.rows,
        "dagster/table_name": "raw_hn_items",
    }
    assert load.requests == load.rows
    assert str(told["preview"]).count("\n") == 6
    assert 0 < float(str(told["duration_seconds"])) < 60


def test_current_rows_are_the_same_when_a_month_is_ingested_twice(tmp_path: Path, dump: HackerNewsDump) -> None:
    database = tmp_path / "lake.duckdb"
    with HackerNewsSimulator(dump) as simulator:
        assert run(simulator.base_url, database).success
        first = payloads(database)
        assert run(simulator.base_url, database).success
    assert payloads(database) == first
    assert [load.status for load in DuckDBStore(database).loads()] == ["complete", "complete"]


def test_checks_pass_when_the_load_is_whole(tmp_path: Path, dump: HackerNewsDump) -> None:
    with HackerNewsSimulator(dump) as simulator:
        result = run(simulator.base_url, tmp_path / "lake.duckdb")
    verdicts = {each.check_name: each.passed for each in result.get_asset_check_evaluations()}
    assert verdicts == {
        "every_kid_is_accounted_for": True,
        "row_count_fits_descendants": True,
        "no_current_item_is_doubled": True,
        "every_item_was_had": True,
    }


def test_count_check_warns_when_the_story_promises_far_more_comments(tmp_path: Path, dump: HackerNewsDump) -> None:
    items = {
        item_id: body.replace(b'"descendants":1', b'"descendants":91') if b"(May 2024)" in body else body
        for item_id, body in dump.items.items()
    }
    with HackerNewsSimulator(HackerNewsDump(items)) as simulator:
        result = run(simulator.base_url, tmp_path / "lake.duckdb")
    failed = [each for each in result.get_asset_check_evaluations() if not each.passed]
    assert [(each.check_name, each.severity.value) for each in failed] == [("row_count_fits_descendants", "WARN")]


def leaf_of(dump: HackerNewsDump) -> int:
    """A comment of the hiring thread without replies."""
    return max(item_id for item_id, body in dump.items.items() if b'"kids"' not in body and b'"parent"' in body)


def test_deleted_item_keeps_its_payload_beside_its_tombstone_when_landed(tmp_path: Path, dump: HackerNewsDump) -> None:
    gone, database = leaf_of(dump), tmp_path / "lake.duckdb"
    body = b'{"deleted":true,"id":%d,"parent":%d,"type":"comment"}' % (gone, json.loads(dump.items[gone])["parent"])
    with HackerNewsSimulator(HackerNewsDump({**dump.items, gone: body})) as simulator:
        assert run(simulator.base_url, database).success
    [(text,)] = DuckDBStore(database).query(
        "SELECT tombstone::VARCHAR FROM current_hn_items WHERE is_tombstone AND item_id = ?", [gone]
    )
    stone = json.loads(str(text))
    assert payloads(database)[gone] == body.decode()
    assert (stone["id"], stone["deleted"], stone["dead"], stone["is_tombstone"]) == (gone, True, False, True)
    assert stone["kids"] == stone["parts"] == []
    assert all(stone[name] is None for name in ("type", "by", "time", "text", "parent", "title", "url", "score"))


@pytest.mark.parametrize("kind", ["null", "401", "403", "500"])
def test_item_becomes_a_tombstone_with_a_reason_when_it_is_never_to_be_had(
    tmp_path: Path, dump: HackerNewsDump, kind: str
) -> None:
    lost, database = leaf_of(dump), tmp_path / "lake.duckdb"
    with HackerNewsSimulator(dump, faults=Faults(always={f"/v0/item/{lost}.json": kind})) as simulator:
        result = run(simulator.base_url, database)
    assert result.success
    failed = [each for each in result.get_asset_check_evaluations() if not each.passed]
    assert [(each.check_name, each.severity.value) for each in failed] == [("every_item_was_had", "WARN")]
    assert failed[0].metadata["missing_items"].value == 1
    stone = json.loads(str(payloads(database)[lost]))
    assert stone["is_tombstone"] is True
    assert kind in stone["reason"]


def test_bad_record_is_quarantined_with_its_payload_and_its_replies_land_when_it_does_not_validate(
    tmp_path: Path, dump: HackerNewsDump
) -> None:
    bad = next(item_id for item_id, body in dump.items.items() if b'"kids"' in body and b'"parent"' in body)
    broken = dump.items[bad].replace(b'"time":', b'"time":"soon","was":')
    database = tmp_path / "lake.duckdb"
    with HackerNewsSimulator(HackerNewsDump({**dump.items, bad: broken})) as simulator:
        result = run(simulator.base_url, database)
    assert result.success
    [(key, payload, reason)] = DuckDBStore(database).query('SELECT "key", payload, reason FROM quarantine')
    assert (key, payload) == (str(bad), broken.decode())
    assert "time" in str(reason)
    assert metadata_of(result, "raw_hn_items")["quarantined_count"] == 1
    [check] = [each for each in result.get_asset_check_evaluations() if not each.passed]
    assert (check.check_name, check.metadata["quarantined_items"].value) == ("every_item_was_had", 1)
    kids = json.loads(broken)["kids"]
    assert set(kids) <= set(payloads(database))


def test_load_fails_and_nothing_is_current_when_more_than_a_fifth_is_missing(
    tmp_path: Path, dump: HackerNewsDump
) -> None:
    database = tmp_path / "lake.duckdb"
    lost = [item_id for item_id, body in dump.items.items() if b'"parent"' in body][::3]
    faults = Faults(always={f"/v0/item/{item_id}.json": "null" for item_id in lost})
    with HackerNewsSimulator(dump, faults=faults) as simulator:
        result = run(simulator.base_url, database)
    assert "more than a fifth" in str(failure_of(result)["reason"])
    assert only_load(database).status == "failed"
    assert payloads(database) == {}


def test_load_is_failed_in_a_new_file_when_the_thread_itself_is_not_to_be_had(tmp_path: Path) -> None:
    faults = Faults(always={"/v0/item/1.json": "null"})
    with (
        HackerNewsSimulator(HackerNewsDump({1: b"{}"}), faults=faults) as simulator,
        HackerNewsClient(simulator.base_url) as client,
        DuckDBStore(tmp_path / "lake.duckdb") as store,
        pytest.raises(TransientFetchError, match="thread 1 itself answers null"),
    ):
        ingest_thread(client, store, partition_key="2024-05-01", thread_id=1)
    assert (only_load(tmp_path / "lake.duckdb").status, payloads(tmp_path / "lake.duckdb")) == ("failed", {})


def test_run_says_skipped_with_a_reason_when_the_month_has_no_thread(tmp_path: Path, dump: HackerNewsDump) -> None:
    with HackerNewsSimulator(dump) as simulator:
        result = run(simulator.base_url, tmp_path / "lake.duckdb", month="2019-02")
    assert failure_of(result)["skipped"] is True
    assert "no “Who is hiring?” thread for February 2019" in str(failure_of(result)["reason"])
    assert not (tmp_path / "lake.duckdb").exists()


def test_run_says_skipped_with_a_reason_when_the_upstream_asset_was_never_materialized(
    tmp_path: Path, dump: HackerNewsDump
) -> None:
    with HackerNewsSimulator(dump) as simulator:
        result = run(simulator.base_url, tmp_path / "lake.duckdb", select="raw_hn_items")
    assert failure_of(result)["skipped"] is True
    assert "materialize who_is_hiring_thread_id first" in str(failure_of(result)["reason"])


def test_failed_load_is_taken_up_and_only_what_lacks_is_fetched_when_run_again(
    tmp_path: Path, dump: HackerNewsDump
) -> None:
    database = tmp_path / "lake.duckdb"
    lost = [item_id for item_id, body in dump.items.items() if b'"parent"' in body][::3]
    with HackerNewsSimulator(dump) as simulator:
        simulator.faults = Faults(always={f"/v0/item/{item_id}.json": "null" for item_id in lost})
        assert not run(simulator.base_url, database).success
        stored = only_load(database)
        simulator.faults = Faults()
        before = simulator.requests
        result = run(simulator.base_url, database)
        asked_again = simulator.requests - before
    resumed = only_load(database)
    assert (resumed.load_id, resumed.status) == (stored.load_id, "complete")
    thread = thread_items(dump, int(str(metadata_of(result, "who_is_hiring_thread_id")["thread_id"])))
    assert payloads(database) == thread
    walked = {path for path in asked_again if f"{path}".removeprefix("/v0/item/").removesuffix(".json").isdigit()}
    assert len(walked & {f"/v0/item/{item_id}.json" for item_id in thread}) <= len(thread) - stored.rows + 1


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="the recordings of real threads are not on this machine")
@pytest.mark.parametrize(
    "name",
    [
        "2011-04_2396027.from_algolia.ndjson.gz",
        "2018-03_16492994.from_html.ndjson.gz",
        "2018-04_16735011.from_html.ndjson.gz",
        "2018-05_16967543.snapshot_20180528.from_html.ndjson.gz",
        "2018-06_17205865.snapshot_20180603T2043Z.from_html.ndjson.gz",
        "2024-09_41425910.from_html.ndjson.gz",
    ],
)
def test_recorded_thread_is_stored_byte_for_byte_when_ingested(tmp_path: Path, name: str) -> None:
    recording, database, month = RECORDINGS / name, tmp_path / "lake.duckdb", name[:7]
    lines = gzip.decompress(recording.read_bytes()).removesuffix(b"\n").split(b"\n")
    with HackerNewsSimulator(read_dump([recording])) as simulator:
        result = run(simulator.base_url, database, month=month)
    assert result.success
    assert {each.check_name: each.passed for each in result.get_asset_check_evaluations() if not each.passed} == {}
    assert payloads(database, month) == {json.loads(line)["id"]: line.decode() for line in lines}
    digests = DuckDBStore(database).query("SELECT payload_sha256 FROM current_hn_items ORDER BY item_id")
    assert [row[0] for row in digests] == [
        hashlib.sha256(line).hexdigest() for line in sorted(lines, key=lambda line: int(json.loads(line)["id"]))
    ]
    load = only_load(database)
    deleted = sum(bool(json.loads(line).get("deleted")) for line in lines)
    assert (load.rows, load.tombstones, load.quarantined) == (len(lines), deleted, 0)


@pytest.mark.parametrize("kids", ["5", '"x"', '{"a":1}', "[[1]]", "null"])
def test_replies_land_when_a_taken_up_row_gives_its_kids_twice(tmp_path: Path, kids: str) -> None:
    story = '{"id":1,"type":"story","kids":%s,"kids":[2]}' % kids  # noqa: UP031 - braces of its own
    reply = b'{"id":2,"type":"comment","parent":1}'
    store = DuckDBStore(tmp_path / "lake.duckdb")
    load = store.open_load("hacker_news", "2024-05-01", table=BronzeTable("raw_hn_items", key="item_id"))
    store.insert_items(load.load_id, [RawRecord(1, story)])
    dump = HackerNewsDump({1: story.encode(), 2: reply})
    with HackerNewsSimulator(dump) as simulator, HackerNewsClient(simulator.base_url) as client:
        ingest_thread(client, store, partition_key="2024-05-01", thread_id=1)
    assert payloads(tmp_path / "lake.duckdb") == {1: story, 2: reply.decode()}
