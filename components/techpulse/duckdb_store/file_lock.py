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
    with _locked(descriptor, fcntl.LOCK_EX, deadline=deadline) as held:
        os.pwrite(held, b"%d\n" % os.getpid(), 0)
        try:
            yield
        finally:
            os.ftruncate(held, 0)


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
def _locked(descriptor: int, operation: int, *, deadline: float) -> Iterator[int]:
    """Holds the lock in the block, by the descriptor that is given to it."""
    claim = _claim_of(descriptor, operation)
    try:
        if not claim.wait(deadline):
            raise LockTimeoutError(_pid_in(claim.descriptor))
        yield claim.descriptor
    finally:
        claim.drop()


class _Claim:
    """A place in the kernel's queue. A blocking `flock` knows no deadline, so a thread of ours stands in the queue.

    It goes on standing there after the deadline, and whoever waits next takes the place over: one that waits in vain
    again and again holds one thread and one file, and does not go to the end of the queue each time.
    """

    def __init__(self, descriptor: int, operation: int) -> None:
        self.descriptor = descriptor
        self._operation = operation
        self._place = _place(descriptor, operation)
        self._mutex = threading.Lock()
        self._granted = threading.Event()
        self._queueing = False
        self._dropped = False

    def wait(self, deadline: float) -> bool:
        """Whether the lock is ours before the deadline."""
        if not self._queueing:
            try:
                fcntl.flock(self.descriptor, self._operation | fcntl.LOCK_NB)
            except BlockingIOError:
                self._queueing = True
                threading.Thread(target=self._queue, name="file-lock", daemon=True).start()
            else:
                return True
        return self._granted.wait(max(0.0, deadline - time.monotonic()))

    def drop(self) -> None:
        """Gives the lock back, or leaves the place in the queue behind for the next."""
        with self._mutex:
            self._dropped = True
            if not self._queueing:
                self._release()
                return
        with _LEAVING:
            _LEFT_BEHIND.setdefault(self._place, []).append(self)

    def taken_over(self) -> bool:
        """Whether it still stood in the queue and is the caller's now."""
        with self._mutex:
            self._dropped = not self._queueing
            return self._queueing

    def _queue(self) -> None:
        fcntl.flock(self.descriptor, self._operation)
        with self._mutex:
            self._queueing = False
            if self._dropped:
                self._release()
            self._granted.set()

    def _release(self) -> None:
        # A child forked meanwhile shares the lock: closing alone would leave it holding.
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        os.close(self.descriptor)


_LEAVING = threading.Lock()
_LEFT_BEHIND: dict[tuple[int, ...], list[_Claim]] = {}


def _claim_of(descriptor: int, operation: int) -> _Claim:
    """A claim left behind on the same file where there is one, which makes `descriptor` superfluous; else a new one."""
    with _LEAVING:
        left = _LEFT_BEHIND.get(_place(descriptor, operation), [])
        while left:
            claim = left.pop()
            if claim.taken_over():
                os.close(descriptor)
                return claim
    return _Claim(descriptor, operation)


def _place(descriptor: int, operation: int) -> tuple[int, ...]:
    """Which queue it is. Threads don't survive a fork, so a child must not take over its parent's places."""
    file = os.fstat(descriptor)
    return os.getpid(), file.st_dev, file.st_ino, operation


def _pid_in(descriptor: int) -> int | None:
    text = os.pread(descriptor, 20, 0).strip()
    return int(text) if text.isdigit() else None
