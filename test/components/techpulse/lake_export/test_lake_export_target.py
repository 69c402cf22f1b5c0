"""Targets of either scheme: what is uploaded is whole and stays, and what is found there is complete."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from techpulse.lake_export import Export, ExportFolder, ExportTarget, LakeError, RemoteExport, Upload

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
PARTITION = "pages/load_date=2026-11-21/load_time=12-00-00"
FILE, MANIFEST = f"{PARTITION}/bulletin_pages.parquet", f"{PARTITION}/_SUCCESS"

MakeExport = Callable[..., Export]


@pytest.fixture
def target(place: Any) -> ExportTarget:
    return ExportTarget(place.url, retry_seconds=1)


def in_target(made: Export) -> RemoteExport:
    return RemoteExport(
        endpoint=made.load.endpoint,
        loaded_at=made.load.loaded_at,
        key=f"{made.load.partition}/{made.load.file}",
        watermark=made.load.watermark,
        is_legacy=False,
    )


def test_the_target_holds_just_the_export_when_one_is_uploaded(
    target: ExportTarget, place: Any, export: MakeExport
) -> None:
    made = export()
    assert not target.holds(made)

    assert target.upload(made) == Upload(f"{place.url}/{FILE}", is_new=True)

    assert place.objects() == {FILE: made.path.read_bytes(), MANIFEST: made.manifest_path.read_bytes()}
    assert target.holds(made)
    assert target.newest("pages") == in_target(made)


def test_nothing_is_sent_when_the_export_is_there_already(target: ExportTarget, place: Any, export: MakeExport) -> None:
    made = export()
    target.upload(made)
    place.put(FILE, made.path.read_bytes()[::-1])  # of the same size: sent again, it would be another one

    assert target.upload(made) == Upload(f"{place.url}/{FILE}", is_new=False)

    assert place.objects()[FILE] == made.path.read_bytes()[::-1]


@pytest.mark.parametrize("size", [2_000, 9_000_000])
def test_the_upload_ends_when_it_once_stopped_before_the_manifest(
    target: ExportTarget, place: Any, export: MakeExport, size: int
) -> None:
    made = export(size=size)
    place.put(FILE, made.path.read_bytes())
    assert target.newest("pages") is None

    assert target.upload(made).is_new

    assert place.objects() == {FILE: made.path.read_bytes(), MANIFEST: made.manifest_path.read_bytes()}


def test_the_file_comes_back_when_only_its_manifest_is_there(
    target: ExportTarget, place: Any, export: MakeExport
) -> None:
    made = export()
    place.put(MANIFEST, made.manifest_path.read_bytes())
    assert not target.holds(made)

    assert target.upload(made).is_new

    assert target.holds(made)


@pytest.mark.parametrize("size", [2_000, 9_000_000])
@pytest.mark.parametrize("change", [b"PAR1 of another load PAR1", None], ids=["another size", "same size"])
def test_nothing_is_overwritten_when_another_file_is_there(
    target: ExportTarget, place: Any, export: MakeExport, size: int, change: bytes | None
) -> None:
    made = export(size=size)
    theirs = change or made.path.read_bytes()[::-1]
    place.put(FILE, theirs)

    with pytest.raises(LakeError, match="is there already with other content: it was left as it is") as told:
        target.upload(made)

    assert not told.value.may_pass
    assert place.objects() == {FILE: theirs}


def test_nothing_is_overwritten_when_another_load_is_there(
    target: ExportTarget, place: Any, export: MakeExport, tmp_path: Path
) -> None:
    target.upload(export(salt="other", into=ExportFolder(tmp_path / "others")))
    before = place.objects()

    with pytest.raises(LakeError, match="nothing was overwritten") as told:
        target.upload(export())

    assert not told.value.may_pass
    assert place.objects() == before


def test_nothing_is_overwritten_when_a_strangers_manifest_is_there(
    target: ExportTarget, place: Any, export: MakeExport
) -> None:
    place.put(MANIFEST, b"")

    with pytest.raises(LakeError, match="nothing was overwritten"):
        target.upload(export())

    assert place.objects() == {MANIFEST: b""}


def test_one_of_two_stays_whole_when_both_are_uploaded_at_once(
    target: ExportTarget, place: Any, export: MakeExport, tmp_path: Path
) -> None:
    small, large = export(size=3_000_000), export(size=24_000_000, into=ExportFolder(tmp_path / "others"))
    told: list[LakeError] = []

    def upload(made: Export) -> None:
        try:
            target.upload(made)
        except LakeError as error:
            told.append(error)

    threads = [threading.Thread(target=upload, args=(made,)) for made in (small, large)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(told) == 1
    whole = [{FILE: made.path.read_bytes(), MANIFEST: made.manifest_path.read_bytes()} for made in (small, large)]
    assert place.objects() in whole


@pytest.mark.parametrize("size", [2_000, 9_000_000])
def test_nothing_is_there_when_the_local_file_is_not_what_was_exported(
    target: ExportTarget, place: Any, export: MakeExport, size: int
) -> None:
    made = export(size=size)
    made.path.write_bytes(made.path.read_bytes()[::-1])

    with pytest.raises(LakeError, match="not what was exported: remove its folder and export it again") as told:
        target.upload(made)

    assert not told.value.may_pass
    assert place.objects() == {}


def test_nothing_is_sent_when_the_local_export_is_incomplete(
    target: ExportTarget, place: Any, export: MakeExport
) -> None:
    made = export()
    made.manifest_path.write_text("{}")

    with pytest.raises(LakeError, match="remove it and export the load again"):
        target.upload(made)

    assert place.objects() == {}


def test_the_newest_load_counts_when_an_older_one_was_uploaded_last(target: ExportTarget, export: MakeExport) -> None:
    made = [export(NOON + timedelta(hours=hours)) for hours in (30, -40, 5, 29, 0)]
    for one in made:
        target.upload(one)

    assert target.newest("pages") == in_target(made[0])
    assert sorted(target.exports("pages"), key=lambda found: found.loaded_at) == sorted(
        map(in_target, made), key=lambda found: found.loaded_at
    )


def test_there_is_none_when_nothing_of_the_endpoint_is_complete(
    target: ExportTarget, place: Any, export: MakeExport
) -> None:
    assert target.newest("pages") is None
    made = export(endpoint="media")
    target.upload(made)
    later = "pages/load_date=2026-11-22/load_time"
    for stranger in (
        f"{later}=10-00-00/bulletin_pages.parquet",
        f"{later}=11-00-00/_SUCCESS",
        f"{later}=12-00-00/_SUCCESS/deeper",
        f"{later}=13:00:00/_SUCCESS",
        f"{later}=14-00:00/a.parquet",
        "pages_old/load_date=2026-11-22/load_time=10:00:00/a.parquet",
        "pages/pages/load_date=2026-11-22/load_time=10:00:00/a.parquet",
        "pages/notes (2).txt",
        "pages/ü~#%.parquet",
    ):
        place.put(stranger, b"{}")
    place.put(f"{later}=15-00-00/_SUCCESS", made.manifest_path.read_bytes())
    place.put(f"{later}=16-00-00/_SUCCESS", b" " * 100_000)

    assert target.newest("pages") is None
    assert list(target.exports("pages")) == []


def test_a_parquet_object_is_enough_when_its_time_has_colons(
    target: ExportTarget, place: Any, export: MakeExport
) -> None:
    target.upload(export())
    for name in ("a.parquet", "b.parquet"):
        place.put(f"pages/load_date=2026-11-21/load_time=12:30:00/{name}", b"PAR1PAR1")

    newest = target.newest("pages")

    assert newest == RemoteExport(
        endpoint="pages",
        loaded_at=NOON + timedelta(minutes=30),
        key="pages/load_date=2026-11-21/load_time=12:30:00/a.parquet",
        watermark=None,
        is_legacy=True,
    )
    assert [found.is_legacy for found in target.exports("pages")] == [False, True]


def test_our_own_counts_when_an_older_form_is_of_the_same_second(
    target: ExportTarget, place: Any, export: MakeExport
) -> None:
    made = export()
    place.put("pages/load_date=2026-11-21/load_time=12:00:00/a.parquet", b"PAR1PAR1")
    target.upload(made)

    assert target.newest("pages") == in_target(made)


def test_it_is_refused_when_an_endpoint_is_no_plain_name(target: ExportTarget) -> None:
    with pytest.raises(LakeError, match="endpoint cannot be called"):
        target.newest("../pages")


def test_it_says_so_when_the_folder_of_a_target_is_not_there(disk: Any, export: MakeExport) -> None:
    target = ExportTarget(disk.url)
    disk.folder.rmdir()

    for use in (lambda: target.newest("pages"), lambda: target.upload(export()), lambda: ExportTarget(disk.url)):
        with pytest.raises(LakeError, match="make it, mount its disk, or correct the URL") as told:
            use()
        assert not told.value.may_pass
