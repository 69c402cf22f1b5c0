"""What retention removes: old local exports that are safe elsewhere, and nothing else ever."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from techpulse.lake_export import Export, ExportFolder, ExportTarget, LakeError

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)

MakeExport = Callable[..., Export]


@pytest.fixture
def six(export: MakeExport) -> list[Export]:
    """Six exports, newest first."""
    return [export(NOON - timedelta(hours=7 * number)) for number in range(6)]


@pytest.fixture
def target(place: Any) -> ExportTarget:
    return ExportTarget(place.url, retry_seconds=1)


def test_the_newest_stay_when_all_are_safe(folder: ExportFolder, six: list[Export], target: ExportTarget) -> None:
    for made in six:
        target.upload(made)

    assert folder.prune("pages", 2, safe_in=target) == six[2:]
    assert folder.exports("pages") == six[:2]
    assert folder.prune("pages", 2, safe_in=target) == []
    assert [path for path in six[5].folder.parents[1].iterdir() if "11-21" not in path.name] == []
    assert len(list(target.exports("pages"))) == 6


def test_one_stays_when_it_is_not_safe(
    folder: ExportFolder, six: list[Export], target: ExportTarget, place: Any, parquet: Callable[..., bytes]
) -> None:
    for made in (six[0], six[2], six[4]):
        target.upload(made)
    partition = six[5].load.partition
    place.put(f"{partition}/bulletin_pages.parquet", parquet(salt="of another size", size=99))
    place.put(f"{partition}/_SUCCESS", six[5].manifest_path.read_bytes())
    place.put(f"{six[3].load.partition}/bulletin_pages.parquet", six[3].path.read_bytes())

    assert folder.prune("pages", 1, safe_in=target) == [six[2], six[4]]
    assert folder.exports("pages") == [six[0], six[1], six[3], six[5]]


def test_one_stays_when_the_target_holds_another_of_its_time(
    folder: ExportFolder, six: list[Export], target: ExportTarget, export: MakeExport, tmp_path: Path
) -> None:
    other = export(six[3].load.loaded_at, salt="other", into=ExportFolder(tmp_path / "others"))
    target.upload(other)

    assert folder.prune("pages", 1, safe_in=target) == []


def test_other_endpoints_stay_when_one_is_pruned(
    folder: ExportFolder, six: list[Export], target: ExportTarget, export: MakeExport
) -> None:
    media = [export(NOON - timedelta(hours=number), endpoint="media") for number in range(3)]
    for made in (*six, *media):
        target.upload(made)

    folder.prune("pages", 1, safe_in=target)

    assert folder.exports("media") == media


def test_files_that_are_not_ours_stay_when_they_lie_among_exports(
    folder: ExportFolder, six: list[Export], target: ExportTarget, tmp_path: Path
) -> None:
    for made in six:
        target.upload(made)
    notes = six[2].folder / "notes.txt"
    notes.write_text("why this load matters")
    elsewhere = tmp_path / "elsewhere"
    six[4].folder.rename(elsewhere)
    six[4].folder.symlink_to(elsewhere)

    assert folder.prune("pages", 1, safe_in=target) == [six[1], six[3], six[5]]
    assert notes.exists()
    assert len(list(elsewhere.iterdir())) == 2


def test_the_only_copy_stays_when_the_target_is_the_folder_itself(
    folder: ExportFolder, six: list[Export], tmp_path: Path
) -> None:
    itself = ExportTarget((tmp_path / "exports").as_uri())

    assert not itself.upload(six[3]).is_new
    assert folder.prune("pages", 1, safe_in=itself) == []
    assert folder.exports("pages") == six


@pytest.mark.usefixtures("s3")
def test_none_is_removed_when_the_target_does_not_answer(
    folder: ExportFolder, six: list[Export], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")

    with pytest.raises(LakeError, match="no proper answer") as told:
        folder.prune("pages", 1, safe_in=ExportTarget("s3://lake/raw", retry_seconds=0.2))

    assert told.value.may_pass
    assert folder.exports("pages") == six


@pytest.mark.parametrize("keep", [0, -1])
def test_it_is_refused_when_none_should_be_kept(folder: ExportFolder, target: ExportTarget, keep: int) -> None:
    with pytest.raises(LakeError, match="at least one export of pages must be kept"):
        folder.prune("pages", keep, safe_in=target)
