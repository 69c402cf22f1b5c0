"""Objects as files below a folder, for targets such as a mounted disk: durable, and never half there.

Knows keys and bytes, nothing of exports.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from techpulse.lake_export.errors import BadTargetError, DamagedExportError, ExportConflictError, disk_trouble
from techpulse.lake_export.staging import sha256_of, sweep, sync_file, sync_folders, workshop


class FileObjects:
    """The files below `root`, which must be there: an unmounted disk must not look like an empty one."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._require_root()

    def keys(self, prefix: str) -> Iterator[str]:
        """Every file below the folder `prefix`, folder by folder in order of name."""
        self._require_root()
        for folder, inner, files in os.walk(self._root / prefix, onerror=self._fail):
            inner.sort()
            yield from ((Path(folder) / file).relative_to(self._root).as_posix() for file in sorted(files))

    def read(self, key: str, *, at_most: int) -> bytes | None:
        """The file's bytes; None where there is none of that name, or a larger one."""
        self._require_root()
        path = self._root / key
        with disk_trouble(path):
            return path.read_bytes() if path.is_file() and path.stat().st_size <= at_most else None

    def size(self, key: str) -> int | None:
        """The file's bytes counted; None where there is none."""
        self._require_root()
        path = self._root / key
        with disk_trouble(path):
            return path.stat().st_size if path.is_file() else None

    def put_new(self, key: str, source: Path, *, sha256: str) -> None:
        """The file is there with the source's content and on the disk; quietly so where it was already.

        Raises:
            ExportConflictError: it is there with another content, and stays so.
            DamagedExportError: the source has not the content it should have.
        """
        self._require_root()
        sweep(self._root)
        with workshop(self._root, "put." + key.replace("/", ".")) as content, disk_trouble(self._root / key):
            copy = content / "copy"
            shutil.copyfile(source, copy)
            if sha256_of(copy) != sha256:
                raise DamagedExportError(f"{source} is not what was exported: remove its folder and export it again")
            sync_file(copy)
            self._link(copy, self._root / key, sha256=sha256)

    def _link(self, copy: Path, path: Path, *, sha256: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # A link, unlike a rename, does not replace what is there.
            path.hardlink_to(copy)
        except FileExistsError:
            if sha256_of(path) != sha256:
                raise ExportConflictError(f"{path} is there already with other content: it was left as it is") from None
        except OSError:  # the file system knows no links
            if path.exists():
                raise
            copy.rename(path)
        sync_folders(path.parent, up_to=self._root)

    def _require_root(self) -> None:
        if not self._root.is_dir():
            raise BadTargetError(f"there is no folder {self._root}: make it, mount its disk, or correct the URL")

    def _fail(self, error: OSError) -> None:
        """A prefix that is not there holds nothing; anything else must not pass for that."""
        if not isinstance(error, FileNotFoundError):
            with disk_trouble(self._root):
                raise error
