"""The figures of a three-way match, gathered from the events in the order of the log."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from application.ports.event_store import RecordedEvent
from domain.invoicing.lines import InvoiceLine
from domain.invoicing.matching.result import MatchResult
from domain.invoicing.supplier_invoice.events import (
    SupplierInvoiceCorrected,
    SupplierInvoiceCorrectionRefused,
    SupplierInvoiceDisputed,
    SupplierInvoiceMatched,
    SupplierInvoiceRegistered,
)
from domain.purchasing.lines import LineBilled, LineQuantity, OrderLine
from domain.purchasing.purchase_order.events import (
    PurchaseOrderAmended,
    PurchaseOrderAmendmentRejected,
    PurchaseOrderCreated,
    PurchaseOrderDisputed,
    PurchaseOrderLinesReplaced,
)
from domain.purchasing.purchase_order.fulfilment.events import (
    BillingRecorded,
    DiscrepancyMet,
    InvoiceNoted,
    ReceiptRecorded,
)
from domain.receiving.goods_receipt.events import (
    DeliveryEntered,
    GoodsReceiptDiscrepancyReturned,
)
from domain.receiving.lines import DeliveredLine, SentBackLine
from domain.shared.decimals import EXACT
from domain.shared.ids import GoodsReceiptId, SupplierInvoiceId
from domain.shared.money import Money, UnitPrice
from domain.shared.tolerance import Judgement

NONE = Decimal(0)


class HasLine(Protocol):
    """Whatever speaks of an order line."""

    @property
    def po_line(self) -> int:
        """The number of the line."""


L = TypeVar("L", bound=HasLine)


@dataclass(slots=True)
class Figure:
    """A quantity, and the last event that changed it."""

    value: Decimal = NONE
    by: RecordedEvent | None = None

    def become(self, value: Decimal, by: RecordedEvent) -> None:
        """Stand at another quantity."""
        self.value, self.by = value, by


@dataclass(slots=True)
class LineFigures:
    """All that is known of one order line."""

    ordered_line: OrderLine
    ordered_by: RecordedEvent
    received: Figure = field(default_factory=Figure)
    accepted: Figure = field(default_factory=Figure)
    invoiced: Figure = field(default_factory=Figure)
    invoiced_net: Money | None = None
    billed_price: UnitPrice | None = None
    billed_by: RecordedEvent | None = None
    match: MatchResult | None = None
    judgement: Judgement | None = None
    judged_by: RecordedEvent | None = None


class Figures:
    """Takes event after event of an order, its deliveries and its invoices."""

    def __init__(self) -> None:
        self.lines: dict[int, LineFigures] = {}
        self.goods_receipts: dict[GoodsReceiptId, None] = {}
        self.invoices: dict[SupplierInvoiceId, None] = {}
        self._former: tuple[OrderLine, ...] = ()

    def take(self, recorded: RecordedEvent) -> None:
        """Let an event change the figures that it is about."""
        self._take_order(recorded)
        self._take_fulfilment(recorded)
        self._take_delivery(recorded)
        self._take_invoice(recorded)

    def _take_order(self, recorded: RecordedEvent) -> None:
        match recorded.event:
            case PurchaseOrderCreated(lines=lines) | PurchaseOrderLinesReplaced(lines=lines):
                self._ordered(lines, recorded)
            case PurchaseOrderAmended(lines=lines, former_lines=former):
                self._former = former
                self._ordered(lines, recorded)
            case PurchaseOrderAmendmentRejected():
                self._ordered(self._former, recorded)
            case PurchaseOrderDisputed(invoice_id=invoice) if invoice is not None:
                self.invoices[invoice] = None

    def _take_fulfilment(self, recorded: RecordedEvent) -> None:
        match recorded.event:
            case ReceiptRecorded(grn_id=receipt, accepted=accepted):
                self.goods_receipts[receipt] = None
                self._accepted(accepted, recorded)
            case DiscrepancyMet(grn_id=receipt):
                self.goods_receipts[receipt] = None
            case BillingRecorded(invoice_id=invoice, invoiced=invoiced):
                self.invoices[invoice] = None
                self._invoiced(invoiced, recorded)
            case InvoiceNoted(invoice_id=invoice):
                self.invoices[invoice] = None

    def _take_delivery(self, recorded: RecordedEvent) -> None:
        match recorded.event:
            case DeliveryEntered(lines=lines):
                self._received(lines, recorded)
            case GoodsReceiptDiscrepancyReturned(sent_back=lines):
                self._sent_back(lines, recorded)

    def _take_invoice(self, recorded: RecordedEvent) -> None:
        match recorded.event:
            case SupplierInvoiceRegistered(lines=lines) | SupplierInvoiceCorrected(lines=lines):
                self._billed(lines, recorded)
            case (
                SupplierInvoiceMatched(match=result)
                | SupplierInvoiceCorrectionRefused(match=result)
            ):
                self._judged(result, recorded)
            case SupplierInvoiceDisputed(match=result) if result is not None:
                self._judged(result, recorded)

    def _ordered(self, lines: Iterable[OrderLine], by: RecordedEvent) -> None:
        """A line that stays as it was keeps the event that first said so."""
        before, self.lines = self.lines, {}
        for line in lines:
            known = before.get(line.po_line)
            if known is None:
                known = LineFigures(line, by)
            elif known.ordered_line != line:
                known.ordered_line, known.ordered_by = line, by
            self.lines[line.po_line] = known

    def _accepted(self, quantities: Iterable[LineQuantity], by: RecordedEvent) -> None:
        for line, one in _about(self.lines, quantities):
            if line.accepted.by is None or line.accepted.value != one.quantity:
                line.accepted.become(one.quantity, by)

    def _invoiced(self, quantities: Iterable[LineBilled], by: RecordedEvent) -> None:
        for line, one in _about(self.lines, quantities):
            if line.invoiced.by is None or line.invoiced.value != one.quantity:
                line.invoiced.become(one.quantity, by)
            line.invoiced_net = one.net

    def _received(self, delivered: Iterable[DeliveredLine], by: RecordedEvent) -> None:
        for line, one in _about(self.lines, delivered):
            line.received.become(EXACT.add(line.received.value, one.received_quantity), by)

    def _sent_back(self, returned: Iterable[SentBackLine], by: RecordedEvent) -> None:
        for line, one in _about(self.lines, returned):
            line.received.become(EXACT.subtract(line.received.value, one.quantity), by)

    def _billed(self, billed: Iterable[InvoiceLine], by: RecordedEvent) -> None:
        for line, one in _about(self.lines, billed):
            line.billed_price, line.billed_by = one.unit_price, by

    def _judged(self, result: MatchResult, by: RecordedEvent) -> None:
        for line, one in _about(self.lines, result.lines):
            line.match, line.judgement, line.judged_by = result, one.verdict, by


def _about(
    lines: Mapping[int, LineFigures], spoken_of: Iterable[L]
) -> Iterator[tuple[LineFigures, L]]:
    """What is said of lines that the order has; a delivery may name one that it does not have."""
    return ((lines[one.po_line], one) for one in spoken_of if one.po_line in lines)
