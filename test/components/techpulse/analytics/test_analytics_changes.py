"""Gold after Bronze has changed: what is built anew must be what a build from nothing gives, and only that.

Belongs here: refreshed and new months, hostile posts, repetition, waiting. Does not: rules of a mart, which dbt tests.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import pytest

Item = dict[str, Any]
Threads = Mapping[str, list[Item]]
Living = Callable[[Iterable[Item]], list[Item]]
Rows = list[tuple[Any, ...]]

PATIENCE_SECONDS = 100.0
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")  # which say the same on any data
HOLDING = "import duckdb, sys; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
MARK_AS_READ = (
    "ALTER TABLE silver.hn_parsed_texts ADD COLUMN was_read BOOLEAN; UPDATE silver.hn_parsed_texts SET was_read = true"
)
READ_ANEW = """
SELECT item_id
FROM silver.stg_hn__job_posts
JOIN silver.hn_parsed_texts USING (text_sha256)
WHERE was_read IS NULL
"""
LEFT_BEHIND = "SELECT table_schema, table_name FROM information_schema.tables WHERE contains(table_name, '__dbt')"
JUNE_TEXTS = "SELECT item_id - 50000000, text FROM silver.stg_hn__job_posts WHERE item_id BETWEEN 50000001 AND 50000049"
HOSTILE = {
    1: "Acme | Go Developer | Berlin<p><script>alert(1)</script>",
    2: "Borealis | Python Developer | " + "a long way off " * 7_000,
    3: "\u202eemcA | Rust Engineer | REMOTE",
    4: "Null\u0000byte Ltd | Ruby Developer | London",
    5: "&lt;img src=x onerror=alert(1)&gt; | Elixir | Paris &amp; Lyon",
    6: "",
}


class Lake(Protocol):
    """What `conftest.py` gives: a database file, and dbt on it."""

    path: Path

    @property
    def log(self) -> Path: ...
    def land(self, month: str, items: Iterable[Item | str]) -> None: ...
    def start(self, *words: str, **variables: str) -> subprocess.Popen[str]: ...
    def build(self, *words: str, **variables: str) -> tuple[int, str]: ...
    def query(self, sql: str) -> Rows: ...
    def write(self, sql: str) -> None: ...
    def gold(self) -> dict[str, Rows]: ...
    def copy(self, folder: Path, *, with_results: bool = True) -> "Lake": ...


class Changed(NamedTuple):
    """A database whose Bronze has changed since its first build, and that was built again."""

    lake: Lake
    has_waited: bool
    vanished: int
    deleted: int
    edited: int
    moved: int


def refreshed(items: list[Item], posts: list[Item]) -> list[Item]:
    """The thread read again: of four posts one is gone, one deleted, one edited; replies stand in another order."""
    vanished, deleted, edited, moved = (post["id"] for post in posts[:4])
    changes = {
        deleted: {"id": deleted, "parent": items[0]["id"], "type": "comment", "deleted": True},
        edited: posts[2] | {"text": "Cobalt | COBOL Developer | Oslo"},
    }
    return [
        changes.get(item["id"], item | ({"kids": item["kids"][::-1]} if "kids" in item else {}))
        for item in items
        if item["id"] not in {vanished, moved}
    ]


def new_month(moved: Item) -> list[Item | str]:
    """June's thread: hostile posts, one of May's clock, one without, one of no clock at all, one moved here."""
    story: Item = {"id": 1, "type": "story", "title": "Ask HN: Who is hiring? (June 2012)", "time": 1338735660}
    first = 50_000_000
    posts = [
        {"id": first + key, "parent": 1, "type": "comment", "by": "a", "time": 1338735700, "text": text}
        for key, text in HOSTILE.items()
    ]
    clocks: list[Item] = [{"time": 1338508799}, {}, {"time": 10**18}]
    timed = [{"id": first + 50 + n, "parent": 1, "type": "comment", "by": "b"} | it for n, it in enumerate(clocks)]
    half = f'{{"id": {first + 99}, "parent": 1, "type": "comment", "text": "half a pair \\ud800"}}'
    return [story, *posts, *timed, moved | {"parent": 1}, half]


@pytest.fixture(scope="module")
def changed(built: Lake, threads: Threads, living: Living, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    """By a session of another zone, in which May's last half hour is June already; another process writes at first."""
    lake = built.copy(tmp_path_factory.mktemp("changed"))
    posts = living(threads["2012-04"])
    vanished, deleted, edited, moved = posts[:4]
    lake.write(MARK_AS_READ)
    lake.land("2012-04", refreshed(threads["2012-04"], posts))
    lake.land("2012-06", new_month(moved))
    lake.log.unlink()
    with holder(lake.path) as writer, lake.start(*WITHOUT_UNIT_TESTS, TZ="Pacific/Kiritimati") as process:
        has_waited = tried_in_vain(process, lake.log)
        writer.communicate()
        said, _ = process.communicate()
    assert process.returncode == 0, said
    return Changed(lake, has_waited, vanished["id"], deleted["id"], edited["id"], moved["id"])


