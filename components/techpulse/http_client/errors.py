"""What can go wrong with a GET, sorted by what the caller should do.

FetchError                    every failure of this brick
├── TransientFetchError       a later try may help: timeouts, resets, 429, 5xx
├── BadPayloadError           an answer came, but its body is not what it must be: keep it, quarantine it
├── PermanentFetchError       no try will help: other statuses, refused redirects, oversized answers
└── ClientNotOpenError        the caller's mistake: used outside its `with` block
"""


class FetchError(Exception):
    """Every failure of a GET.

    `may_pass` says whether a later try of the same may succeed; `is_interrupt`, that nobody failed: we stopped.
    """

    may_pass = False
    is_interrupt = False


class TransientFetchError(FetchError):
    """A failure that may pass by itself; `retry_after_seconds` is the server's own wish, if it gave one."""

    may_pass = True

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class BadPayloadError(FetchError):
    """An answer whose body can't be read as what it should be; `body` holds its bytes."""

    may_pass = True

    def __init__(self, message: str, *, body: bytes) -> None:
        super().__init__(message)
        self.body = body


class PermanentFetchError(FetchError):
    """A failure that stays; `status` is the HTTP status where one was the reason, `body` how its answer begins."""

    def __init__(self, message: str, *, status: int | None = None, body: bytes = b"") -> None:
        super().__init__(message)
        self.status = status
        self.body = body


NOT_OPEN = "this client is not open; use it inside `with … as client:`"
CLOSED_EARLY = "the client was closed before all of its answers had arrived"


class ClientNotOpenError(FetchError):
    """The client was used outside its `with` block, or the block was left while answers were awaited."""

    is_interrupt = True
