"""The tables of this source: lists and details as they were sent, and one row per bill made of them.

Belongs here: names, keys and types of columns, and a bill as a row. Does not: what a field means (`parliament_client`).
"""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime

from techpulse.duckdb_store import BronzeTable, KeyedTable
from techpulse.parliament_client import Bill, BillKey

SOURCE = "parliament"
RAW_BILLS = BronzeTable("raw_bills", key="bill", key_type="VARCHAR", holds="increments")
RAW_BILL_DETAILS = BronzeTable("raw_bill_details", key="detail", key_type="VARCHAR", holds="increments")

_JURISDICTION = "ca"
_TYPES = {"int": "BIGINT", "bool": "BOOLEAN", "date": "DATE", "datetime": "TIMESTAMPTZ"}


def _type_of(annotation: object) -> str:
    """`BIGINT` for `int | None`: a field holds one plain type or nothing; whatever nests is JSON."""
    text = getattr(annotation, "__name__", str(annotation)).partition(" | ")[0].rpartition(".")[2]
    if str(annotation).startswith("tuple"):
        return "JSON"
    return _TYPES.get(text, "VARCHAR")


BILLS = KeyedTable(
    "bills",
    "bill_changes",
    key={"jurisdiction": "VARCHAR", "parliament": "BIGINT", "session": "BIGINT", "number": "VARCHAR"},
    tracked={field.name: _type_of(field.type) for field in fields(Bill)},
    kept={"enriched_sha256": "VARCHAR", "merged_by": "BIGINT"},
)
"""`enriched_sha256`: the list record that the bill's details were fetched for; another one, and they are due again.
`merged_by`: the `MERGE` that made the row."""

MERGE = 1
"""To be raised when `bill_from` reads more, or otherwise: a session's next reading makes its older rows anew."""


def row_of(key: BillKey, bill: Bill, *, enriched_sha256: str | None, version: int) -> Mapping[str, object]:
    """The bill as a row of `BILLS`; what is empty is null."""
    values = {field.name: _stored(getattr(bill, field.name)) for field in fields(bill)}
    place = {"jurisdiction": _JURISDICTION, "parliament": key.parliament, "session": key.session_number}
    return {
        **place,
        "number": key.number,
        **values,
        "enriched_sha256": enriched_sha256,
        "merged_by": MERGE,
        "version": version,
    }


def _stored(value: object) -> object:
    if isinstance(value, tuple):
        return [_nested(each) for each in value] or None
    return value


def _nested(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _nested(each) for name, each in asdict(value).items()}
    if isinstance(value, tuple):
        return [_nested(each) for each in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
