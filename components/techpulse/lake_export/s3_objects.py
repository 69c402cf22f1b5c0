"""Objects in a bucket of S3 or what speaks like it, by `obstore`: created once, checked, never seen half.

Knows keys and bytes, nothing of exports. Credentials come from the environment (AWS_*) when a bucket is opened, and
`obstore` alone reads them. Parts that a killed upload left are invisible; a lifecycle rule of the bucket removes them.
"""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from obstore.exceptions import AlreadyExistsError, NotSupportedError
from obstore.store import S3Store

from techpulse.lake_export.errors import BadTargetError, ExportConflictError
from techpulse.lake_export.file_parts import MEBIBYTE, FileParts
from techpulse.lake_export.s3_errors import is_missing_object, s3_trouble

_PARTS_IN_FLIGHT = 4
_KEYS_A_PAGE = 1_000
_REQUEST_TIME = timedelta(seconds=180)  # four parts at once over a line of 180 kB/s
_CONNECT_TIME = timedelta(seconds=10)
_READ_BACK_BYTES = 8 * MEBIBYTE
_CREDENTIALS = (
    ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
    ("AWS_WEB_IDENTITY_TOKEN_FILE",),
    ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",),
    ("AWS_CONTAINER_CREDENTIALS_FULL_URI",),
    ("AWS_METADATA_ENDPOINT",),
)
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


class S3Objects:
    """The objects of a bucket whose keys begin with the folder `prefix`.

    A request that fails for a reason that may pass is repeated for up to `retry_seconds`, with growing pauses.
    """

    def __init__(self, bucket: str, prefix: str, *, retry_seconds: float) -> None:
        self._url = f"s3://{bucket}/{prefix}".rstrip("/")
        _require_credentials(self._url)
        with s3_trouble(f"opening {self._url}"):
            self._store = S3Store(
                bucket,
                prefix=prefix or None,
                client_options={
                    "allow_http": _speaks_http(),
                    "connect_timeout": _CONNECT_TIME,
                    "timeout": _REQUEST_TIME,
                },
                retry_config={"max_retries": 10, "retry_timeout": timedelta(seconds=retry_seconds)},
            )

    def keys(self, prefix: str) -> Iterator[str]:
        """Every key below the folder `prefix`, page by page as they are asked for."""
        is_empty = True
        with s3_trouble(f"listing {self._url}/{prefix}"):
            for page in self._store.list(prefix, chunk_size=_KEYS_A_PAGE):
                is_empty = is_empty and not page
                yield from (found["path"] for found in page)
        if is_empty:
            self._require_store(prefix)

    def read(self, key: str, *, at_most: int) -> bytes | None:
        """The object's bytes; None where there is none of that name, or a larger one."""
        with s3_trouble(f"reading {self._url}/{key}"):
            try:
                answer = self._store.get(key)
            except FileNotFoundError as error:
                if is_missing_object(error):
                    return None
                raise
            return bytes(answer.bytes()) if answer.meta["size"] <= at_most else None

    def size(self, key: str) -> int | None:
        """The object's bytes counted; None where there is none."""
        with s3_trouble(f"looking for {self._url}/{key}"):
            try:
                return self._store.head(key)["size"]
            except FileNotFoundError:
                return None

    def put_new(self, key: str, source: Path, *, sha256: str) -> None:
        """The object is there with the source's content, checked after it arrived; quietly so where it was already.

        Raises:
            ExportConflictError: it is there with another content, and stays so.
            DamagedExportError: the source has not the content it should have.
        """
        parts = FileParts(source, sha256=sha256)
        with s3_trouble(f"uploading {self._url}/{key}"):
            if parts.is_one:
                self._create(key, b"".join(parts))
            elif self.size(key) is None:
                parts.verify()  # now, since a part that is on its way stays behind when an upload is aborted
                self._create_in_parts(key, parts)
            self._confirm(key, parts)

    def _require_store(self, prefix: str) -> None:
        """A web site that answers everything with a page of its own looks like an empty bucket; it has any key, too."""
        if self.size(f"{prefix}/.not-there-{uuid4()}") is not None:
            raise BadTargetError(f"{self._url} answers, but not as an object store: check AWS_ENDPOINT_URL")

    def _create(self, key: str, content: bytes) -> None:
        try:
            self._store.put(key, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            return
        except (NotSupportedError, NotImplementedError):  # AWS_CONDITIONAL_PUT=disabled
            if self.size(key) is None:
                self._store.put(key, content, use_multipart=False)

    def _create_in_parts(self, key: str, parts: FileParts) -> None:
        def sent() -> Iterator[bytes]:
            yield from parts
            self._require_absent(key)  # whatever is raised here aborts the upload

        try:
            self._store.put(
                key, sent(), use_multipart=True, chunk_size=parts.part_bytes, max_concurrency=_PARTS_IN_FLIGHT
            )
        except AlreadyExistsError:
            return

    def _require_absent(self, key: str) -> None:
        """Just before the parts become an object: `obstore` can't make S3 create it on condition that none is there."""
        # This thread drives the upload and can't drive a second request.
        with ThreadPoolExecutor(max_workers=1) as asking:
            if asking.submit(self.size, key).result() is not None:
                raise AlreadyExistsError(key)

    def _confirm(self, key: str, parts: FileParts) -> None:
        """By the ETag where that is made of MD5s, else by reading everything back."""
        found = self._store.head(key)
        etag = (found["e_tag"] or "").strip('"')
        if found["size"] != parts.size or (etag != parts.etag and self._read_back(key, parts.size) != parts.sha256):
            raise ExportConflictError(
                f"{self._url}/{key} is there already with other content: it was left as it is; remove it there, or "
                "export with another time of load"
            )

    def _read_back(self, key: str, size: int) -> str:
        """The SHA-256 of what is there."""
        digest = hashlib.sha256()
        for start in range(0, size, _READ_BACK_BYTES):
            digest.update(self._store.get_range(key, start=start, end=min(start + _READ_BACK_BYTES, size)))
        return digest.hexdigest()


def _require_credentials(url: str) -> None:
    if not any(all(os.environ.get(name) for name in names) for names in _CREDENTIALS):
        raise BadTargetError(
            f"the environment holds no credentials for {url}: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"
        )


def _speaks_http() -> bool:
    """Whether the environment asks for an endpoint without TLS.

    Raises:
        BadTargetError: an endpoint is no http(s) address, or holds a password, which errors would repeat.
    """
    endpoints = {name: os.environ[name] for name in _ENDPOINTS if os.environ.get(name)}
    for name, endpoint in endpoints.items():
        if "@" in endpoint or not endpoint.startswith(("http://", "https://")):
            raise BadTargetError(f"{name} must be an http(s) address without user and password: correct it")
    return any(endpoint.startswith("http://") for endpoint in endpoints.values())
