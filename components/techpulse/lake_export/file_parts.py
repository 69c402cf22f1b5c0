"""A file in the parts in which it is uploaded, hashed as they are read."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from techpulse.lake_export.errors import DamagedExportError, disk_trouble

MEBIBYTE = 1024 * 1024

_PART_BYTES = 8 * MEBIBYTE
_MOST_PARTS = 10_000


class FileParts:
    """The parts of a file in order, as often as they are asked for; all but the last have the same length.

    Reading to the end raises DamagedExportError where the whole has not the SHA-256 it should have.
    """

    def __init__(self, path: Path, *, sha256: str) -> None:
        self._path = path
        self.sha256 = sha256
        with disk_trouble(path):
            self.size = path.stat().st_size
        self.part_bytes = max(_PART_BYTES, -(-self.size // _MOST_PARTS))
        self._etag: str | None = None

    @property
    def is_one(self) -> bool:
        """Whether the file is a single part."""
        return self.size <= self.part_bytes

    @property
    def etag(self) -> str:
        """What S3 calls the object's ETag, where it makes it of MD5s and the object is sent in these parts."""
        if self._etag is None:
            self.verify()
        return self._etag or ""

    def verify(self) -> None:
        """Reads the file once; raises DamagedExportError where it is not what it should be."""
        for _ in self:
            pass

    def __iter__(self) -> Iterator[bytes]:
        whole, digests = hashlib.sha256(), []
        with disk_trouble(self._path), self._path.open("rb") as file:
            while part := file.read(self.part_bytes):
                whole.update(part)
                digests.append(hashlib.md5(part, usedforsecurity=False))
                yield part
        if whole.hexdigest() != self.sha256:
            raise DamagedExportError(f"{self._path} is not what was exported: remove its folder and export it again")
        self._etag = self._joined([digest.digest() for digest in digests])

    def _joined(self, digests: list[bytes]) -> str:
        if self.is_one:
            return b"".join(digests).hex()
        return f"{hashlib.md5(b''.join(digests), usedforsecurity=False).hexdigest()}-{len(digests)}"
