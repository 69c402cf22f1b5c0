"""A file that a command writes: refused before anything is done, or written whole.

Belongs here: what both `report` and `feed` need of a file. Does not: what stands in it.
"""

import os
from pathlib import Path

from techpulse.cli.outcome import BadInputError, FailedError


def writable(output: Path) -> Path:
    """The same path.

    Raises:
        BadInputError: nothing can be written there.
    """
    if output.is_dir():
        raise BadInputError(f"--output {output} is a folder; accepted: a file's name, such as {output / 'report.html'}")
    if not output.absolute().parent.is_dir():
        raise BadInputError(f"--output {output}: its folder does not exist; accepted: a file in a folder that does")
    if not os.access(output.absolute().parent, os.W_OK):
        raise BadInputError(f"--output {output}: its folder can't be written; accepted: a file in one that can")
    return output


def written(output: Path, text: str) -> int:
    """Its size in bytes. Who has the file open reads the old text or the new one, never a half.

    Raises:
        FailedError: the disk refuses.
    """
    half = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        size = half.write_bytes(text.encode())
        half.replace(output)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise FailedError(
            f"cannot write {output}: {error.strerror}; free or choose a place that can be written"
        ) from error
    return size
