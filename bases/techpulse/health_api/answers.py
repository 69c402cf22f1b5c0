"""Answers that are made before anybody asks: status, headers and bytes, one for each path.

Here: media types, status codes, caching. Not here: bodies (`bodies.py`, `metrics.py`, `page.py`), who gets which
(`routes.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from techpulse.health_api.bodies import LIVE, ProblemBody, health_body, ready_body
from techpulse.health_api.metrics import metrics_text
from techpulse.health_api.page import STYLE_HASH, page
from techpulse.service_health import HealthReport

HEALTH_TYPE = "application/health+json"
METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PAGE_TYPE = "text/html; charset=utf-8"
PROBLEM_TYPE = "application/problem+json"

Headers = tuple[tuple[bytes, bytes], ...]

_NEVER_KEPT = ("cache-control", "no-store")
_CLOSED = ("content-security-policy", f"default-src 'none'; img-src data:; style-src '{STYLE_HASH}'; base-uri 'none'")


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent. `etag` is None where the answer is never to be kept."""

    status: int
    headers: Headers
    body: bytes
    etag: bytes | None = None

    @property
    def unchanged(self) -> "Answer":
        """What is sent instead to who has these bytes already."""
        kept = {b"etag", b"cache-control", b"x-content-type-options"}
        return Answer(HTTPStatus.NOT_MODIFIED, tuple(pair for pair in self.headers if pair[0] in kept), b"")


def answers(report: HealthReport, *, keep_seconds: float) -> Mapping[str, Answer]:
    """An answer for each path that has one; `/health` and `/health/ready` are 503 where their verdict is `fail`.

    The page is 200 whatever it says: it is for people, and proxies put pages of their own in the place of errors.
    So are the metrics, which Prometheus takes from a 200 alone. All may be kept until the next reading is due, which
    makes no answer older than it would be without a cache, and then no longer, even if we cannot be reached.
    """
    keep = ("cache-control", f"max-age={int(keep_seconds)}, must-revalidate")
    health, ready = health_body(report), ready_body(report)
    return {
        "/health": _answer(health.in_json(), keep, status=_status(health.status), media_type=HEALTH_TYPE),
        "/health/ready": _answer(ready.in_json(), keep, status=_status(ready.status), media_type=HEALTH_TYPE),
        "/metrics": _answer(_encoded(metrics_text(report)), keep, media_type=METRICS_TYPE),
        "/": _answer(_encoded(page(report)), keep, _CLOSED, media_type=PAGE_TYPE),
    }


def live_answer() -> Answer:
    """That the process answers, whatever the state of anything else."""
    return _answer(LIVE.in_json(), _NEVER_KEPT, media_type=HEALTH_TYPE)


def problem_answer(status: HTTPStatus, *extra: tuple[str, str]) -> Answer:
    """The bare HTTP status as an RFC 9457 problem: no detail, so nothing of the inside can leak."""
    body = ProblemBody(title=status.phrase, status=status).in_json()
    return _answer(body, _NEVER_KEPT, *extra, status=status, media_type=PROBLEM_TYPE)


def _status(verdict: str) -> HTTPStatus:
    return HTTPStatus.SERVICE_UNAVAILABLE if verdict == "fail" else HTTPStatus.OK


def _answer(body: bytes, *extra: tuple[str, str], media_type: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    etag = None if _NEVER_KEPT in extra else b'"%s"' % sha256(body).hexdigest()[:20].encode()
    headers = [
        ("content-type", media_type),
        ("content-length", str(len(body))),
        ("x-content-type-options", "nosniff"),
        *extra,
    ]
    if etag:
        headers.append(("etag", etag.decode()))
    return Answer(status, tuple((name.encode(), value.encode()) for name, value in headers), body, etag)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
