"""Canadian bills from OpenParliament and LEGISinfo: each answer exactly as it was sent, and one bill made of them.

Belongs here: what both APIs say and mean. Does not: how HTTP is spoken, or where answers and bills are kept.
"""

from techpulse.parliament_client.bills import Bill
from techpulse.parliament_client.client import ParliamentClient
from techpulse.parliament_client.merge import bill_from
from techpulse.parliament_client.records import BillDetail, BillKey, ListedBill, MalformedBill

__all__ = ["Bill", "BillDetail", "BillKey", "ListedBill", "MalformedBill", "ParliamentClient", "bill_from"]
