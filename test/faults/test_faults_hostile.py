"""Items that no honest source sends: each is stored as sent or quarantined, and all others land."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

import pytest
from dagster import DagsterInstance, ExecuteInProcessResult

from techpulse.asset_kit import DuckDBStoreResource
from techpulse.duckdb_store import DuckDBStore
from techpulse.hn_client import HackerNewsClient
from techpulse.hn_simulator import HackerNewsDump, HackerNewsSimulator, generate_history
from techpulse.http_client import HttpPolicy
from techpulse.ingestion_assets import HackerNewsClientResource, definitions

MONTH = "2024-05"
HASTY = HttpPolicy(backoff_seconds=0.005, backoff_cap_seconds=0.02, attempts=2)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
ROOT, BAD, REPLY = 90_000_000, 90_000_001, 90_000_002
ATTENDED = {"techpulse/attended": "true"}
ROW, QUARANTINE, TOMBSTONE = "row", "quarantine", "tombstone"

COMMENT = {"parent": ROOT, "type": "comment", "by": "someone", "time": 1714572000, "text": "hello", "kids": [REPLY]}


def with_fields(**fields: object) -> bytes:
    """A comment with a reply, and with these fields."""
    return json.dumps({"id": BAD} | COMMENT | fields).encode()


def with_text(fields: bytes) -> bytes:
    """A comment that begins with this text, and has a reply."""
    return b'{%s,"id":%d,"parent":%d,"by":"someone","time":5,"text":"hi","kids":[%d]}' % (fields, BAD, ROOT, REPLY)


# What the item's body is, and where it must end up.
HOSTILE: dict[str, tuple[bytes, str]] = {
    "unknown type": (with_fields(type="hologram"), ROW),
    "type is a number": (with_fields(type=5), QUARANTINE),
    "id is a string": (with_fields(id=str(BAD)), QUARANTINE),
    "id is another's": (with_fields(id=REPLY), QUARANTINE),
    "id beyond BIGINT": (with_fields(id=2**63), QUARANTINE),
    "time is a string": (with_fields(time="now"), QUARANTINE),
    "time is a float": (with_fields(time=1.5), QUARANTINE),
    "time is a boolean": (with_fields(time=True), QUARANTINE),
    "time is negative": (with_fields(time=-(10**9)), ROW),
    "time is huge": (with_fields(time=10**15), QUARANTINE),
    "score is huge": (with_fields(score=10**30), ROW),
    "score is 4,000 digits": (with_text(b'"score":' + b"9" * 4_000), ROW),
    "score is 5,000 digits": (with_text(b'"score":' + b"9" * 5_000), QUARANTINE),
    "score is an exponent": (with_text(b'"score":1e99999'), QUARANTINE),
    "deleted is a string": (with_fields(deleted="yes"), QUARANTINE),
    "descendants is huge": (with_fields(descendants=10**30), ROW),
    "kids hold doubles": (with_fields(kids=[REPLY, REPLY, REPLY]), ROW),
    "kids hold itself": (with_fields(kids=[BAD, REPLY, BAD]), ROW),
    "kids hold a string": (with_fields(kids=["1", REPLY]), QUARANTINE),
    "kids hold a negative": (with_fields(kids=[-1, REPLY]), QUARANTINE),
    "kids hold one beyond BIGINT": (with_fields(kids=[10**30, REPLY]), QUARANTINE),
    "text with NUL": (with_fields(text="a\0b", by="\0"), ROW),
    "text with control characters": (with_fields(text="\x1b[2J\u202e", by="\x1b]0;\n|"), ROW),
    "text of opening brackets": (with_fields(text="<" * 1_000_000), ROW),
    "author of a megabyte": (with_fields(by="b" * 1_000_000), ROW),
    "text of 15 MB": (with_fields(text="t" * 15_000_000), ROW),
    "lone surrogate": (with_text(b'"title":"\\ud800"'), QUARANTINE),
    "invalid UTF-8": (with_text(b'"title":"\xff\xfe"'), QUARANTINE),
    "NaN": (with_text(b'"n":NaN,"m":-Infinity'), ROW),
    "time given twice": (with_text(b'"time":99999999999999999'), ROW),
    "kids given twice": (with_text(b'"kids":"none"'), ROW),
    "nested 100 deep": (with_text(b'"n":' + b"[" * 100 + b"]" * 100), ROW),
    "nested 500 deep": (with_text(b'"n":' + b"[" * 500 + b"]" * 500), QUARANTINE),
}
# These can't name their replies.
HOSTILE_WITHOUT_REPLIES: dict[str, tuple[bytes, str]] = {
    "text of 20 MB": (with_fields(text="t" * 20_000_000), TOMBSTONE),
    "nested 100,000 deep": (with_text(b'"n":' + b"[" * 100_000 + b"]" * 100_000), QUARANTINE),
    "byte order mark": (b"\xef\xbb\xbf" + with_fields(), QUARANTINE),
    "UTF-16": (with_fields().decode().encode("utf-16"), QUARANTINE),
    "kids are a string": (with_fields(kids="x"), QUARANTINE),
    "of another thread": (with_fields(parent=77, kids=[]), QUARANTINE),
    "another story": (with_fields(type="story", kids=[]), QUARANTINE),
    "empty object": (b"{}", QUARANTINE),
    "array": (b"[]", QUARANTINE),
    "bare string": (b'"x"', QUARANTINE),
    "bare number": (b"5", QUARANTINE),
    "half an object": (with_fields()[:-20], QUARANTINE),
}


class HastyClient(HackerNewsClientResource):
    """The real client, which waits less between its tries."""

    @contextmanager
    def get_client(self) -> Iterator[HackerNewsClient]:
        with HackerNewsClient(self.base_url, policy=HASTY) as client:
            yield client


def items_with(bodies: Mapping[int, bytes], *, comments: int = 80) -> tuple[int, dict[int, bytes]]:
    """A sound thread's root and items, with these bodies as the first items that the root lists."""
    items = dict(generate_history(MONTH, seed=4, comments=comments).items)
    root = next(item_id for item_id, body in items.items() if b"Who is hiring" in body)
    story = json.loads(items[root])
    listed = [item_id for item_id in bodies if item_id % 2]  # the even ones are their replies
    items[root] = json.dumps(story | {"kids": [*listed, *story["kids"]]}).encode()
    return root, {**items, **bodies}


