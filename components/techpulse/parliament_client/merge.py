"""What the answers about one bill say together: one bill.

Belongs here: which of several answers counts. Does not: where a field stands in one of them.
"""

from techpulse.parliament_client.bills import Bill
from techpulse.parliament_client.records import BillKey


def bill_from(key: BillKey, *, listed: str | None, legisinfo: str | None, openparliament: str | None) -> Bill:
    """The bill that three payloads, as they stand in Bronze, describe; each of them may be missing."""
    raise NotImplementedError
