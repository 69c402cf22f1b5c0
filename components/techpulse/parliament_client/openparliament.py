"""What OpenParliament's records say: a bill of its list, and a bill's details.

Belongs here: the names of its fields. Does not: which answer counts, or how values are written.
"""

from techpulse.parliament_client.bills import Bill, Chamber
from techpulse.parliament_client.fields import Fields

_CHAMBERS: dict[str, Chamber] = {"house": "house", "senate": "senate"}
_PRO_FORMA = "ProForma"


def bill_in(record: Fields) -> Bill:
    """What one record says; names come as objects of `en` and `fr`."""
    name, short, status = record.inner("name"), record.inner("short_title"), record.inner("status")
    status_code = record.text("status_code")
    return Bill(
        legisinfo_id=record.number("legisinfo_id"),
        title_en=name.text("en"),
        title_fr=name.text("fr"),
        short_title_en=short.text("en"),
        short_title_fr=short.text("fr"),
        originating_chamber=_CHAMBERS.get((record.text("home_chamber") or "").lower()),
        is_private_member=record.flag("private_member_bill"),
        is_pro_forma=status_code == _PRO_FORMA if status_code else None,
        status_en=status.text("en"),
        status_fr=status.text("fr"),
        status_code=status_code,
        sponsor_url=record.text("sponsor_politician_url"),
        introduced_date=record.day("introduced"),
        is_law=record.flag("law"),
        text_url=record.text("text_url"),
        vote_urls=tuple(record.texts("vote_urls")),
    )
