"""What `obstore` says of a failed request, as an error of ours: one line, sorted by remedy.

Of its text only status, S3's code and a bad key are repeated, and the original is not kept as the cause: a store may
answer with the headers it got, session token among them.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from obstore.exceptions import BaseError, InvalidPathError

from techpulse.lake_export.errors import BadTargetError, LakeError, LakeUnavailableError

_STATUS = re.compile(r"status code: ([0-9]{3})")
_CODE = re.compile(r"<Code>([A-Za-z0-9.]{1,60})</Code>")
_PASSING_CODES = {"RequestTimeout", "SlowDown", "OperationAborted"}
_PASSING_STATUSES = {
    HTTPStatus.NOT_FOUND,  # an object that was there a moment ago
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,
    HTTPStatus.TOO_MANY_REQUESTS,
}
_NO_BUCKET = "NoSuchBucket"


@contextmanager
def s3_trouble(tried: str) -> Iterator[None]:
    """Turns what goes wrong with a request into an error of ours that begins with what was `tried`."""
    try:
        yield
    except (BaseError, FileNotFoundError, NotImplementedError, ValueError) as error:
        raise _told(tried, error) from None


def is_missing_object(error: FileNotFoundError) -> bool:
    """Whether an object is missing, and not the whole bucket."""
    return _NO_BUCKET not in str(error)


def _told(tried: str, error: Exception) -> LakeError:
    text = str(error)
    if isinstance(error, InvalidPathError):
        return BadTargetError(f"{tried} failed: {text.splitlines()[0][:300]}; remove that object or use another prefix")
    status = int(found[1]) if (found := _STATUS.search(text)) else None
    code = found[1] if (found := _CODE.search(text)) else ""
    kind, remedy = _remedy(status, code)
    return kind(f"{tried} failed: {f'HTTP {status} {code}'.rstrip() if status else 'no proper answer'}; {remedy}")


def _remedy(status: int | None, code: str) -> tuple[type[LakeError], str]:
    kind: type[LakeError] = BadTargetError
    if code == _NO_BUCKET:
        remedy = "create the bucket, or correct the URL"
    elif status is None:
        kind, remedy = LakeUnavailableError, "try again later, and check AWS_ENDPOINT_URL and AWS_REGION if it stays so"
    elif status == HTTPStatus.NOT_IMPLEMENTED:
        remedy = "if the store knows no If-None-Match, set AWS_CONDITIONAL_PUT=disabled"
    elif status in _PASSING_STATUSES or status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _PASSING_CODES:
        kind, remedy = LakeUnavailableError, "try again later"
    elif status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        remedy = "check the credentials in AWS_*, what they may do in the bucket, and the clock"
    else:
        remedy = "check AWS_REGION and AWS_ENDPOINT_URL"
    return kind, remedy
