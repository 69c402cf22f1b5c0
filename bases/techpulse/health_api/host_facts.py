"""What the watch sees of its host besides the ledger: space on the disk, a clock that was turned back.

Here: observing. Not here: what is too little or too much (`service_health`).
"""

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

_LEAST_STEP = timedelta(seconds=1)
_REMEMBERED_SECONDS = 3600.0


def free_bytes(folder: Path) -> int | None:
    """Space left for us on the disk that holds the folder; None where there is no such folder or it cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


class ClockSteps:
    """Compares the clock on the wall with one that only goes forward, each time it is asked."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._moment, self._seconds = clock(), time.monotonic()
        self._step = timedelta()
        self._stepped_at = self._seconds

    def set_back(self) -> timedelta:
        """By how much the clock was last turned back while we looked; nothing if that is more than an hour ago."""
        moment, seconds = self._clock(), time.monotonic()
        step = self._moment + timedelta(seconds=seconds - self._seconds) - moment
        self._moment, self._seconds = moment, seconds
        if step > _LEAST_STEP:  # less is a clock that is being kept, or a scheduler that is late
            self._step, self._stepped_at = step, seconds
        return self._step if seconds - self._stepped_at <= _REMEMBERED_SECONDS else timedelta()
