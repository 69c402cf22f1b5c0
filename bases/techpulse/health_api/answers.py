"""What goes over the wire: a report as `application/health+json`, an error as `application/problem+json`.

Here: field names, media types, status codes. Not here: what is healthy (`service_health`), which paths there are
(`app.py`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi.responses import JSONResponse

from techpulse.service_health import Check, HealthReport


def health_answer(report: HealthReport) -> JSONResponse:
    """The report in the shape of the IETF draft; 503 where it fails, else 200. Never to be cached.

    Source: https://datatracker.ietf.org/doc/html/draft-inadarei-api-health-check-06
    """
    return JSONResponse(
        {"status": report.status, "checks": {check.name: [_check_body(check)] for check in report.checks}},
        status_code=HTTPStatus.SERVICE_UNAVAILABLE if report.status == "fail" else HTTPStatus.OK,
        headers={"Cache-Control": "no-store"},
        media_type="application/health+json",
    )


def problem_answer(status: HTTPStatus, *, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The bare HTTP status as an RFC 9457 problem: no detail, so nothing of the inside can leak."""
    return JSONResponse(
        {"type": "about:blank", "title": status.phrase, "status": status},
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type="application/problem+json",
    )


def _check_body(check: Check) -> dict[str, str | int]:
    body: dict[str, str | int | None] = {
        "status": check.status,
        "observedValue": check.observed_value,
        "observedUnit": check.observed_unit,
        "time": _rfc_3339(check.observed_at),
        "output": check.output,
    }
    return {key: value for key, value in body.items() if value is not None}


def _rfc_3339(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