def reply_to(item_id: int) -> bytes:
    return json.dumps({"id": item_id + 1, "type": "comment", "parent": item_id, "by": "x", "text": "re"}).encode()


def ingested(items: Mapping[int, bytes], database: Path) -> ExecuteInProcessResult:
    """One run through Dagster, with preview and checks."""
    with HackerNewsSimulator(HackerNewsDump(items)) as simulator, DagsterInstance.ephemeral() as instance:
        defs = definitions(HastyClient(base_url=simulator.base_url), DuckDBStoreResource(database_path=str(database)))
        return defs.resolve_job_def("who_is_hiring_ingestion_job").execute_in_process(
            run_config=QUIET, instance=instance, partition_key=f"{MONTH}-01", tags=ATTENDED, raise_on_error=False
        )


def fate(store: DuckDBStore, item_id: int) -> tuple[str, bytes]:
    """Where an item ended up, and with what payload."""
    for payload, is_tombstone in store.query(
        "SELECT payload::VARCHAR, is_tombstone FROM current_hn_items WHERE item_id = ?", [item_id]
    ):
        return (TOMBSTONE if is_tombstone else ROW), str(payload).encode()
    [(payload,)] = store.query('SELECT payload FROM quarantine WHERE "key" = ?', [str(item_id)])
    return QUARANTINE, str(payload).encode()


def land_among_others(names: list[str], database: Path) -> None:
    """Asserts the fate of each, that its reply and all sound items landed, and that preview and checks came."""
    known = HOSTILE | HOSTILE_WITHOUT_REPLIES
    ids = {name: BAD + 2 * position for position, name in enumerate(names)}
    root, sound = items_with({})
    bodies = {item_id: rebased(known[name][0], item_id, root=root) for name, item_id in ids.items()}
    replies = {item_id + 1: reply_to(item_id) for name, item_id in ids.items() if name in HOSTILE}
    _, items = items_with(bodies | replies)
    result = ingested(items, database)
    assert result.success, [event.step_failure_data.error for event in result.get_step_failure_events()]
    store = DuckDBStore(database)
    for name, item_id in ids.items():
        place, payload = fate(store, item_id)
        assert place == known[name][1], name
        if place != TOMBSTONE:
            assert payload == bodies[item_id].decode("utf-8", "backslashreplace").encode(), name
        if name in HOSTILE:
            assert fate(store, item_id + 1) == (ROW, replies[item_id + 1]), name
    check_the_rest(result, store, sound=sound, count=len(ids))


def rebased(body: bytes, item_id: int, *, root: int) -> bytes:
    """The body with the ids of a real thread in place of those that it was written with."""
    for written, real in ((REPLY, item_id + 1), (BAD, item_id), (ROOT, root)):
        body = body.replace(b"%d" % written, b"%d" % real)
    return body


