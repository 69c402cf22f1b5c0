"""Where exports go and are found again: a target by URL, the Parquet file first and its manifest last.

Belongs here: what makes an export complete in a target. Does not: how bytes get there (`*_objects.py`, by scheme).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from techpulse.lake_export.errors import ExportConflictError, disk_trouble
from techpulse.lake_export.export_folder import require_whole
from techpulse.lake_export.file_objects import FileObjects
from techpulse.lake_export.manifest import LARGEST_BYTES, Manifest, parse_manifest
from techpulse.lake_export.paths import MANIFEST, ExportKey, parse_key, require_endpoint
from techpulse.lake_export.records import Export, RemoteExport, Upload
from techpulse.lake_export.s3_objects import S3Objects
from techpulse.lake_export.staging import sha256_of
from techpulse.lake_export.target_url import TargetUrl, parse_url


class Objects(Protocol):
    """What each scheme can do with keys and bytes."""

    def keys(self, prefix: str) -> Iterator[str]: ...
    def read(self, key: str, *, at_most: int) -> bytes | None: ...
    def size(self, key: str) -> int | None: ...
    def put_new(self, key: str, source: Path, *, sha256: str) -> None: ...


class ExportTarget:
    """The exports below a URL: `file:///folder`, or `s3://bucket/prefix` with credentials and endpoint in AWS_*.

    The environment is read here, once; nothing is asked of the target before it is used. All methods raise
    `LakeError`, whose `may_pass` tells whether trying again helps; S3 repeats for `retry_seconds` by itself.

    Raises:
        LakeError: the URL is not of these forms, the folder is not there, or credentials are missing.
    """

    def __init__(self, url: str, *, retry_seconds: float = 120.0) -> None:
        self._url = parse_url(url)
        self._objects = _objects(self._url, retry_seconds=retry_seconds)

    def __repr__(self) -> str:
        return f"ExportTarget({str(self._url)!r})"

    def upload(self, export: Export) -> Upload:
        """Where the export is now, complete. Idempotent: what is there already is checked and not sent again.

        Raises:
            ExportConflictError: something else lies where it belongs; nothing was overwritten.
            DamagedExportError: the local files are not what was exported.
        """
        require_whole(export)
        key, manifest_key = _keys(export)
        uri = f"{self._url}/{key}"
        manifest = self._read(manifest_key)
        if manifest is not None:
            _require_same(export, parse_manifest(manifest, export.load.endpoint), uri=uri)
            if self._objects.size(key) == export.bytes:
                return Upload(uri, is_new=False)
        self._objects.put_new(key, export.path, sha256=export.sha256)
        if manifest is None:
            self._objects.put_new(manifest_key, export.manifest_path, sha256=sha256_of(export.manifest_path))
        return Upload(uri, is_new=True)

    def holds(self, export: Export) -> bool:
        """Whether the target holds the same export, elsewhere: a manifest with its SHA-256, an object of its size."""
        key, manifest_key = _keys(export)
        manifest = parse_manifest(self._read(manifest_key) or b"", export.load.endpoint)
        is_same = manifest is not None and manifest.sha256 == export.sha256 and self._objects.size(key) == export.bytes
        return is_same and not self._is_itself(export, key)

    def exports(self, endpoint: str) -> Iterator[RemoteExport]:
        """The complete exports of an endpoint, in the order of their keys, while the listing goes on.

        Costs a request for a thousand keys, and one more for each manifest.
        """
        last = None
        for key, parsed in self._complete(endpoint):
            folder = key.rpartition("/")[0]
            if folder != last and (found := self._found(key, parsed)):
                yield found
            last = folder

    def newest(self, endpoint: str) -> RemoteExport | None:
        """The complete export with the greatest time of load, whenever it was uploaded; None where there is none."""
        spoilt: set[str] = set()
        while True:
            candidates = ((key, parsed) for key, parsed in self._complete(endpoint) if key not in spoilt)
            best = max(candidates, key=lambda found: (found[1].loaded_at, not found[1].is_legacy), default=None)
            if best is None or (found := self._found(*best)):
                return found if best else None
            spoilt.add(best[0])

    def _complete(self, endpoint: str) -> Iterator[tuple[str, ExportKey]]:
        """The keys that make exports complete, if they are what they are called."""
        require_endpoint(endpoint)
        for key in self._objects.keys(endpoint):
            parsed = parse_key(key)
            if parsed and parsed.endpoint == endpoint and parsed.completes:
                yield key, parsed

    def _found(self, key: str, parsed: ExportKey) -> RemoteExport | None:
        """None for a manifest that is not ours, as other tools leave: what it stands for is not known to be whole."""
        watermark = None
        if not parsed.is_legacy:
            manifest = parse_manifest(self._read(key) or b"", parsed.endpoint)
            if manifest is None or manifest.load.loaded_at != parsed.loaded_at:
                return None
            key, watermark = key.removesuffix(MANIFEST) + manifest.load.file, manifest.load.watermark
        return RemoteExport(
            endpoint=parsed.endpoint,
            loaded_at=parsed.loaded_at,
            key=key,
            watermark=watermark,
            is_legacy=parsed.is_legacy,
        )

    def _is_itself(self, export: Export, key: str) -> bool:
        """Whether the target's object is the very file: its folder may be the target."""
        with disk_trouble(export.path):
            return self._url.scheme == "file" and export.path.samefile(Path(self._url.path) / key)

    def _read(self, key: str) -> bytes | None:
        return self._objects.read(key, at_most=LARGEST_BYTES)


def _objects(url: TargetUrl, *, retry_seconds: float) -> Objects:
    if url.scheme == "file":
        return FileObjects(Path(url.path))
    return S3Objects(url.bucket, url.path, retry_seconds=retry_seconds)


def _keys(export: Export) -> tuple[str, str]:
    folder = export.load.partition
    return f"{folder}/{export.load.file}", f"{folder}/{MANIFEST}"


def _require_same(export: Export, manifest: Manifest | None, *, uri: str) -> None:
    if manifest is None or manifest.sha256 != export.sha256:
        raise ExportConflictError(
            f"the manifest beside {uri} is not that of load {export.load.load_id}: nothing was overwritten; remove "
            "what lies there, or export with another time of load"
        )
