"""The shapes that go over the wire, for people who call us and for the OpenAPI schema: a verdict, a problem.

Here: field names and what they mean. Not here: headers and status codes (`answers.py`), what is healthy
(`service_health`).
"""

from datetime import UTC
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from techpulse.service_health import Check, HealthReport

Status = Literal["pass", "warn", "fail"]
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, validate_by_name=True, frozen=True, extra="forbid")

    def in_json(self) -> bytes:
        """What is None is left out, as the draft wants it."""
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()


class CheckBody(_Body):
    """One thing looked at."""

    status: Status
    component_type: Literal["datastore", "system", "component"]
    observed_value: Annotated[int | float, Field(description="left out where nothing was observed")] | None = None
    observed_unit: Annotated[str, Field(description="s, By (bytes), loads, partitions, or ratio (0 to 1)")]
    time: Annotated[str, Field(description="when it was observed, UTC", json_schema_extra={"format": "date-time"})]
    output: Annotated[str, Field(description="what is wrong; left out where nothing is")] | None = None


class HealthBody(_Body):
    """A verdict with its parts: `application/health+json` of the IETF draft.

    Source: https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06
    """

    status: Annotated[Status, Field(description="the worst of all checks")]
    description: str
    output: Annotated[str, Field(description="what the worst check says; left out where all pass")] | None = None
    checks: (
        Annotated[dict[str, list[CheckBody]], Field(description="by component:measurement; one entry each")] | None
    ) = None


class ProblemBody(_Body):
    """An error: `application/problem+json` of RFC 9457. It tells nothing of the inside."""

    type: Literal["about:blank"] = "about:blank"
    title: str
    status: Annotated[int, Field(ge=400, le=599)]


def health_body(report: HealthReport) -> HealthBody:
    """The report as it is sent."""
    worst = report.worst
    return HealthBody(
        status=report.status,
        description="Is the lake fresh and whole?",
        output=worst.output and f"{worst.name}: {worst.output}",
        checks={check.name: [_check_body(check)] for check in report.checks},
    )


def ready_body(report: HealthReport) -> HealthBody:
    """Whether the service can tell the truth: it has read a database of ours, and still does or waits its turn."""
    database = report.checks[0]
    is_ready = database.status != "fail" and database.observed_value is not None
    return HealthBody(
        status="pass" if is_ready else "fail",
        description="Can the service tell the truth?",
        output=None if is_ready else database.output,
    )


LIVE = HealthBody(status="pass", description="Does the process answer?")


def _check_body(check: Check) -> CheckBody:
    kinds: dict[str, Literal["datastore", "system"]] = {
        "database": "datastore",
        "ledger": "datastore",
        "disk": "system",
        "clock": "system",
    }
    return CheckBody(
        status=check.status,
        component_type=kinds.get(check.component, "component"),
        observed_value=check.observed_value,
        observed_unit=check.observed_unit,
        time=check.observed_at.astimezone(UTC).strftime(_TIME),
        output=check.output,
    )
