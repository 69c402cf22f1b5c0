"""What can go wrong in the store, sorted by what the caller should do.

StoreError                 ask a person: the path, the file, its schema or the call is wrong
├── LeaseLostError         stop: a later run of the partition has taken over, or the load is settled
├── StoreBusyError         try again later: somebody held the file for the whole deadline
├── StoreDiskError         try again when the disk is well: space is gone, or reading or writing failed
└── LedgerMismatchError    run the partition again: rows are missing, a fresh load will replace this one
"""

from typing import ClassVar, Literal

FileState = Literal["busy", "damaged", "disk", "foreign", "newer", "older", "unreadable"]


class StoreError(Exception):
    """The store could not do what was asked; the message says what was tried, on what, and what to do."""

    may_pass: ClassVar[bool] = False
    """Whether the same call can succeed later with nobody changing anything but time."""
    is_lease_lost: ClassVar[bool] = False
    """Whether nobody failed: a later run has the partition, or the load is settled."""

    def __init__(self, message: str, *, file_is: FileState | None = None) -> None:
        """`file_is` tells programs what was found where the database should be; None where that is not the matter."""
        super().__init__(message)
        self.file_is = file_is


class LeaseLostError(StoreError):
    """The load is not ours to write any more; nothing of the call was stored."""

    is_lease_lost = True


class StoreBusyError(StoreError):
    """Another process kept the file locked until the deadline."""

    may_pass = True

    def __init__(self, message: str) -> None:
        super().__init__(message, file_is="busy")


class StoreDiskError(StoreError):
    """The operating system refused a read or a write; a transaction in flight is repeated safely."""

    may_pass = True

    def __init__(self, message: str) -> None:
        super().__init__(message, file_is="disk")


class LedgerMismatchError(StoreError):
    """The tables do not hold what the ledger counted; the load is marked failed, the next run starts afresh."""

    may_pass = True
