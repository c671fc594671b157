"""The last evening: everything that the product does by itself is done before anybody looks."""

from collections.abc import Iterable
from time import monotonic, sleep

from api.cli.demo.client import Json
from api.cli.demo.company import PATIENCE, Person, TooSlow
from api.cli.demo.play.month import Month

_PAUSE = 0.05


def comes_to_rest(month: Month) -> None:
    """Look until every payment is scheduled, and what was paid has reached its invoice and its order."""
    reader, begun = month.company.admin, monotonic()
    while unfinished := _unfinished(reader):
        if monotonic() - begun > PATIENCE:
            raise TooSlow(
                f"{unfinished} of the documents are unfinished after {PATIENCE:g} seconds",
                "try again on a machine that has less to do, or look into the server's log",
            )
        sleep(_PAUSE)


def _unfinished(reader: Person) -> int:
    """How many documents something is still going to happen to without anybody asking."""
    payments = list(reader.lists("/v1/payments"))
    invoices = list(reader.lists("/v1/invoices"))
    orders = list(reader.lists("/v1/purchase-orders"))
    paid = {payment["invoiceId"] for payment in payments if payment["status"] == "Remitted"}
    behind = [
        invoice
        for invoice in invoices
        if (invoice["status"] == "Matched" and not invoice["held"])
        or (invoice["status"] == "Scheduled" and invoice["id"] in paid)
    ]
    return len(behind) + sum(_to_be_closed(order, invoices) for order in orders)


def _to_be_closed(order: Json, invoices: Iterable[Json]) -> bool:
    """True for an order that is invoiced in full and paid, and is not closed yet."""
    found = [each["status"] for each in invoices if each["purchaseOrderId"] == order["id"]]
    settled = bool(found) and all(status == "Paid" for status in found)
    return order["status"] == "Paid" or (order["status"] == "Invoiced" and settled)
