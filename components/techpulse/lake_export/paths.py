"""Where an export lies below its root, from endpoint and time of load and back: pure rules of text.

`pages/load_date=2026-11-21/load_time=10-00-00/bulletin_pages.parquet`. The older form with colons in the time is read,
never written: Windows, Hadoop's tools and some S3 clients can't take it. Every other key is somebody else's.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from techpulse.lake_export.errors import LakeError

MANIFEST = "_SUCCESS"

_ENDPOINT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.parquet")
_KEY = re.compile(
    rf"({_ENDPOINT.pattern})/load_date=([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}})"
    r"/load_time=([0-9]{2})([-:])([0-9]{2})\6([0-9]{2})/([^/]+)"
)


@dataclass(frozen=True, slots=True)
class ExportKey:
    """What the key of one object of an export says; `is_legacy` for the form with colons."""

    endpoint: str
    loaded_at: datetime
    file: str
    is_legacy: bool

    @property
    def completes(self) -> bool:
        """Whether this object's being there makes its export complete; Parquet alone did in the older form."""
        return self.file.endswith(".parquet") if self.is_legacy else self.file == MANIFEST


def partition_path(endpoint: str, loaded_at: datetime) -> str:
    """The folder of one load's export, relative to the root.

    Raises:
        LakeError: the endpoint is no plain name, or the time no aware UTC in whole seconds.
    """
    require_endpoint(endpoint)
    if loaded_at.utcoffset() != timedelta(0) or loaded_at.microsecond:
        raise LakeError(f"an export's time must be aware UTC in whole seconds, not {loaded_at!r}")
    return f"{endpoint}/load_date={loaded_at.date().isoformat()}/load_time={loaded_at:%H-%M-%S}"


def parse_key(key: str) -> ExportKey | None:
    """What a key relative to the root says; None for whatever is not in a partition of ours. Never raises."""
    found = _KEY.fullmatch(key)
    if not found:
        return None
    endpoint, year, month, day, hour, mark, minute, second, file = found.groups()
    try:
        loaded_at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None
    return ExportKey(endpoint, loaded_at, file, is_legacy=mark == ":")


def require_endpoint(endpoint: str) -> None:
    """Raises LakeError for a name that can't be one folder's everywhere."""
    if not _ENDPOINT.fullmatch(endpoint):
        raise LakeError(f"an endpoint cannot be called {endpoint!r}: use letters, digits, _ and -")


def require_file(file: str) -> None:
    """Raises LakeError for what is no plain name of a Parquet file."""
    if not _FILE.fullmatch(file):
        raise LakeError(
            f"an exported file cannot be called {file!r}: use letters, digits, ., _ and -, and end in .parquet"
        )
