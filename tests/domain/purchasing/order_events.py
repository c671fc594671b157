"""Purchase orders for stories: what happened, told by the least that matters."""

from decimal import Decimal
from typing import Any

from domain.purchasing.context import PurchasingContext
from domain.purchasing.lines import AmendedLine, LineBilled, LineQuantity, OrderedLine
from domain.purchasing.purchase_order import commands as c
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.ids import CreditNoteId, GoodsReceiptId, SupplierInvoiceId
from domain.shared.money import Money, UnitPrice
from domain.shared.quantity import UnitCode
from domain.shared.sku import SkuCode
from tests.domain.purchasing.people import ACME, ANN, BEN, CLEO, DAN, EVE, of, policy, uuid
from tests.given_when_then import Outcome, Stories

orders = Stories(PURCHASE_ORDER, PurchasingContext)
given = orders.given

GRN = GoodsReceiptId.of(uuid(1))
INVOICE = SupplierInvoiceId.of(uuid(1))
CREDIT_NOTE = CreditNoteId.of(uuid(1))


def line(
    quantity: str = "10", price: str = "50", currency: str = "USD", **more: Any
) -> OrderedLine:
    """A line; ten at 50.00 unless it is said otherwise."""
    return OrderedLine(**_line(quantity, price, currency, more))


def changed(
    quantity: str = "10", price: str = "50", currency: str = "USD", **more: Any
) -> AmendedLine:
    """A line of an amendment."""
    return AmendedLine(**_line(quantity, price, currency, more))


def _line(quantity: str, price: str, currency: str, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "sku": SkuCode("BOLT-M8"),
        "quantity": Decimal(quantity),
        "unit": UnitCode("EA"),
        "unit_price": UnitPrice(price, currency),
        **more,
    }


def create(*lines: OrderedLine, currency: str = "USD", **more: Any) -> c.Create:
    """The command that begins an order; with one ordinary line if none is given."""
    return c.Create(
        supplier_id=ACME.supplier_id, currency=Currency(currency), lines=lines or (line(),), **more
    )


def draft(*lines: OrderedLine, **more: Any) -> Outcome[PurchaseOrder]:
    """Ann drafted an order from Acme."""
    return given().when(create(*lines, **more), by=ANN, supplier=ACME)


def submitted(
    *lines: OrderedLine, mode: ApprovalMode = ApprovalMode.SINGLE, **more: Any
) -> Outcome[PurchaseOrder]:
    """Ben submitted what Ann drafted."""
    drafted = draft(*lines, **more)
    return drafted.when(c.Submit(), by=BEN, policy=policy(mode), supplier=ACME)


def approved(*lines: OrderedLine) -> Outcome[PurchaseOrder]:
    """Cleo approved it."""
    return submitted(*lines).when(c.Approve(), **of(CLEO, "L3"))


def issued(*lines: OrderedLine) -> Outcome[PurchaseOrder]:
    """Ann issued it."""
    return approved(*lines).when(c.Issue(), by=ANN, supplier=ACME)


def acknowledged(*lines: OrderedLine) -> Outcome[PurchaseOrder]:
    """Acme acknowledged it, which Ann recorded."""
    return issued(*lines).when(c.Acknowledge(), by=ANN)


def quantities(**by_line: str) -> tuple[LineQuantity, ...]:
    """Cumulative quantities: ``quantities(_1="4")`` is four on line 1."""
    return tuple(
        LineQuantity(po_line=int(name.lstrip("_")), quantity=Decimal(quantity))
        for name, quantity in by_line.items()
    )


def billed(**by_line: str) -> tuple[LineBilled, ...]:
    """Cumulative quantities at 50.00 each: ``billed(_1="4")`` is four for 200.00 on line 1."""
    return tuple(
        LineBilled(**dict(one), net=Money(one.quantity * 50, Currency("USD")))
        for one in quantities(**by_line)
    )


def paid_for(before: Outcome[PurchaseOrder]) -> Outcome[PurchaseOrder]:
    """The bank paid the invoice."""
    return before.when(c.RecordInvoicePaid(invoice_id=INVOICE), by=EVE)


def partly_received(*lines: OrderedLine, **by_line: str) -> Outcome[PurchaseOrder]:
    """A part was accepted: four on line 1 unless it is said otherwise."""
    accepted = quantities(**(by_line or {"_1": "4"}))
    command = c.PartialReceive(grn_id=GRN, accepted=accepted)
    return acknowledged(*lines).when(command, by=DAN)


def received(*lines: OrderedLine, **by_line: str) -> Outcome[PurchaseOrder]:
    """Everything was accepted: ten on line 1 unless it is said otherwise."""
    accepted = quantities(**(by_line or {"_1": "10"}))
    command = c.FullReceive(grn_id=GRN, accepted=accepted)
    return acknowledged(*lines).when(command, by=DAN)


def invoiced(*lines: OrderedLine) -> Outcome[PurchaseOrder]:
    """Everything received was invoiced."""
    command = c.InvoiceMatched(invoice_id=INVOICE, invoiced=billed(_1="10"))
    return received(*lines).when(command, by=EVE)


def amend(*lines: AmendedLine, **more: Any) -> c.Amend:
    """The command that amends an order."""
    return c.Amend(lines=lines, reason="Acme asked for it", **more)


def amended(
    before: Outcome[PurchaseOrder], *lines: AmendedLine, **more: Any
) -> Outcome[PurchaseOrder]:
    """Dan amended it."""
    return before.when(amend(*lines, **more), by=DAN, policy=policy(), supplier=ACME)
