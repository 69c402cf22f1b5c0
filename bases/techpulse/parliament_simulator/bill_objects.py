"""What OpenParliament says of a bill, made of LEGISinfo's record as OpenParliament itself makes it.

Here: the object of a list, that of a single bill, and the codes of statuses. All pure.
Not here: lists, filters and addresses (`openparliament`, `filters`).
"""

from techpulse.parliament_simulator.bills import Bill
from techpulse.parliament_simulator.markup import Fields

_STATUS_CODES = {
    "At consideration in committee in the House of Commons": "HouseInCommittee",
    "At consideration in committee in the Senate": "SenateInCommittee",
    "At consideration in the House of Commons of amendments made by the Senate": "HouseConsideringSenAmendments",
    "At consideration in the Senate of amendments made by the House of Commons": "SenConsideringHouseAmendments",
    "At first reading in the House of Commons": "HouseAt1stReading",
    "At first reading in the Senate": "SenateAt1stReading",
    "At report stage in the House of Commons": "HouseAtReportStage",
    "At report stage in the Senate": "SenateAtReportStage",
    "At second reading in the House of Commons": "HouseAt2ndReading",
    "At second reading in the Senate": "SenateAt2ndReading",
    "At third reading in the House of Commons": "HouseAt3rdReading",
    "At third reading in the Senate": "SenateAt3rdReading",
    "Awaiting royal assent": "RoyalAssentAwaiting",
    "Bill defeated": "BillDefeated",
    "Bill not proceeded with": "WillNotBeProceededWith",
    "House of Commons bill awaiting first reading in the Senate": "HouseBillWaitingSenate",
    "Introduced as pro forma bill": "ProForma",
    "Outside the Order of Precedence": "OutsideOrderPrecedence",
    "Royal assent received": "RoyalAssentGiven",
    "Senate bill awaiting first reading in the House of Commons": "SenateBillWaitingHouse",
}
_LAW_CODE = "RoyalAssentGiven"


def list_object(bill: Bill) -> Fields:
    """The bill as a list holds it."""
    return {
        "session": bill.session,
        "legisinfo_id": bill.id,
        "introduced": bill.introduced.isoformat() if bill.introduced else None,
        "name": _in_both(bill, "LongTitle"),
        "number": bill.code,
        "url": _url(bill),
    }


def single_object(bill: Bill) -> Fields:
    """The bill as its own address tells it; who sponsors it, OpenParliament's own knowledge, is None."""
    listed = list_object(bill)
    del listed["url"]
    return {
        **listed,
        "short_title": _in_both(bill, "ShortTitle"),
        "home_chamber": "House" if bill.key.prefix == "C" else "Senate",
        "law": is_law(bill),
        "sponsor_politician_url": None,
        "sponsor_politician_membership_url": None,
        "text_url": _text_url(bill),
        "vote_urls": _vote_urls(bill),
        "private_member_bill": bill.is_private,
        "legisinfo_url": f"https://www.parl.ca/legisinfo/en/bill/{bill.session}/{bill.code}",
        "status_code": status_code(bill),
        "status": {"en": bill.fields.get("StatusNameEn") or ""},
        "url": _url(bill),
        "related": {"bills_url": "/bills/"},
    }


def status_code(bill: Bill) -> str:
    """OpenParliament's word for where the bill is; empty for a status that it does not know."""
    return _STATUS_CODES.get(bill.fields.get("StatusNameEn") or "", "")


def is_law(bill: Bill) -> bool | None:
    """Whether it is law; None as long as nothing says so."""
    return True if status_code(bill) == _LAW_CODE else None


def _in_both(bill: Bill, name: str) -> dict[str, str]:
    return {language.lower(): str(bill.fields.get(f"{name}{language}") or "").strip() for language in ("En", "Fr")}


def _url(bill: Bill) -> str:
    return f"/bills/{bill.session}/{bill.code}/"


def _text_url(bill: Bill) -> str | None:
    """Where its newest text is read."""
    numbers = _numbers(bill, "Publications", name="PublicationId")
    return f"https://www.parl.ca/DocumentViewer/en/{numbers[-1]}" if numbers else None


def _vote_urls(bill: Bill) -> list[str]:
    """Its votes, newest first."""
    numbers = set(_numbers(bill, "HouseVoteDetails", name="DivisionNumber"))
    return [f"/votes/{bill.session}/{number}/" for number in sorted(numbers, reverse=True)]


def _numbers(bill: Bill, records: str, *, name: str) -> list[int]:
    """The number called `name` of each of the bill's `records` that has it, in their order."""
    numbers = [record.get(name) for record in bill.fields.get(records) or []]
    return [number for number in numbers if isinstance(number, int)]
