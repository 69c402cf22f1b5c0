"""Exports in a local folder: made whole or not at all, listed, and pruned once they are safe elsewhere.

An export is made in a folder of its own beside the others and moved to its place in one rename, its manifest in it:
no reader, and no kill, finds a Parquet file without its manifest. Does not belong here: where else exports may go.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from techpulse.lake_export.errors import DamagedExportError, ExportConflictError, LakeError, disk_trouble
from techpulse.lake_export.manifest import Manifest, manifest_text, parse_manifest
from techpulse.lake_export.paths import MANIFEST, parse_key, require_endpoint
from techpulse.lake_export.records import Export, ExportedLoad
from techpulse.lake_export.staging import sha256_of, sweep, sync_file, sync_folders, workshop

_PARQUET = b"PAR1"


class Holder(Protocol):
    """Whoever can say whether he holds the same export."""

    def holds(self, export: Export) -> bool: ...


class ExportFolder:
    """The exports below one local folder, which the first export makes.

    Several processes and threads may use it at once. All methods raise `LakeError`, whose `may_pass` tells whether
    trying again helps.
    """

    def __init__(self, root: str | Path) -> None:
        self._root = Path(root).expanduser().absolute()

    def export(self, load: ExportedLoad, write: Callable[[Path], object]) -> Export:
        """The load's export, on the disk for good. Idempotent: where it is there already, nothing is written.

        `write` makes a Parquet file at the path it is given; what it raises comes through, and nothing is left.

        Raises:
            ExportConflictError: another load was exported at the same endpoint and second.
            DamagedExportError: it is there already, but not as its manifest says.
            LakeUnavailableError: another process is exporting it now, or the disk is ill.
            LakeError: what was written is no Parquet file.
        """
        sweep(self._root)
        place = self._root / load.partition
        if done := _find(place, load):
            return done
        with workshop(self._root, _workshop_name(load)) as content:
            if done := _find(place, load):
                return done
            write(content / load.file)
            with disk_trouble(place):
                manifest = _seal(content, load)
                self._move(content, place)
        return _export(manifest, place)

    def exports(self, endpoint: str) -> list[Export]:
        """The complete exports of an endpoint, newest load first; whatever else lies there is passed over."""
        require_endpoint(endpoint)
        with disk_trouble(self._root):
            places = [path.parent for path in (self._root / endpoint).glob(f"load_date=*/load_time=*/{MANIFEST}")]
            found = [export for place in places if (export := self._read(place))]
        return sorted(found, key=lambda export: export.load.loaded_at, reverse=True)

    def prune(self, endpoint: str, keep: int, *, safe_in: Holder) -> list[Export]:
        """The exports that were removed: all but the newest `keep` of an endpoint, where `safe_in` holds the same.

        One that is not safe there stays, as does one with files beside it that are not ours.
        """
        if keep < 1:
            raise LakeError(f"at least one export of {endpoint} must be kept, not {keep}: correct the retention")
        sweep(self._root)
        old = self.exports(endpoint)[keep:]
        return [
            export for export in old if self._is_ours_alone(export) and safe_in.holds(export) and self._remove(export)
        ]

    def _read(self, place: Path) -> Export | None:
        key = parse_key(f"{place.relative_to(self._root).as_posix()}/{MANIFEST}")
        if key is None or key.is_legacy:
            return None
        manifest = parse_manifest((place / MANIFEST).read_bytes(), key.endpoint)
        if manifest is None or manifest.load.loaded_at != key.loaded_at or not (place / manifest.load.file).is_file():
            return None
        return _export(manifest, place)

    def _move(self, content: Path, place: Path) -> None:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            content.rename(place)
        except OSError as error:
            if not place.exists():
                raise
            raise ExportConflictError(f"{place} holds files without a manifest: remove them, then retry") from error
        sync_folders(place.parent, up_to=self._root)

    def _is_ours_alone(self, export: Export) -> bool:
        with disk_trouble(export.folder):
            entries = {entry.name: entry.is_symlink() for entry in export.folder.iterdir()}
            is_in_place = export.folder.resolve() == self._root.resolve() / export.load.partition
        return is_in_place and entries == {export.load.file: False, MANIFEST: False}

    def _remove(self, export: Export) -> bool:
        """False where another process was quicker. In one rename, so that no kill leaves half an export."""
        with workshop(self._root, "removed." + _workshop_name(export.load)) as content, disk_trouble(export.folder):
            try:
                export.folder.rename(content)
            except FileNotFoundError:
                return False
        with suppress(OSError):
            export.folder.parent.rmdir()
        return True


def require_whole(export: Export) -> None:
    """Raises DamagedExportError unless the files are there as their manifest says, as far as sizes can tell."""
    with disk_trouble(export.folder):
        is_whole = export.path.is_file() and export.path.stat().st_size == export.bytes
        manifest = parse_manifest(export.manifest_path.read_bytes(), export.load.endpoint) if is_whole else None
    if manifest is None or _export(manifest, export.folder) != export:
        raise DamagedExportError(f"{export.folder} is not what was exported: remove it and export the load again")


def _find(place: Path, load: ExportedLoad) -> Export | None:
    with disk_trouble(place):
        if not (place / MANIFEST).exists():
            return None
        manifest = parse_manifest((place / MANIFEST).read_bytes(), load.endpoint)
    if manifest is None:
        raise DamagedExportError(f"{place / MANIFEST} is no manifest: remove its folder and export the load again")
    if manifest.load.load_id != load.load_id:
        raise ExportConflictError(
            f"{place} holds load {manifest.load.load_id} already: export {load.load_id} with another time of load"
        )
    export = _export(manifest, place)
    require_whole(export)
    return export


def _seal(content: Path, load: ExportedLoad) -> Manifest:
    """The manifest of what was written, beside it and on the disk with it."""
    path = content / load.file
    _require_parquet(path)
    sync_file(path)
    manifest = Manifest(load, path.stat().st_size, sha256_of(path))
    (content / MANIFEST).write_text(manifest_text(manifest))
    sync_file(content / MANIFEST)
    sync_folders(content, up_to=content)
    return manifest


def _require_parquet(path: Path) -> None:
    if [entry.name for entry in path.parent.iterdir()] != [path.name]:
        raise LakeError(
            f"the writer of {path.name} did not leave just that file: it must write to the path it is given"
        )
    with path.open("rb") as file:
        begin = file.read(len(_PARQUET))
        file.seek(max(len(_PARQUET), path.stat().st_size - len(_PARQUET)))
        if [begin, file.read()] != [_PARQUET, _PARQUET]:
            raise LakeError(f"what was written as {path.name} is no whole Parquet file: correct its writer")


def _export(manifest: Manifest, place: Path) -> Export:
    return Export(load=manifest.load, bytes=manifest.bytes, sha256=manifest.sha256, folder=place)


def _workshop_name(load: ExportedLoad) -> str:
    return load.partition.replace("/", ".")
