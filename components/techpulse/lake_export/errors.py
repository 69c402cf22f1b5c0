"""What can go wrong with an export, sorted by what the caller should do.

LakeError                     correct the call: a name, a time or a Parquet file is not what it must be
├── LakeUnavailableError      try again later: the store or the disk did not answer, or another process is at it
├── BadTargetError            correct the target: its URL, its credentials, its bucket
├── ExportConflictError       choose: other content is there already; nothing was overwritten
└── DamagedExportError        remove the local export and export the load again: it is not what its manifest says
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar


class LakeError(Exception):
    """The export could not be made, sent or found; the message says what was tried, on what, and what to do."""

    may_pass: ClassVar[bool] = False
    """Whether the same call can succeed later with nobody changing anything but time."""


class LakeUnavailableError(LakeError):
    """The store or the disk did not do its part; everything may be repeated safely."""

    may_pass = True


class BadTargetError(LakeError):
    """There is no way to the target as it is given; the message never repeats what may hold a password."""


class ExportConflictError(LakeError):
    """Where the export belongs lies something else; it was left as it is."""


class DamagedExportError(LakeError):
    """The files of a local export are not those that its manifest was written for."""


@contextmanager
def disk_trouble(path: Path) -> Iterator[None]:
    """Turns what the operating system says about `path` into an error of ours."""
    try:
        yield
    except PermissionError as error:
        raise BadTargetError(
            f"{path} may not be read or written ({error.strerror}): correct its permissions"
        ) from error
    except OSError as error:
        verdict = error.strerror or type(error).__name__
        raise LakeUnavailableError(
            f"{path} could not be read or written ({verdict}): look at the disk, then retry"
        ) from error
