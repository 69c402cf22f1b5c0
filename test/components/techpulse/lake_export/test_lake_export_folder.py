"""Local exports: whole or not at all, once and for all, whatever kills their maker."""

import hashlib
import json
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from techpulse.lake_export import Export, ExportedLoad, ExportFolder, LakeError

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PARTITION = "pages/load_date=2026-11-21/load_time=12-00-00"
CHUNKS = 64
KILLED_EXPORT = """
import os, random, signal, sys, threading
from datetime import UTC, datetime
from uuid import UUID
from techpulse.lake_export import ExportedLoad, ExportFolder
root, chunks, killed_after, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def write(path):
    with path.open("wb") as file:
        file.write(b"PAR1")
        for number in range(chunks):
            if number == killed_after:
                die()
            file.write(random.Random(number).randbytes(65536))
        file.write(b"PAR1")
    threading.Timer(seconds, die).start()

load = ExportedLoad(endpoint="pages", loaded_at=datetime(2026, 11, 21, 12, tzinfo=UTC), load_id=UUID(int=1),
                    file="bulletin_pages.parquet", rows=1)
ExportFolder(root).export(load, write)
die()
"""

MakeExport = Callable[..., Export]
MakeLoad = Callable[..., ExportedLoad]


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def never(path: Path) -> None:
    raise AssertionError(f"asked to write {path}")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def test_file_and_manifest_lie_in_the_partition_when_a_load_is_exported(root: Path, export: MakeExport) -> None:
    made = export()

    assert files(root) == {f"{PARTITION}/bulletin_pages.parquet", f"{PARTITION}/_SUCCESS"}
    assert json.loads((root / PARTITION / "_SUCCESS").read_text()) == {
        "file": "bulletin_pages.parquet",
        "bytes": made.path.stat().st_size,
        "sha256": hashlib.sha256(made.path.read_bytes()).hexdigest(),
        "rows": 3,
        "watermark": "2026-11-21T12:00:00",
        "load_id": str(made.load.load_id),
        "loaded_at": "2026-11-21T12:00:00Z",
    }


def test_duckdb_reads_what_it_wrote_when_it_is_the_writer(folder: ExportFolder, make_load: MakeLoad) -> None:
    with duckdb.connect() as connection:
        made = folder.export(
            make_load(),
            lambda path: connection.execute(f"COPY (SELECT 7 AS id) TO '{path}' (FORMAT parquet, COMPRESSION zstd)"),
        )
        rows = connection.execute(
            f"SELECT id, load_date::VARCHAR, load_time FROM read_parquet('{made.folder.parents[2]}/**/*.parquet')"
        ).fetchall()

    assert rows == [(7, "2026-11-21", "12-00-00")]


def test_nothing_is_written_when_the_load_is_exported_already(
    folder: ExportFolder, root: Path, export: MakeExport
) -> None:
    made = export()
    before = [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in sorted(root.rglob("*"))]

    assert folder.export(made.load, never) == made
    assert [(path, path.stat().st_ino, path.stat().st_mtime_ns) for path in sorted(root.rglob("*"))] == before


def test_another_load_of_the_same_second_is_refused_when_one_is_there(
    folder: ExportFolder, export: MakeExport, make_load: MakeLoad
) -> None:
    made = export()

    with pytest.raises(LakeError, match=r"holds load .* already: export .* with another time of load") as told:
        folder.export(make_load(salt="other"), never)

    assert not told.value.may_pass
    assert folder.exports("pages") == [made]


def test_nothing_is_left_and_the_error_comes_through_when_the_writer_fails(
    folder: ExportFolder, root: Path, make_load: MakeLoad
) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"PAR1 half")
        raise FileNotFoundError("the writer's own")

    with pytest.raises(FileNotFoundError, match="the writer's own"):
        folder.export(make_load(), fail)

    assert files(root) == set()


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1 half", b"whole PAR1"])
def test_nothing_is_left_when_what_was_written_is_no_whole_parquet(
    folder: ExportFolder, root: Path, make_load: MakeLoad, content: bytes
) -> None:
    with pytest.raises(LakeError, match="no whole Parquet file"):
        folder.export(make_load(), lambda path: path.write_bytes(content))

    assert files(root) == set()


def test_nothing_is_left_when_the_writer_wrote_elsewhere(folder: ExportFolder, root: Path, make_load: MakeLoad) -> None:
    with pytest.raises(LakeError, match="must write to the path it is given"):
        folder.export(make_load(), lambda path: path.with_name("other.parquet").write_bytes(b"PAR1PAR1"))

    assert files(root) == set()


