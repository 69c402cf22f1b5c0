"""The URL of a target, taken apart: pure. What can't be used is never repeated, for it may hold a password."""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from techpulse.lake_export.errors import BadTargetError

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,254}")


class TargetUrl(NamedTuple):
    """A folder (`file`, absolute path) or a bucket and the prefix of its keys (`s3`, without outer slashes)."""

    scheme: str
    bucket: str
    path: str

    def __str__(self) -> str:
        return f"file://{quote(self.path)}" if self.scheme == "file" else f"s3://{self.bucket}/{self.path}".rstrip("/")


def parse_url(url: str) -> TargetUrl:
    """The URL's parts.

    Raises:
        BadTargetError: it is of neither form, or holds a user, a query or a fragment.
    """
    try:
        split = urlsplit(url)
    except ValueError:
        raise _refused("is not a URL") from None  # the cause would repeat it
    if "@" in split.netloc:
        raise _refused("holds a user or password; credentials belong in the environment (AWS_*)")
    if split.query or split.fragment:
        raise _refused("holds a ? or a #")
    if split.scheme == "file" and split.netloc in {"", "localhost"} and split.path.startswith("/"):
        return TargetUrl("file", "", unquote(split.path).rstrip("/") or "/")
    if split.scheme == "s3" and _BUCKET.fullmatch(split.netloc):
        return TargetUrl("s3", split.netloc, _prefix(split.path))
    raise _refused("is neither")


def _prefix(path: str) -> str:
    prefix = path.removeprefix("/").removesuffix("/")
    if prefix and {"", ".", ".."} & set(prefix.split("/")):
        raise _refused("has a prefix with an empty part, a . or a ..")
    return prefix


def _refused(verdict: str) -> BadTargetError:
    return BadTargetError(f"a target must be file:///folder or s3://bucket/prefix; the one given {verdict}: correct it")
