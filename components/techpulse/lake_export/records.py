"""The values that cross this brick's face: a load, its export here, an export found in a target, an upload.

Plain values only: no files, no network. What their manifest looks like: `manifest.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from techpulse.lake_export.paths import MANIFEST, partition_path, require_file


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedLoad:
    """What the caller says of a load that is exported, once and for all.

    Attributes:
        loaded_at: aware UTC in whole seconds; with the endpoint it says where the export lies.
        file: the name of its Parquet file, such as `bulletin_pages.parquet`.
        rows: how many rows the Parquet file holds.
        watermark: what the ledger calls the load's watermark.

    Raises:
        LakeError: endpoint, time or file name are not fit for a path.
    """

    endpoint: str
    loaded_at: datetime
    load_id: UUID
    file: str
    rows: int
    watermark: str | None = None

    def __post_init__(self) -> None:
        partition_path(self.endpoint, self.loaded_at)
        require_file(self.file)

    @property
    def partition(self) -> str:
        """Its folder, relative to the root."""
        return partition_path(self.endpoint, self.loaded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A complete export in a local folder: what its manifest says, and where it lies."""

    load: ExportedLoad
    bytes: int
    sha256: str
    folder: Path

    @property
    def path(self) -> Path:
        """The Parquet file."""
        return self.folder / self.load.file

    @property
    def manifest_path(self) -> Path:
        """The manifest that makes the export complete."""
        return self.folder / MANIFEST


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteExport:
    """A complete export in a target.

    Attributes:
        key: its Parquet object, relative to the target's URL.
        watermark: what its manifest says; an export of the older form has none.
        is_legacy: of the older form, with colons in `load_time` and without a manifest.
    """

    endpoint: str
    loaded_at: datetime
    key: str
    watermark: str | None
    is_legacy: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """Where the Parquet file is now, and whether anything had to be sent for that."""

    uri: str
    is_new: bool
