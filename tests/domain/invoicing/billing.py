"""Invoices for stories: an order that delivered, and what its supplier bills."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from domain.invoicing.context import InvoicingContext, MatchPolicy, OrderFacts, OrderLineFacts
from domain.invoicing.lines import BilledLine
from domain.invoicing.supplier_invoice import commands as c
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import SupplierInvoice
from domain.shared.currency import Currency
from domain.shared.ids import (
    CreditNoteId,
    PaymentId,
    PurchaseOrderId,
    SupplierInvoiceId,
)
from domain.shared.money import Money, UnitPrice
from domain.shared.payment_terms import PaymentTerms
from domain.shared.rounding import line_net
from domain.shared.sku import SkuCode
from domain.shared.tolerance import DEFAULT_TOLERANCE, Tolerance
from tests.domain.purchasing.people import ACME, ANN, uuid
from tests.given_when_then import Outcome, Stories, Story

ORDER = PurchaseOrderId.of(uuid(1))
FIRST, SECOND = SupplierInvoiceId.of(uuid(1)), SupplierInvoiceId.of(uuid(2))
CREDIT_NOTE = CreditNoteId.of(uuid(1))
PAYMENT = PaymentId.of(uuid(1))
SKU = "BOLT-M8"

invoices = Stories(SUPPLIER_INVOICE, InvoicingContext)


def agreed(
    po_line: int = 1,
    ordered: str = "100",
    price: str = "10",
    accepted: str | None = None,
    **more: Any,
) -> OrderLineFacts:
    """A line of the order; 100 at 10.00, all of it accepted, unless it is said otherwise."""
    numbers = {"invoiced": "0", "invoiced_net": "0", **more}
    return OrderLineFacts(
        po_line=po_line,
        sku=SkuCode(numbers.pop("sku", SKU)),
        ordered=Decimal(ordered),
        price=Decimal(price),
        accepted=Decimal(ordered if accepted is None else accepted),
        **{name: Decimal(number) for name, number in numbers.items()},
    )


def order(*lines: OrderLineFacts, currency: str = "EUR", **more: Any) -> OrderFacts:
    """The order with these lines, or with the usual one."""
    given: dict[str, Any] = {
        "purchase_order_id": ORDER,
        "supplier_id": ACME.supplier_id,
        "supplier_name": ACME.name,
        "currency": Currency(currency),
        "payment_terms": PaymentTerms("2/10 NET30"),
        "status": "Received",
        "billable": True,
        "financed": False,
        "discrepancies": (),
        "lines": {line.po_line: line for line in lines or (agreed(),)},
    }
    return OrderFacts(**{**given, **more})


def policy(tolerance: Tolerance = DEFAULT_TOLERANCE) -> MatchPolicy:
    """The tolerance that applies, by the third version of the policy."""
    return MatchPolicy(tolerance, 3)


def billed(quantity: str = "100", price: str = "10", po_line: int = 1, **more: Any) -> BilledLine:
    """A line of the invoice; 100 at 10.00 unless it is said otherwise."""
    currency = more.pop("currency", "EUR")
    return BilledLine(
        po_line=po_line,
        sku=SkuCode(more.pop("sku", SKU)),
        quantity=Decimal(quantity),
        unit_price=UnitPrice(price, currency),
        **{name: Decimal(number) for name, number in more.items()},
    )


def net_of(*lines: BilledLine) -> Money:
    """What lines without tax come to."""
    nets = [line_net(line.quantity, line.unit_price, line.discount_percent) for line in lines]
    return Money.total(nets, nets[0].currency)


def register(*lines: BilledLine, amount: str | None = None, **more: Any) -> c.Register:
    """The command that registers an invoice; the amount is that of the lines unless it is stated."""
    lines = lines or (billed(),)
    currency = lines[0].unit_price.currency
    given: Mapping[str, Any] = {
        "purchase_order_id": ORDER,
        "supplier_invoice_number": "RE-1",
        "invoice_date": "2026-03-01",
        "amount": net_of(*lines) if amount is None else Money(amount, currency),
        "lines": lines,
        **more,
    }
    return c.Register.model_validate(given)


def known(facts: OrderFacts | None = None, **more: Any) -> dict[str, Any]:
    """The facts of a decision: the order, as usual unless given, and the policy."""
    return {"order": facts or order(), "policy": policy(), **more}


def registered(*lines: BilledLine, **facts: Any) -> Outcome[SupplierInvoice]:
    """Ann registered an invoice."""
    return invoices.given().when(register(*lines), by=ANN, **known(**facts))


def matched(*lines: BilledLine, **facts: Any) -> Story[SupplierInvoice]:
    """Ann registered an invoice, and it agreed."""
    outcome = registered(*lines, **facts).when(c.Match(), by=ANN, **known(**facts))
    outcome.leads_to("Matched")
    return outcome.story


def disputed(*lines: BilledLine, **facts: Any) -> Story[SupplierInvoice]:
    """Ann registered an invoice of 100 at 11.00, which did not agree."""
    outcome = registered(*(lines or (billed(price="11"),)), **facts)
    outcome = outcome.when(c.Match(), by=ANN, **known(**facts))
    outcome.leads_to("Disputed")
    return outcome.story
