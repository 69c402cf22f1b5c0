"""What the answers about one bill say together: one bill.

Belongs here: which of several answers counts. Does not: where a field stands in one of them.
Law: of LEGISinfo's list, its details and OpenParliament the first that has a field; but what belongs together (status,
sponsor, newest activity) is filled up from the details only where they speak of the same one.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from itertools import chain

from techpulse.parliament_client import legisinfo as from_legisinfo
from techpulse.parliament_client import openparliament as from_openparliament
from techpulse.parliament_client.bills import Bill, Chamber
from techpulse.parliament_client.fields import Fields, records_in
from techpulse.parliament_client.records import BillKey
from techpulse.parliament_client.texts import ottawa

_FIRST_PRIVATE_NUMBER = 200  # lower numbers are the government's
_HOMES: dict[str, Chamber] = {"C": "house", "S": "senate"}


def bill_from(key: BillKey, *, listed: str | None, legisinfo: str | None, openparliament: str | None) -> Bill:
    """The bill that payloads describe, as they stand in Bronze: of LEGISinfo's list, its details, OpenParliament.

    Each may be missing, and may be anything: what can't be read is None. The same payloads always make the same bill.
    """
    newest = _bill_in(key, listed, read=from_legisinfo.bill_in)
    details = _bill_in(key, legisinfo, read=from_legisinfo.bill_in)
    other = _bill_in(key, openparliament, read=from_openparliament.bill_in)
    merged = _first(newest, _agreeing(details, newest=newest))
    if merged.status_id or merged.status_en:
        other = replace(other, status_en=None, status_fr=None)
    if details.sponsor_name and _is_same_sponsor(newest, details):
        merged = replace(merged, sponsor_name=details.sponsor_name)
    return _concluded(key, _first(merged, other))


def _bill_in(key: BillKey, payload: str | None, *, read: Callable[[Fields], Bill]) -> Bill:
    records = records_in(payload) if payload else []
    own = (record for record in records if from_legisinfo.number_of(record) == key.number)
    return read(next(chain(own, records), Fields({})))


def _first(*bills: Bill) -> Bill:
    """Of each field the first that has something."""
    found = {}
    for field in fields(Bill):
        values = [getattr(bill, field.name) for bill in bills]
        found[field.name] = next((value for value in values if value is not None and value != ()), values[-1])
    return Bill(**found)


def _agreeing(details: Bill, *, newest: Bill) -> Bill:
    """The details without what they say of another status, sponsor or activity than the newest record."""
    if not _is_same((newest.status_id, details.status_id), (newest.status_en, details.status_en)):
        details = replace(details, status_id=None, status_en=None, status_fr=None)
    if not _is_same((newest.latest_activity_at, details.latest_activity_at)):
        details = replace(details, latest_activity_en=None, latest_activity_fr=None)
    if not _is_same_sponsor(newest, details):
        details = replace(details, sponsor_id=None, sponsor_name=None, sponsor_title_en=None, sponsor_title_fr=None)
        details = replace(details, sponsor_constituency_en=None, sponsor_constituency_fr=None)
    return details


def _is_same_sponsor(newest: Bill, details: Bill) -> bool:
    return _is_same((newest.sponsor_id, details.sponsor_id), (newest.sponsor_name, details.sponsor_name))


def _is_same(*pairs: tuple[object, object]) -> bool:
    """Whether two records speak of the same thing: something that both hold is alike, or there is no such thing."""
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    return not both or any(one == other for one, other in both)


def _concluded(key: BillKey, bill: Bill) -> Bill:
    """The bill with what follows from its other fields, and from its number, where no answer says it."""
    chamber = bill.originating_chamber or _HOMES.get(key.number[0])
    first_at = bill.passed_senate_first_reading_at if chamber == "senate" else bill.passed_house_first_reading_at
    first_date = first_at.astimezone(ottawa()).date() if first_at else None
    is_private = key.number_part >= _FIRST_PRIVATE_NUMBER
    is_government = "government" in bill.bill_type_en.lower() if bill.bill_type_en else None
    return replace(
        bill,
        originating_chamber=chamber,
        introduced_date=bill.introduced_date or first_date,
        is_law=True if bill.royal_assent_at else bill.is_law,
        is_government=is_government if bill.is_government is None else bill.is_government,
        is_private_member=is_private if bill.is_private_member is None else bill.is_private_member,
    )