def holder(path: Path) -> subprocess.Popen[str]:
    """A process that holds the file until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def tried_in_vain(process: subprocess.Popen[str], log: Path) -> bool:
    """Whether dbt is still there when its first attempt to open the file is over, and its first pause, too."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (log.exists() and "Opening a new connection" in log.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    time.sleep(1.5)
    return process.poll() is None


def test_dbt_waits_when_another_process_writes(changed: Changed) -> None:
    assert changed.has_waited


def test_gold_is_as_if_built_from_nothing_when_months_were_refreshed_and_added(
    changed: Changed, threads: Threads, tmp_path: Path
) -> None:
    anew = changed.lake.copy(tmp_path, with_results=False)
    code, said = anew.build(*WITHOUT_UNIT_TESTS)
    assert code == 0, said
    assert changed.lake.gold() == anew.gold()
    assert len(threads) + 1 == changed.lake.query("SELECT count(*) FROM gold.hiring_monthly")[0][0]


def test_posts_leave_gold_when_they_leave_their_thread(changed: Changed) -> None:
    gone = f"item_id IN ({changed.vanished}, {changed.deleted})"
    for table in ("gold.job_posts", "gold.job_post_technologies", "silver.stg_hn__job_posts"):
        assert changed.lake.query(f"SELECT * FROM {table} WHERE {gone}") == []


def test_a_post_is_read_again_when_it_was_edited_only(changed: Changed) -> None:
    fresh = {item_id for (item_id,) in changed.lake.query(READ_ANEW)}
    added = {
        item_id for (item_id,) in changed.lake.query("SELECT item_id FROM gold.job_posts WHERE item_id > 50000000")
    }
    assert fresh - added == {changed.edited}
    technologies = changed.lake.query(f"SELECT technologies FROM gold.job_posts WHERE item_id = {changed.edited}")
    assert technologies == [(["cobol"],)]


def test_an_item_counts_once_when_it_was_moved_to_another_thread(changed: Changed) -> None:
    found = changed.lake.query(f"SELECT month::VARCHAR FROM gold.job_posts WHERE item_id = {changed.moved}")
    assert found == [("2012-06-01",)]


def test_the_threads_month_decides_when_a_posts_clock_says_another_or_nothing(changed: Changed) -> None:
    rows = changed.lake.query(
        "SELECT month::VARCHAR, epoch(posted_at)::BIGINT FROM gold.job_posts "
        "WHERE item_id BETWEEN 50000050 AND 50000098"
    )
    assert sorted(rows, key=str) == [("2012-06-01", 1338508799), ("2012-06-01", None), ("2012-06-01", None)]


def test_hostile_posts_go_through_and_stay_as_they_are(changed: Changed) -> None:
    assert dict(changed.lake.query(JUNE_TEXTS)) == HOSTILE
    named: dict[int, list[str]] = dict(
        changed.lake.query("SELECT item_id - 50000000, technologies FROM gold.job_posts")
    )
    assert [("go" in named[1]), ("python" in named[2]), ("rust" in named[3]), named[6]] == [True, True, True, []]
    assert changed.lake.query("SELECT count(*) FROM quarantine") == [(1,)]


def test_nothing_of_its_making_is_left_in_the_file_when_a_build_is_done(changed: Changed) -> None:
    assert changed.lake.query(LEFT_BEHIND) == []


@pytest.mark.long
def test_nothing_changes_when_the_build_is_repeated(changed: Changed) -> None:
    before = changed.lake.gold()
    code, said = changed.lake.build(*WITHOUT_UNIT_TESTS)
    assert code == 0, said
    assert changed.lake.gold() == before
