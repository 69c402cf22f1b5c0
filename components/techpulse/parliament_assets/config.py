"""What a person may ask of one run, as Dagster shows it in its launchpad.

Belongs here: fields, defaults, their words, and which session they mean. Does not: what a run does.
"""

from dagster import Config
from pydantic import Field

from techpulse.asset_kit import BadRunConfigError
from techpulse.parliament_client import BillKey


class LatestConfig(Config):
    """How many bills a run of "what is new" reads in detail at most."""

    limit: int = Field(default=50, ge=1, le=10_000, description="Bills to read in detail, most recently active first.")


class SessionConfig(Config):
    """Which session is read whole: the run's partition, or these two numbers in a run without one."""

    parliament: int | None = Field(default=None, description="Which parliament, such as 44; with a partition: none.")
    session: int | None = Field(default=None, description="Which of its sessions, such as 1; with a partition: none.")
    limit: int = Field(
        default=1000, ge=1, le=10_000, description="Bills to read in detail, most recently active first."
    )


def chosen_session(config: SessionConfig, *, partition_key: str | None) -> str:
    """The session that a run is for: `44-1`.

    Raises:
        BadRunConfigError: none is named, half of one, two different ones, or one that is none.
    """
    numbers = (config.parliament, config.session)
    named = f"{config.parliament}-{config.session}" if None not in numbers else None
    if named is None and any(number is not None for number in numbers):
        raise BadRunConfigError("give both `parliament` and `session`, such as 44 and 1, or neither")
    if partition_key and named and partition_key != named:
        raise BadRunConfigError(f"the partition is {partition_key} and the config says {named}; leave one of them out")
    session = partition_key or named
    if session is None:
        raise BadRunConfigError("no session: launch a partition such as 44-1, or give `parliament` and `session`")
    try:
        return BillKey(session, "C-1").session
    except ValueError as error:
        raise BadRunConfigError(f"{session} is no session; accepted: parliament and session, such as 44-1") from error
