"""What clerks, treasurers and the bank do in a random month."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from application.invoicing import credit_note as credit_notes
from application.invoicing import supplier_invoice as invoicing
from application.payments.collecting import RunOrder
from application.payments.instructions import PainVersion
from application.payments.payment_run import approve_run, propose_run
from domain.invoicing.credit_note import commands as note
from domain.invoicing.lines import (
    BilledLine,
    CreditedLine,
    billed_totals,
    credit_note_lines,
    document_totals,
)
from domain.invoicing.supplier_invoice import commands as invoice
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.payments.payment.machine import PAYMENT
from domain.payments.payment_run import commands as run
from domain.shared.ids import (
    PaymentId,
    PaymentRunId,
    PurchaseOrderId,
    SupplierInvoiceId,
)
from domain.shared.money import UnitPrice
from tests.machines.company import PlainFiles
from tests.projections.reporting.buying import lines_of
from tests.projections.reporting.month import RandomMonth


def _billed(month: RandomMonth, made: PurchaseOrderId) -> tuple[BilledLine, ...]:
    found = []
    for line in lines_of(month, made):
        factor = Decimal(month.random.choice(("1", "1", "1", "1.01", "1.2")))
        found.append(
            BilledLine(
                po_line=line.po_line,
                sku=line.sku,
                quantity=line.quantity * Decimal(month.random.choice(("1", "1", "0.5"))),
                unit_price=UnitPrice(
                    (line.unit_price.amount * factor).quantize(Decimal("0.0001")),
                    line.unit_price.currency,
                ),
                discount_percent=line.discount_percent,
                tax_rate=line.tax_rate,
            )
        )
    return tuple(found[: month.random.randrange(1, len(found) + 1)])


def bill(month: RandomMonth) -> None:
    """An invoice comes, too dear at times."""
    made = PurchaseOrderId(month.one("order"))
    lines = _billed(month, made)
    currency = lines[0].unit_price.currency
    command = invoice.Register(
        purchase_order_id=made,
        supplier_invoice_number=f"RE {len(month.events)}",
        invoice_date=month.today - timedelta(days=month.random.randrange(20)),
        amount=billed_totals(lines, currency, None).gross,
        lines=lines,
    )
    month.do("ann", invoicing.register_invoice(command), "invoice")


def mend(month: RandomMonth) -> None:
    """Somebody does something about an invoice."""
    name = SupplierInvoiceId(month.one("invoice"))
    ways: Sequence[Callable[[], Any]] = (
        lambda: invoicing.correct_invoice(name, invoice.Correct()),
        lambda: invoicing.dispute_invoice(name, invoice.Dispute(reason="Hm.")),
        lambda: invoicing.release_invoice(name, invoice.Release()),
        lambda: invoicing.reject_invoice(name, invoice.Reject(reason="No.")),
        lambda: invoicing.correct_invoice(
            name, invoice.Correct(lines=_billed(month, PurchaseOrderId(month.one("order"))))
        ),
    )
    month.do("ben", month.random.choice(ways)())


def credit(month: RandomMonth) -> None:
    """A supplier takes a unit back."""
    name = SupplierInvoiceId(month.one("invoice"))
    line = month.here.company.state(SUPPLIER_INVOICE, name).figures.lines[0]
    credited = CreditedLine(
        po_line=line.po_line,
        quantity=Decimal(1),
        unit_price=line.unit_price,
        tax_rate=line.tax_rate,
    )
    currency = line.unit_price.currency
    totals = document_totals(credit_note_lines((credited,)), currency, None)
    command = note.Register(
        invoice_id=name,
        credit_note_number=f"CN {len(month.events)}",
        date=month.today,
        amount=totals.gross,
        lines=(credited,),
    )
    month.do("ann", credit_notes.register_credit_note(command))


def pay(month: RandomMonth) -> None:
    """Whatever can be paid is proposed, and approved most of the time."""
    payments = sorted(
        {PaymentId(e.stream_id) for e in month.events if e.stream_type == PAYMENT.stream_type}
    )
    proposal = RunOrder(month.today, None, tuple(payments))
    made = month.do("dan", propose_run(proposal, PainVersion.V09, PlainFiles()), "run")
    if month.chance(0.8):
        month.do("eve", approve_run(PaymentRunId(made), run.Approve()))


def hear_from_bank(month: RandomMonth) -> None:
    """The bank says something about a transfer."""
    name = month.one("run")
    month.here.at["run"] = name
    status = month.random.choice(("ACSC", "ACSC", "ACSC", "RJCT", "PDNG"))
    month.here.report("run", month.random.randrange(1, 4), status, minutes=len(month.events))
