"""`techpulse demo-bulletin` as a person sees it: what is told, what is checked, and what is left alone."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from techpulse.cli.bulletin_ticks import ListReport
from techpulse.cli.demo_bulletin import verify
from techpulse.cli.outcome import FailedError
from techpulse.duckdb_store import BronzeTable, DuckDBStore
from techpulse.settings import Settings

COMMAND = [sys.executable, "-c", "import sys; from techpulse.cli import main; sys.exit(main(['demo-bulletin']))"]
OURS = Path("data/demo_bulletin")
PAYLOAD = '{"id":1,"title":{"rendered":"Caf\u00e9"}}'
Ended = subprocess.CompletedProcess[str]


def run(folder: Path) -> Ended:
    """The demo where every place of the user's own is set in the environment."""
    environment = {
        "PATH": "",
        "TECHPULSE_DB_PATH": str(folder / "data/techpulse.duckdb"),
        "TECHPULSE_EXPORT_FOLDER": str(folder / "data/bulletin_raw"),
        "TECHPULSE_EXPORT_URL": f"file://{folder}/data/remote",
        "TECHPULSE_BULLETIN_BASE_URL": "http://127.0.0.1:9/wp-json/wp/v2",
        "TECHPULSE_BULLETIN_ENDPOINTS": "posts=posts",
    }
    return subprocess.run(COMMAND, capture_output=True, text=True, check=False, cwd=folder, env=environment)


def contents(folder: Path) -> Mapping[Path, bytes]:
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data of the user's own, one file of it in the demo's folder."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("data/techpulse.duckdb", "data/bulletin_raw/pages/mine.parquet", "data/remote/x", OURS / "notes.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"mine: {name}")
    return folder


@pytest.fixture(scope="module")
def before(home: Path) -> Mapping[Path, bytes]:
    """The user's own files."""
    return contents(home)


@pytest.fixture(scope="module")
def demos(home: Path, before: Mapping[Path, bytes]) -> list[Ended]:  # noqa: ARG001 - taken before these
    """The ends of two demos, one after the other."""
    return [run(home), run(home)]


@pytest.mark.parametrize("number", [0, 1], ids=["first time", "again"])
def test_whole_story_is_told_when_the_demo_runs(number: int, demos: list[Ended], home: Path) -> None:
    ended = demos[number]
    assert (ended.returncode, ended.stderr) == (0, "")
    first, second, third = ended.stdout.split("asks")[1:]
    for said in ("pages: 340 records read, everything", "media: 260 records read, everything"):
        assert said in first
    assert "Nothing changed, skipped" in second
    for said in ("pages: 4 new or changed", "media: 2 new or changed", "606 of 606 hashes verified", "make dev"):
        assert said in third
    assert "TECHPULSE_BULLETIN_BASE_URL" in third
    written = sorted(path.relative_to(home) for path in (home / OURS).rglob("*.parquet"))
    assert len(written) == 4
    assert number == 0 or all(str(path) in ended.stdout for path in written)


@pytest.mark.usefixtures("demos")
def test_nothing_of_the_user_is_touched_when_the_demo_runs(before: Mapping[Path, bytes], home: Path) -> None:
    after = contents(home)
    assert {path: after.get(path) for path in before} == before
    assert [path for path in after.keys() - before.keys() if not path.is_relative_to(OURS)] == []


def test_one_line_says_why_and_exit_code_is_one_when_the_demo_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("no folder")
    ended = run(tmp_path)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert ended.stderr.startswith("techpulse: ")
    assert str(tmp_path / OURS) in ended.stderr


@pytest.mark.parametrize(
    ("dl_hash", "loaded", "said"),
    [
        (hashlib.sha256(PAYLOAD.encode()).hexdigest(), 1, None),
        (hashlib.sha256(b"another").hexdigest(), 1, "1 payloads in .* differ from their hashes"),
        (hashlib.sha256(PAYLOAD.encode()).hexdigest(), 2, "has 1 rows, and 2 were loaded"),
    ],
    ids=["sound", "damaged", "lost"],
)
def test_verdict_is_no_when_parquet_is_not_what_was_loaded(
    dl_hash: str, loaded: int, said: str | None, tmp_path: Path
) -> None:
    settings = Settings(db_path=tmp_path / "lake.duckdb", export_folder=tmp_path)
    with DuckDBStore(settings.db_path) as store:
        store.open_load("bulletin", "pages", table=BronzeTable("raw_bulletin_pages", key="id", holds="increments"))
    export = tmp_path / "bulletin_pages.parquet"
    made = duckdb.connect().sql(
        "SELECT $payload AS payload, $dl_hash AS dl_hash", params={"payload": PAYLOAD, "dl_hash": dl_hash}
    )
    made.write_parquet(str(export))
    report = ListReport(records=loaded, unchanged=0, since="", export=export)
    if said is None:
        verify(settings, [report])
    else:
        with pytest.raises(FailedError, match=said):
            verify(settings, [report])