def check_the_rest(
    result: ExecuteInProcessResult, store: DuckDBStore, *, sound: Mapping[int, bytes], count: int
) -> None:
    landed = {item_id for (item_id,) in store.query("SELECT item_id FROM current_hn_items")}
    comments = {item_id for item_id, body in sound.items() if b'"parent"' in body}
    assert comments <= landed
    verdicts = {each.check_name: each for each in result.get_asset_check_evaluations()}
    assert len(verdicts) == 4
    assert verdicts["every_kid_is_accounted_for"].passed
    assert verdicts["no_current_item_is_doubled"].passed
    counted = verdicts["every_item_was_had"].metadata
    assert cast("int", counted["missing_items"].value) + cast("int", counted["quarantined_items"].value) <= count
    [materialized] = [e for e in result.get_asset_materialization_events() if e.node_name == "raw_hn_items"]
    preview = str(materialized.step_materialization_data.materialization.metadata["preview"].value)
    assert len(preview) < 5_000
    assert all(line.isprintable() for line in preview.split("\n"))


def test_hostile_items_are_kept_and_all_others_land_when_a_thread_holds_them_all(tmp_path: Path) -> None:
    names = [name for name in (*HOSTILE, *HOSTILE_WITHOUT_REPLIES) if "MB" not in name]
    land_among_others(names, tmp_path / "lake.duckdb")


@pytest.mark.long
def test_a_hostile_item_is_kept_and_all_others_land_when_it_is_the_first_post(tmp_path: Path) -> None:
    begun, names = time.monotonic(), [*HOSTILE, *HOSTILE_WITHOUT_REPLIES]
    for number, name in enumerate(names):
        land_among_others([name], tmp_path / f"{number}.duckdb")
    print(f"hostile items: {len(names)} trials, {time.monotonic() - begun:.0f} s, 0 failures")


MEASURED_INGEST = r"""
import re, sys
from pathlib import Path
from techpulse.duckdb_store import DuckDBStore
from techpulse.hn_client import HackerNewsClient
from techpulse.ingestion_assets import ingest_thread

def peak():  # of this program alone; getrusage would tell the greater of it and the parent that forked it
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024

base_url, database, root = sys.argv[1:]
before = peak()
with HackerNewsClient(base_url) as client:
    load = ingest_thread(client, DuckDBStore(database), partition_key="2024-05-01", thread_id=int(root))
print(load.rows, load.quarantined, before, peak())
"""


def check_memory(shape: str, items: dict[int, bytes], *, database: Path, most_mebibytes: int) -> None:
    """Asserts that every item is a row, and how much more memory than its imports an ingest took at its peak."""
    begun = time.monotonic()
    with HackerNewsSimulator(HackerNewsDump(items)) as simulator:
        command = [sys.executable, "-c", MEASURED_INGEST, simulator.base_url, str(database), "1"]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    rows, quarantined, before, peak = map(int, ended.stdout.split())
    assert (rows, quarantined) == (len(items), 0)
    size, seconds = sum(map(len, items.values())) / 2**20, time.monotonic() - begun
    print(f"memory, {shape}: {rows} items, {size:.0f} MiB sent, peak {peak} MiB, {before} before, {seconds:.0f} s")
    assert peak - before <= most_mebibytes


def thread_of(kids: Mapping[int, list[int]], *, text: str = "hello") -> dict[int, bytes]:
    """The items of a thread whose root is 1."""
    story = {"id": 1, "type": "story", "title": "Who is hiring?", "kids": kids[1]}
    items = {1: json.dumps(story).encode()}
    for parent, listed in kids.items():
        for item_id in listed:
            fields = {"id": item_id, "type": "comment", "parent": parent, "kids": kids.get(item_id, []), "text": text}
            items[item_id] = json.dumps(fields).encode()
    return items


def chain(length: int) -> dict[int, bytes]:
    return thread_of({item_id: [item_id + 1] for item_id in range(1, length)})


def test_memory_is_bounded_when_a_thread_is_a_chain(tmp_path: Path) -> None:
    check_memory("300 deep", chain(300), database=tmp_path / "lake.duckdb", most_mebibytes=80)


@pytest.mark.long
def test_memory_is_bounded_when_threads_are_deep_wide_or_heavy(tmp_path: Path) -> None:
    wide, heavy = thread_of({1: [*range(2, 20_002)]}), thread_of({1: [*range(2, 12)]}, text="t" * 15_000_000)
    usual = thread_of({1: [*range(2, 502)]}, text="t" * 1_200)
    check_memory("usual", usual, database=tmp_path / "usual", most_mebibytes=80)
    check_memory("5,000 deep", chain(5_000), database=tmp_path / "deep", most_mebibytes=80)
    check_memory("20,000 kids", wide, database=tmp_path / "wide", most_mebibytes=120)
    check_memory("ten of 15 MB", heavy, database=tmp_path / "heavy", most_mebibytes=1_000)
