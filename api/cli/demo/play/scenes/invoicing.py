"""Invoicing: the three-way match at its limits, duplicates, a dispute and its correction, a credit note."""

from decimal import Decimal

from api.cli.demo.cast import IDA, PAUL
from api.cli.demo.client import Json, patch, post
from api.cli.demo.plan.orders import Bill
from api.cli.demo.play.month import Month
from api.cli.demo.play.refusals import DUPLICATE, DUTIES, MISMATCH, NOTHING_RECEIVED
from api.cli.demo.play.routine import bill_call, invoice_number, registrar

_HALL = "Cleaning of hall {}"
_AGREED: Json = {"amount": "1190.00", "currency": "EUR"}


def poor_work(month: Month) -> None:
    """The invoice agrees, but the certificates are missing: nothing is paid."""
    plan = month.named("poor work")
    invoice = month.documents[invoice_number(plan, plan.bills[0])]
    dispute = patch(f"/v1/invoices/{invoice}/dispute", {"reason": "Certificates are missing"})
    month.company[registrar(plan)].does(dispute, "disputes the calibration without certificates")


def look_alikes(month: Month) -> None:
    """Same supplier, same day, same amount: the second one is held."""
    for hall in (1, 2):
        plan = month.named(f"cleaning of hall {hall}")
        bill = bill_call(month, plan, Bill(4, plan.ordered))
        invoice = month.company[registrar(plan)].does(bill)
        month.documents[_HALL.format(hall)] = invoice["invoiceId"]
    held = "held as a possible duplicate"
    month.company[IDA].tells("registers the second of two invoices that look alike", held)


def released(month: Month) -> None:
    """Whoever registered it does not release it."""
    release = patch(f"/v1/invoices/{month.documents[_HALL.format(2)]}/release")
    month.company[IDA].is_refused(release, "releases the invoice that she registered", DUTIES)
    month.company[PAUL].does(release, "finds that hall 2 was cleaned too, and releases it")


def too_early(month: Month) -> None:
    """The bill is here before the goods."""
    plan = month.named("billed early")
    bill = bill_call(month, plan, Bill(6, plan.ordered))
    month.company[registrar(plan)].is_refused(
        bill, "registers an invoice before anything arrived", NOTHING_RECEIVED
    )


def price_stays_disputed(month: Month) -> None:
    """12 % above the agreed price, and the supplier does not answer."""
    plan = month.named("price that stays disputed")
    bill = bill_call(month, plan, Bill(6, plan.ordered, price=Decimal("237.44")))
    month.company[registrar(plan)].is_refused(
        bill, "registers housings at 237.44 that were ordered at 212.00", MISMATCH
    )


def price_limits(month: Month) -> None:
    """1,000.00 are agreed: 2 % more are let pass, a cent beyond that is not."""
    plan = month.named("price up to the limit")
    bill = bill_call(month, plan, Bill(7, plan.ordered, price=Decimal("1020.00")))
    month.company[registrar(plan)].does(bill, "registers 1,020.00 where 1,000.00 were agreed")
    plan = month.named("price beyond the limit")
    bill = bill_call(month, plan, Bill(7, plan.ordered, price=Decimal("1020.01")))
    disputed = month.company[registrar(plan)].is_refused(
        bill, "registers 1,020.01 where 1,000.00 were agreed", MISMATCH
    )
    month.documents["disputed"] = disputed["invoiceId"]


def corrected(month: Month) -> None:
    """The supplier gives in; the same match decides again, and the order goes on."""
    agreed = {"revisedAmount": _AGREED, "comment": "Bergmann keeps to its price list"}
    correct = patch(f"/v1/invoices/{month.documents['disputed']}/correct", agreed)
    month.company[IDA].does(correct, "corrects it to what was agreed")


def billed_twice(month: Month) -> None:
    """The same number in another spelling is the same number."""
    plan = month.named("billed twice")
    bill, number = plan.bills[0], invoice_number(plan, plan.bills[0])
    again = f"{number[:2].lower()} {number[3:].lstrip('0')}"
    month.company[registrar(plan)].is_refused(
        bill_call(month, plan, bill, again), f"registers {again}, which is {number}", DUPLICATE
    )


def credit_note(month: Month) -> None:
    """What went back is credited, and less is paid."""
    plan = month.named("three go back")
    bill, price = plan.bills[0], plan.lines[0].article.price
    line = {"poLine": 1, "quantity": "3", "unitPrice": _yen(price)}
    note = {
        "invoiceId": month.documents[invoice_number(plan, bill)],
        "creditNoteNumber": "HS-C-7",
        "date": str(month.day(11)),
        "amount": _yen(3 * price),
        "lines": [{**line, "taxRate": plan.vendor.tax}],
    }
    month.company[registrar(plan)].does(
        post("/v1/credit-notes", note), "registers a credit note over 375,000 JPY"
    )


def _yen(amount: Decimal) -> Json:
    return {"amount": str(amount), "currency": "JPY"}
