"""Folders to work in beside the exports, and files made durable: what is seen elsewhere is whole and on the disk.

Each folder belongs to the one who holds its lock (`flock`, freed by the kernel when its holder dies); what the dead
left in theirs is swept out by whoever works next. Not for network file systems, where `flock` can't be trusted.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from techpulse.lake_export.errors import LakeUnavailableError, disk_trouble

STAGING = ".partial"

_CHUNK_BYTES = 1024 * 1024
_PATIENCE_SECONDS = 1.0
"""How long to wait for a folder: longer than a sweeper holds it, shorter than an export takes."""


@contextmanager
def workshop(root: Path, name: str) -> Iterator[Path]:
    """An empty folder on the disk of `root`, ours alone while we are in it; gone afterwards if it is still there.

    Raises:
        LakeUnavailableError: another process, or thread, is in it.
    """
    folder = root / STAGING / name
    with disk_trouble(folder):
        descriptor = _claim(folder)
    try:
        with disk_trouble(folder):
            content = _renewed(folder / "content")
        yield content
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _let_go(descriptor)


def sweep(root: Path) -> None:
    """Remove the folders whose owners are dead, as far as we may."""
    with suppress(OSError):
        for folder in (root / STAGING).glob("*"):
            descriptor = _lock(folder)
            if descriptor is not None:
                shutil.rmtree(folder, ignore_errors=True)
                _let_go(descriptor)


def sync_file(path: Path) -> None:
    """Wait until the file's content is on the disk."""
    _sync(path, os.O_RDONLY)


def sync_folders(folder: Path, *, up_to: Path) -> None:
    """Wait until the names in `folder`, and those in its parents as far as `up_to`, are on the disk."""
    for place in (folder, *folder.parents):
        _sync(place, os.O_RDONLY | os.O_DIRECTORY)
        if place == up_to:
            return


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _claim(folder: Path) -> int:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = _lock(folder)
        if descriptor is not None:
            return descriptor
        if time.monotonic() > deadline:
            raise LakeUnavailableError(f"{folder} is in use by another process that does the same: try again later")
        time.sleep(0.02)


def _lock(folder: Path) -> int | None:
    """What holds the folder's lock for us; None where somebody else does, or there is no such folder any more."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(folder.stat(), os.fstat(descriptor)):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    _let_go(descriptor)
    return None


def _let_go(descriptor: int) -> None:
    # A child forked meanwhile shares the lock: closing alone would leave it holding.
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    os.close(descriptor)


def _renewed(folder: Path) -> Path:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()
    return folder


def _sync(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
