"""The one place where our errors become Dagster failures.

Belongs here: who may try again, and what a failure says of itself. Does not: raising errors of our own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dagster import Failure

from techpulse.duckdb_store import StoreError
from techpulse.http_client import FetchError

ATTENDED_TAG = "techpulse/attended"


def skipped(reason: str) -> Failure:
    """A failure that says: nothing to do here, trying again will not help."""
    return Failure(reason, metadata={"skipped": True, "reason": reason}, allow_retries=False)


@contextmanager
def dagster_failures(run_tags: Mapping[str, str]) -> Iterator[None]:
    """Turns our errors into Failures with a reason; Dagster tries again only what may pass.

    A run with the tag `techpulse/attended` is not tried again by itself: a person waits, and is told at once.
    """
    try:
        yield
    except (FetchError, StoreError) as error:
        raise Failure(
            str(error),
            metadata={"skipped": False, "reason": str(error), "error": type(error).__name__},
            allow_retries=error.may_pass and ATTENDED_TAG not in run_tags,
        ) from error