def test_it_says_so_when_an_export_was_damaged_afterwards(folder: ExportFolder, export: MakeExport) -> None:
    made = export()
    made.path.write_bytes(b"PAR1PAR1")

    with pytest.raises(LakeError, match="not what was exported: remove it and export the load again"):
        folder.export(made.load, never)


def test_it_says_so_when_strangers_lie_where_the_export_belongs(
    folder: ExportFolder, root: Path, make_load: MakeLoad, parquet: Callable[..., bytes]
) -> None:
    (root / PARTITION).mkdir(parents=True)
    (root / PARTITION / "bulletin_pages.parquet").write_bytes(b"theirs")

    with pytest.raises(LakeError, match="holds files without a manifest"):
        folder.export(make_load(), lambda path: path.write_bytes(parquet()))

    assert (root / PARTITION / "bulletin_pages.parquet").read_bytes() == b"theirs"


def test_a_second_maker_may_try_later_when_a_first_is_at_it(folder: ExportFolder, make_load: MakeLoad) -> None:
    def write(path: Path) -> None:
        with pytest.raises(LakeError, match="in use by another") as told:
            folder.export(make_load(), never)
        assert told.value.may_pass
        path.write_bytes(b"PAR1PAR1")

    assert folder.export(make_load(), write).bytes == 8


def test_all_are_whole_when_threads_export_at_once(folder: ExportFolder, export: MakeExport, root: Path) -> None:
    threads = [
        threading.Thread(target=export, args=(NOON + timedelta(seconds=number % 6),), kwargs={"endpoint": endpoint})
        for number in range(12)
        for endpoint in ("pages", "media")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [len(folder.exports(endpoint)) for endpoint in ("pages", "media")] == [6, 6]
    assert len(files(root)) == 24


def test_exports_come_newest_first_and_alone_when_other_things_lie_beside_them(
    folder: ExportFolder, root: Path, export: MakeExport
) -> None:
    made = [export(NOON + timedelta(hours=hours)) for hours in (2, -30, 5, 0)]
    export(endpoint="media")
    for stranger in (
        "pages/load_date=2026-11-22/load_time=12:00:00/old.parquet",
        "pages/load_date=2026-11-22/load_time=13-00-00/bulletin_pages.parquet",
        "pages/load_date=2026-11-22/load_time=14-00-00/_SUCCESS",
        "pages/load_date=never/load_time=15-00-00/_SUCCESS",
        "pages/notes.txt",
    ):
        (root / stranger).parent.mkdir(parents=True, exist_ok=True)
        (root / stranger).write_bytes(b"")

    assert folder.exports("pages") == sorted(made, key=lambda export: export.load.loaded_at, reverse=True)
    assert folder.exports("posts") == []


def test_it_says_so_when_the_folder_cannot_be_made(tmp_path: Path, make_load: MakeLoad) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(LakeError, match="could not be read or written") as told:
        ExportFolder(tmp_path / "file" / "exports").export(make_load(), never)

    assert told.value.may_pass


@pytest.mark.parametrize("trial", [*range(6), *(pytest.param(trial, marks=pytest.mark.long) for trial in range(6, 60))])
def test_there_is_a_whole_export_or_none_when_its_maker_is_killed(folder: ExportFolder, root: Path, trial: int) -> None:
    chance = random.Random(trial)
    dies_writing = chance.random() < 0.3
    moment = [chance.randrange(CHUNKS) if dies_writing else CHUNKS, chance.uniform(0, 0.03)]
    command = [sys.executable, "-c", KILLED_EXPORT, root, CHUNKS, *moment]
    killed = subprocess.run([*map(str, command)], check=False, capture_output=True, text=True)
    assert (killed.returncode, killed.stderr) == (-signal.SIGKILL, "")

    found = folder.exports("pages")
    seen = {path for path in files(root) if not path.startswith(".partial")}
    assert seen == ({f"{PARTITION}/bulletin_pages.parquet", f"{PARTITION}/_SUCCESS"} if found else set())
    assert all(hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256 for made in found)
    if dies_writing:
        assert found == []

    again = [str(part) for part in (*command[:-2], CHUNKS, 60)]
    assert subprocess.run(again, check=False).returncode == -signal.SIGKILL
    [made] = folder.exports("pages")
    assert made.bytes == made.path.stat().st_size == CHUNKS * 65536 + 8
    assert files(root) == {f"{PARTITION}/bulletin_pages.parquet", f"{PARTITION}/_SUCCESS"}
    assert list((root / ".partial").iterdir()) == []
