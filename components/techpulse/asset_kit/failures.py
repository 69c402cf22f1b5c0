"""The one place where our errors become Dagster failures.

Belongs here: who may try again, and what a failure says of itself. Does not: raising errors of our own.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dagster import Failure

from techpulse.duckdb_store import StoreError
from techpulse.http_client import FetchError
from techpulse.lake_export import LakeError

ATTENDED_TAG = "techpulse/attended"


class BadRunConfigError(ValueError):
    """What a person asked of a run cannot be done. Remedy: correct it and launch again; nothing was changed."""

    may_pass = False


def skipped(reason: str) -> Failure:
    """A failure that says: nothing to do here, trying again will not help."""
    return Failure(reason, metadata={"skipped": True, "reason": reason}, allow_retries=False)


@contextmanager
def dagster_failures(run_tags: Mapping[str, str]) -> Iterator[None]:
    """Turns our errors into Failures with a reason; Dagster tries again only what may pass.

    Any other error is a defect and stays as it is. In a run with the tag `techpulse/attended` a person waits and is
    told at once: nothing is tried again by itself, not even after a defect.
    """
    is_attended = ATTENDED_TAG in run_tags
    try:
        yield
    except (FetchError, StoreError, LakeError, BadRunConfigError) as error:
        raise _failure(error, allow_retries=error.may_pass and not is_attended) from error
    except Exception as error:
        if is_attended:
            raise _failure(error, allow_retries=False) from error
        raise


def _failure(error: Exception, *, allow_retries: bool) -> Failure:
    reason = str(error) or type(error).__name__
    return Failure(
        reason,
        metadata={"skipped": False, "reason": reason, "error": type(error).__name__},
        allow_retries=allow_retries,
    )
