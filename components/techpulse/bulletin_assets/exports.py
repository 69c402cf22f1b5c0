"""Complete loads as Parquet: in the local folder, in the object store where asked, and no more here than are kept.

Belongs here: which loads still lack an export, and what an upload takes along. Does not: how either is made whole.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from techpulse.asset_kit import BadRunConfigError
from techpulse.bulletin_assets.endpoints import SOURCE, Endpoint
from techpulse.bulletin_assets.resources import LakeResource
from techpulse.duckdb_store import DuckDBStore, LoadFacts
from techpulse.lake_export import Export, ExportedLoad, ExportFolder, ExportTarget


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What an upload has done: addresses of the files that it sent, and how many local exports it let go."""

    uris: tuple[str, ...]
    pruned: int


@dataclass(frozen=True, slots=True)
class _AllBut:
    """Holds what the target holds, but for the last load: its export, whatever its name, says what is exported here."""

    last: UUID | None
    target: ExportTarget

    def holds(self, export: Export) -> bool:
        return export.load.load_id != self.last and self.target.holds(export)


def newest_exported_at(lake: LakeResource, endpoint: Endpoint) -> datetime | None:
    """How far the newest complete export in the object store has read the site; None where there is none.

    By the export's own watermark. One of the older system has none, and stands for the moment it was loaded; one of a
    load that began after a gap, or of a sweep before any load, has none either, and tells nothing.

    Raises:
        LakeError: the object store could not be asked.
    """
    newest = ExportTarget(lake.url).newest(endpoint.key) if lake.url else None
    if newest is None:
        return None
    if newest.watermark:
        return datetime.fromisoformat(newest.watermark)
    return newest.loaded_at if newest.is_legacy else None


def export(store: DuckDBStore, lake: LakeResource, *, endpoint: Endpoint, named_at: datetime | None) -> Export | None:
    """The newest load's export, None where no load lacked one; earlier ones that a killed run left out come first.

    Its partition is named by `named_at`, by default by the load's beginning. Idempotent.

    Raises:
        LakeError: an export could not be made; the next run tries again.
    """
    folder = ExportFolder(lake.folder)
    lacking = _not_exported(store, folder, endpoint=endpoint)
    written = None
    for load in lacking:
        asked = named_at if load is lacking[-1] else None
        name = asked or _next_second(folder, endpoint, load=load)
        written = _written(
            store, folder, lake=lake, endpoint=endpoint, exported=_exported(endpoint, load, named_at=name)
        )
    return written


def object_store(lake: LakeResource) -> ExportTarget:
    """Where uploads go.

    Raises:
        BadRunConfigError: no object store is set.
        LakeError: it is set, and its address or credentials can't be right.
    """
    if lake.url is None:
        raise BadRunConfigError(
            "there is no object store to upload to: set TECHPULSE_EXPORT_URL, or leave upload_to_s3"
        )
    return ExportTarget(lake.url)


def upload(lake: LakeResource, target: ExportTarget, *, endpoint: Endpoint) -> Uploaded:
    """All local exports of the endpoint in the object store, oldest first; then the oldest are let go here.

    Idempotent: what is there already is checked and not sent again.

    Raises:
        LakeError: the object store did not take one; what it has taken stays.
    """
    folder = ExportFolder(lake.folder)
    exports = folder.exports(endpoint.key)
    sent = [target.upload(export) for export in reversed(exports)]
    last = max((export.load.load_id for export in exports), default=None)
    pruned = folder.prune(endpoint.key, lake.exports_kept, safe_in=_AllBut(last, target))
    return Uploaded(tuple(upload.uri for upload in sent if upload.is_new), len(pruned))


def _not_exported(store: DuckDBStore, folder: ExportFolder, *, endpoint: Endpoint) -> list[LoadFacts]:
    """The complete loads with rows that came after the newest one exported here, oldest first."""
    known = {export.load.load_id for export in folder.exports(endpoint.key)}
    lacking: list[LoadFacts] = []
    for load in store.loads(source=SOURCE, partition_key=endpoint.key):
        if load.load_id in known:
            break
        if load.status == "complete" and load.rows:
            lacking.append(load)
    return lacking[::-1]


def _exported(endpoint: Endpoint, load: LoadFacts, *, named_at: datetime) -> ExportedLoad:
    return ExportedLoad(
        endpoint=endpoint.key,
        loaded_at=named_at,
        load_id=load.load_id,
        file=f"{endpoint.asset}.parquet",
        rows=load.rows,
        watermark=load.watermark,
    )


def _written(
    store: DuckDBStore, folder: ExportFolder, *, lake: LakeResource, endpoint: Endpoint, exported: ExportedLoad
) -> Export:
    return folder.export(
        exported,
        lambda path: store.write_parquet(exported.load_id, path, table=endpoint.table, compression=lake.compression),
    )


def _next_second(folder: ExportFolder, endpoint: Endpoint, *, load: LoadFacts) -> datetime:
    """When the load began, or the second after the newest export where that is later: one partition, one load."""
    begun = load.started_at.astimezone(UTC).replace(microsecond=0)
    newest = next(iter(folder.exports(endpoint.key)), None)
    return begun if newest is None else max(begun, newest.load.loaded_at + timedelta(seconds=1))
