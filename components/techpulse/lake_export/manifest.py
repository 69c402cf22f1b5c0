"""The manifest of an export as text and back: pure. One JSON object, the same for the same export, byte for byte."""

import json
import re
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from techpulse.lake_export.errors import LakeError
from techpulse.lake_export.records import ExportedLoad

LARGEST_BYTES = 64 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Manifest(NamedTuple):
    """What a manifest says: of which load, and which bytes."""

    load: ExportedLoad
    bytes: int
    sha256: str


def manifest_text(manifest: Manifest) -> str:
    load = manifest.load
    says = {
        "file": load.file,
        "bytes": manifest.bytes,
        "sha256": manifest.sha256,
        "rows": load.rows,
        "watermark": load.watermark,
        "load_id": str(load.load_id),
        "loaded_at": load.loaded_at.replace(tzinfo=None).isoformat() + "Z",
    }
    return json.dumps(says) + "\n"


def parse_manifest(content: bytes, endpoint: str) -> Manifest | None:
    """What a manifest found in a folder of `endpoint` says; None for whatever is no manifest of ours. Never raises."""
    try:
        said = json.loads(content)
        if not _is_count(said["bytes"]) or not _SHA256.fullmatch(said["sha256"]):
            return None
        return Manifest(_load(said, endpoint), said["bytes"], said["sha256"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, LakeError):
        return None


def _load(said: dict[str, Any], endpoint: str) -> ExportedLoad:
    if not _is_count(said["rows"]) or not isinstance(said["watermark"], str | None):
        raise TypeError
    return ExportedLoad(
        endpoint=endpoint,
        loaded_at=datetime.fromisoformat(said["loaded_at"]),
        load_id=UUID(said["load_id"]),
        file=said["file"],
        rows=said["rows"],
        watermark=said["watermark"],
    )


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
