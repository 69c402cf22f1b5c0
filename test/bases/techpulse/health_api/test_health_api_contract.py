"""The OpenAPI schema, and whether the served app keeps it: schemathesis asks whatever the schema allows, and more."""

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import settings

from techpulse.health_api import create_app

SCHEMA = create_app(Path("none.duckdb")).openapi()
api = schemathesis.openapi.from_dict(SCHEMA)


@api.parametrize()
@settings(deadline=None, max_examples=8)
def test_the_served_app_keeps_the_schema(url: str, case: schemathesis.Case[Any]) -> None:
    case.call_and_validate(base_url=url)


@pytest.mark.parametrize("path", ["/", "/health", "/health/live", "/health/ready", "/metrics"])
def test_the_schema_tells_every_answer_of_a_path(path: str) -> None:
    operations: dict[str, Any] = SCHEMA["paths"][path]
    assert set(operations) == {"get", "head"}
    responses = operations["get"]["responses"]
    assert set(responses["default"]["content"]) == {"application/problem+json"}
    assert ("503" in responses) == (path in {"/health", "/health/ready"})
    assert len(responses["200"]["content"]) == 1


def test_no_two_operations_share_an_id() -> None:
    ids = [operation["operationId"] for path in SCHEMA["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids)) == 10
