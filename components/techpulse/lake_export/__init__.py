"""A load's Parquet file as an export: whole in a local folder, then whole in a target by URL, and found there again.

Knows nothing of DuckDB: the caller passes what writes the file. Nothing of any source either, but its endpoints' names.
"""

from techpulse.lake_export.errors import LakeError
from techpulse.lake_export.export_folder import ExportFolder
from techpulse.lake_export.export_target import ExportTarget
from techpulse.lake_export.records import Export, ExportedLoad, RemoteExport, Upload

__all__ = [
    "Export",
    "ExportFolder",
    "ExportTarget",
    "ExportedLoad",
    "LakeError",
    "RemoteExport",
    "Upload",
]
