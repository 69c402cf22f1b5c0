"""What LEGISinfo's list of a session says of a bill, in the forms that its releases gave it.

Here: names and values of a list record, made of the bill's whole record. All pure.
Not here: whole records (`markup`), addresses (`legisinfo`).
"""

from dataclasses import dataclass
from typing import Literal

from techpulse.parliament_simulator.bills import Bill, date_time, with_offset
from techpulse.parliament_simulator.markup import LISTS, Fields

_ORDINALS_FR = {1: "re"}
_TEXTS_LEFT_OUT = ("Notes", "ShortLegislativeSummary")
_RECORDS_LEFT_OUT = LISTS | {"BillStages", "LatestBillEventCommitteeDetails"}


@dataclass(frozen=True, kw_only=True)
class ListForm:
    """How a release of LEGISinfo writes its lists.

    Attributes:
        names: `formatted` (BillNumberFormatted, CurrentStatusEn, LatestActivityDateTime, ...) or `detail`, those of
            the bill's own record (NumberCode, StatusNameEn, LatestBillEventDateTime, ...).
        has_language_suffix: bilingual fields come as `XEn` and `XFr`; else as `X` alone, in English.
        has_offset: times tell Ottawa's offset; else they are bare.

    Raises:
        ValueError: unknown names.
    """

    names: Literal["formatted", "detail"] = "formatted"
    has_language_suffix: bool = True
    has_offset: bool = False

    def __post_init__(self) -> None:
        if self.names not in {"formatted", "detail"}:
            raise ValueError(f"names of list records are formatted or detail, not {self.names!r}")


def list_record(bill: Bill, form: ListForm) -> Fields:
    """The bill's record in its session's list."""
    record = _formatted(bill) if form.names == "formatted" else _detailed(bill)
    if not form.has_language_suffix:
        record = _in_english(record)
    if form.has_offset:
        record = {name: _with_offset(name, value) for name, value in record.items()}
    return record


def _formatted(bill: Bill) -> Fields:
    fields = bill.fields
    publications = fields.get("Publications") or [{}]
    return {
        "BillId": bill.id,
        "BillNumberPrefix": bill.key.prefix,
        "BillNumber": bill.key.number,
        "BillNumberSuffix": bill.key.suffix or None,
        "BillNumberFormatted": bill.code,
        **_bilingual(fields, "LongTitle"),
        **_bilingual(fields, "ShortTitle"),
        **_bilingual(fields, "LatestCompletedMajorStageName", new_name="LatestCompletedMajorStage"),
        "LatestCompletedMajorStageChamberId": fields.get("LatestCompletedMajorStageChamberOrganizationId"),
        "DidReinstateFromPreviousSession": fields.get("DidReinstateFromPreviousSession"),
        **_milestones(fields),
        **_session(bill),
        "OriginatingChamberId": fields.get("OriginatingChamberOrganizationId"),
        "BillTypeId": fields.get("BillDocumentTypeId"),
        **_bilingual(fields, "BillDocumentTypeName", new_name="BillType"),
        "CurrentStatusId": fields.get("StatusId"),
        **_bilingual(fields, "StatusName", new_name="CurrentStatus"),
        "SponsorId": fields.get("SponsorPersonId"),
        "SponsorEn": _sponsor(fields, "En"),
        "SponsorFr": _sponsor(fields, "Fr"),
        "PoliticalAffiliationId": None,
        "IsFromCurrentSession": fields.get("IsSessionOngoing"),
        "LatestBillTextTypeId": publications[-1].get("PublicationTypeId"),
        **_bilingual(fields, "LatestBillEventTypeName", new_name="LatestActivity"),
        "LatestActivityDateTime": _latest_activity(fields),
    }


def _detailed(bill: Bill) -> Fields:
    """All fields but the long texts and what is a record or a list itself."""
    return {
        name: value
        for name, value in bill.fields.items()
        if name not in _RECORDS_LEFT_OUT and not name.startswith(_TEXTS_LEFT_OUT)
    }


def _bilingual(fields: Fields, name: str, *, new_name: str = "") -> Fields:
    return {f"{new_name or name}{language}": fields.get(f"{name}{language}") for language in ("En", "Fr")}


def _milestones(fields: Fields) -> Fields:
    readings = [
        f"Passed{chamber}{nth}ReadingDateTime"
        for chamber in ("House", "Senate")
        for nth in ("First", "Second", "Third")
    ]
    return {name: fields.get(name) for name in (*readings, "ReceivedRoyalAssentDateTime")}


def _session(bill: Bill) -> Fields:
    parliament, _, session = bill.session.partition("-")
    return {
        "ParlSessionCode": bill.session,
        "ParlSessionEn": f"{_ordinal(int(parliament))} Parliament, {_ordinal(int(session))} session",
        "ParlSessionFr": f"{_rang(int(parliament))} législature, {_rang(int(session))} session",
        "ParliamentNumber": int(parliament),
        "SessionNumber": int(session),
    }


def _ordinal(number: int) -> str:
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _rang(number: int) -> str:
    return f"{number}{_ORDINALS_FR.get(number, 'e')}"


def _sponsor(fields: Fields, language: str) -> str:
    return " ".join(
        word for name in (f"ShortHonorific{language}", "Name") if (word := fields.get(f"SponsorPerson{name}"))
    )


def _latest_activity(fields: Fields) -> str | None:
    """The latest event's time; where it has none, the newest milestone's."""
    if latest := date_time(fields.get("LatestBillEventDateTime")):
        return latest
    return max(filter(None, map(date_time, _milestones(fields).values())), default=None)


def _in_english(record: Fields) -> Fields:
    bare = {}
    for name, value in record.items():
        stem = name[:-2]
        if name.endswith("En") and f"{stem}Fr" in record:
            bare[stem] = value
        elif not (name.endswith("Fr") and f"{stem}En" in record):
            bare[name] = value
    return bare


def _with_offset(name: str, value: object) -> object:
    time = date_time(value) if name.endswith("DateTime") else None
    return with_offset(time) if time else value
