"""A fair lock between processes: `flock` on a small file, with a deadline, freed by the kernel if its holder dies.

Knows nothing of DuckDB. Not for network file systems, where `flock` cannot be trusted.
"""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


class LockTimeoutError(Exception):
    """The deadline passed; `holder_pid` is the writer that held the lock, None where readers did."""

    def __init__(self, holder_pid: int | None) -> None:
        super().__init__(holder_pid)
        self.holder_pid = holder_pid


@contextmanager
def exclusive(path: Path, *, deadline: float) -> Iterator[None]:
    """Hold the lock alone; its file is created and carries our pid meanwhile. `deadline`: `time.monotonic()` seconds.

    Raises:
        LockTimeoutError: others held it until the deadline.
        OSError: the lock file cannot be created.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    with _locked(descriptor, fcntl.LOCK_EX, deadline=deadline):
        os.pwrite(descriptor, b"%d\n" % os.getpid(), 0)
        try:
            yield
        finally:
            os.ftruncate(descriptor, 0)


@contextmanager
def shared(path: Path, *, deadline: float) -> Iterator[None]:
    """Hold the lock together with other readers; go without where no writer has left a file that we may open.

    Raises:
        LockTimeoutError: a writer held it until the deadline.
    """
    with ExitStack() as stack:
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            stack.enter_context(_locked(descriptor, fcntl.LOCK_SH, deadline=deadline))
        yield


@contextmanager
def _locked(descriptor: int, operation: int, *, deadline: float) -> Iterator[None]:
    claim = _Claim(descriptor, operation)
    try:
        if not claim.wait(deadline):
            raise LockTimeoutError(_pid_in(descriptor))
        yield
    finally:
        claim.drop()


class _Claim:
    """A place in the kernel's queue. A blocking `flock` knows no deadline, so a thread of ours stands in the queue."""

    def __init__(self, descriptor: int, operation: int) -> None:
        self._descriptor = descriptor
        self._operation = operation
        self._mutex = threading.Lock()
        self._granted = threading.Event()
        self._queueing = False
        self._dropped = False

    def wait(self, deadline: float) -> bool:
        try:
            fcntl.flock(self._descriptor, self._operation | fcntl.LOCK_NB)
        except BlockingIOError:
            self._queueing = True
            threading.Thread(target=self._queue, name="file-lock", daemon=True).start()
            return self._granted.wait(max(0.0, deadline - time.monotonic()))
        return True

    def drop(self) -> None:
        with self._mutex:
            self._dropped = True
            if not self._queueing:
                self._release()

    def _queue(self) -> None:
        fcntl.flock(self._descriptor, self._operation)
        with self._mutex:
            self._queueing = False
            if self._dropped:
                self._release()
            self._granted.set()

    def _release(self) -> None:
        # A child forked meanwhile shares the lock: closing alone would leave it holding.
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        os.close(self._descriptor)


def _pid_in(descriptor: int) -> int | None:
    text = os.pread(descriptor, 20, 0).strip()
    return int(text) if text.isdigit() else None
