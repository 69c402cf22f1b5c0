"""Our errors as Dagster failures: who may try again, and what a failure says of itself."""

import pytest
from dagster import Failure

from techpulse.asset_kit import ATTENDED_TAG, dagster_failures, skipped
from techpulse.duckdb_store import StoreError
from techpulse.http_client import FetchError, PermanentFetchError, TransientFetchError


def failure_of(error: Exception, *, attended: bool = False) -> Failure:
    tags = {ATTENDED_TAG: "true"} if attended else {}
    with pytest.raises(Failure) as caught, dagster_failures(tags):
        raise error
    assert caught.value.__cause__ is error
    return caught.value


def test_dagster_may_try_again_when_the_error_may_pass() -> None:
    assert failure_of(TransientFetchError("HTTP 503")).allow_retries


@pytest.mark.parametrize("error", [PermanentFetchError("HTTP 404"), StoreError("lease lost"), FetchError("misused")])
def test_dagster_may_not_try_again_when_the_error_stays(error: Exception) -> None:
    assert not failure_of(error).allow_retries


def test_dagster_may_not_try_again_when_a_person_is_waiting() -> None:
    assert not failure_of(TransientFetchError("HTTP 503"), attended=True).allow_retries


def test_failure_carries_its_reason_when_an_error_is_translated() -> None:
    failure = failure_of(TransientFetchError("HTTP 503"))
    assert {name: value.value for name, value in failure.metadata.items()} == {
        "skipped": False,
        "reason": "HTTP 503",
        "error": "TransientFetchError",
    }
    assert failure.description == "HTTP 503"


def test_defect_is_told_at_once_when_a_person_is_waiting() -> None:
    assert not failure_of(ZeroDivisionError(), attended=True).allow_retries


def test_error_passes_as_it_is_when_it_is_not_ours() -> None:
    with pytest.raises(ZeroDivisionError), dagster_failures({}):
        raise ZeroDivisionError


def test_skip_says_so_when_there_is_nothing_to_do() -> None:
    failure = skipped("no thread yet")
    assert not failure.allow_retries
    assert failure.metadata["skipped"].value is True
    assert failure.metadata["reason"].value == "no thread yet"
