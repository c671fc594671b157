"""One decision of the past made again: by the same functions, on the same facts, under another policy."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from application.audit.backtest.outcome import Decision, Outcome
from application.audit.backtest.tried import TriedPolicies
from application.invoicing.facts import in_currency_of
from application.ports.event_store import EventStore, RecordedEvent, Upto
from application.ports.states import Folded
from application.receiving.facts import facts_under
from domain.invoicing.context import MatchPolicy
from domain.invoicing.matching.rejudging import rejudged
from domain.invoicing.matching.result import MatchResult
from domain.invoicing.supplier_invoice.events import (
    SupplierInvoiceCorrectionRefused,
    SupplierInvoiceDisputed,
    SupplierInvoiceMatched,
)
from domain.invoicing.supplier_invoice.state import Status as InvoiceStatus
from domain.purchasing.approval import ApprovalPolicy, Assessment, QuotedRate, assess
from domain.purchasing.purchase_order.events import (
    PurchaseOrderReapprovalRequired,
    PurchaseOrderSubmitted,
)
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import Approval, PurchaseOrder
from domain.purchasing.requisition.events import RequisitionSubmitted
from domain.receiving.context import ReceivingContext
from domain.receiving.goods_receipt.commands import Receive
from domain.receiving.goods_receipt.events import (
    GoodsReceiptDiscrepancyDetected,
    GoodsReceived,
)
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.receiving.lines import ReceivedLine
from domain.shared.approval_mode import ApprovalMode
from domain.shared.currency import Currency
from domain.shared.ids import PurchaseOrderId, TenantId
from domain.shared.money import Money
from domain.shared.refusal import Refused
from domain.shared.rounding import line_net
from domain.shared.tolerance import Judgement, Tolerance

Entered = GoodsReceived | GoodsReceiptDiscrepancyDetected


@dataclass(frozen=True, slots=True)
class Redecider:
    """Makes decisions of one tenant again; it reads, and has nothing to write with."""

    store: EventStore
    tenant: TenantId
    base_currency: Currency
    tried: TriedPolicies

    async def requisition(self, recorded: RecordedEvent) -> Outcome:
        """Which level a requisition takes."""
        event: Any = recorded.event
        single = ApprovalMode.SINGLE
        return Outcome(
            Decision.REQUISITION_APPROVAL,
            steps(event.assessment, single),
            steps(self._assessed(recorded), single),
            event.assessment.total,
        )

    async def order(self, recorded: RecordedEvent) -> Outcome:
        """Which levels an order takes, or an amendment of one."""
        event: Any = recorded.event
        return Outcome(
            Decision.ORDER_APPROVAL,
            steps(event.assessment, event.mode),
            steps(self._assessed(recorded), self.tried.approval_mode or event.mode),
            event.assessment.total,
        )

    def _assessed(self, recorded: RecordedEvent) -> Assessment:
        event: Any = recorded.event
        then: Assessment = event.assessment
        thresholds = self.tried.approval_thresholds
        if thresholds is None:
            return then
        policy = ApprovalPolicy(thresholds, 0, ApprovalMode.SINGLE, 0)
        rate = then.exchange_rate
        quoted = QuotedRate.of(rate) if rate else None
        return assess(then.total, policy, quoted, recorded.occurred_at.date())

    async def match(self, recorded: RecordedEvent) -> Outcome | None:
        """What the match makes of an invoice; None when a person disputed it."""
        event: Any = recorded.event
        result: MatchResult | None = event.match
        if result is None:
            return None
        tolerance = await self._tolerance(recorded, result)
        again = rejudged(result, MatchPolicy(tolerance, 0))
        refused = isinstance(event, SupplierInvoiceCorrectionRefused)
        gross = event.totals.gross if refused else event.demand.gross
        decision = Decision.INVOICE_MATCH
        return Outcome(decision, verdict(result), verdict(again), gross)

    async def _tolerance(self, recorded: RecordedEvent, result: MatchResult) -> Tolerance:
        """The tried tolerance, in the currency of the order as it was approved then."""
        tolerance = self.tried.match_tolerance
        assert tolerance is not None
        if tolerance.absolute is None or result.actual.currency is self.base_currency:
            return tolerance
        invoice = await self.store.stream(self.tenant, recorded.stream_id, upto=Upto(version=1))
        registered: Any = invoice[0].event
        order = await self._order_at(registered.purchase_order_id, recorded)
        return in_currency_of(order.state, tolerance)

    async def delivery(self, recorded: RecordedEvent) -> Outcome:
        """What a delivery is taken for when it is entered."""
        event: Any = recorded.event
        order = await self._order_at(event.purchase_order_id, recorded)
        assert self.tried.receipt_tolerance is not None
        context = ReceivingContext(
            event.received_by,
            recorded.occurred_at,
            order=facts_under(order, self.tried.receipt_tolerance, 0),
        )
        before = GOODS_RECEIPT.machine.targets[type(event)]
        worth = worth_of(event, order.state)
        return Outcome(Decision.GOODS_RECEIPT, f"{before}", received(event, context), worth)

    async def _order_at(
        self, order_id: PurchaseOrderId, recorded: RecordedEvent
    ) -> Folded[PurchaseOrder]:
        """The order as it stood before the event's own append said anything of it."""
        upto = Upto(position=recorded.position)
        history = await self.store.stream(self.tenant, order_id, upto=upto)
        own = next(
            (place for place, one in enumerate(history) if names(one, recorded.stream_id)), None
        )
        return Folded(order_id, PURCHASE_ORDER.initial).after(PURCHASE_ORDER, history[:own])


Redecide = Callable[[Redecider, RecordedEvent], Awaitable[Outcome | None]]


def redecisions(tried: TriedPolicies) -> Mapping[str, Redecide]:
    """How to decide again what an event of a type says, for all that the tried policies can change."""
    found: dict[str, Redecide] = {}
    if tried.match_tolerance is not None:
        found[SupplierInvoiceMatched.event_type] = Redecider.match
        found[SupplierInvoiceDisputed.event_type] = Redecider.match
        found[SupplierInvoiceCorrectionRefused.event_type] = Redecider.match
    if tried.receipt_tolerance is not None:
        found[GoodsReceived.event_type] = Redecider.delivery
        found[GoodsReceiptDiscrepancyDetected.event_type] = Redecider.delivery
    if tried.on_approvals:
        found[PurchaseOrderSubmitted.event_type] = Redecider.order
        found[PurchaseOrderReapprovalRequired.event_type] = Redecider.order
    if tried.approval_thresholds is not None:
        found[RequisitionSubmitted.event_type] = Redecider.requisition
    return found


def names(recorded: RecordedEvent, grn_id: str) -> bool:
    """True when an event of an order is about a delivery, and so no older than it."""
    return getattr(recorded.event, "grn_id", None) == grn_id


def steps(assessment: Assessment, mode: ApprovalMode) -> str:
    """The levels that have to agree, one after the other."""
    return ", ".join(Approval(assessment, mode, 0).steps)


def verdict(result: MatchResult) -> str:
    """What an invoice is after a match."""
    disputed = result.verdict is Judgement.DISPUTE
    return f"{InvoiceStatus.DISPUTED if disputed else InvoiceStatus.MATCHED}"


def received(event: Entered, context: ReceivingContext) -> str:
    """What a delivery would be, entered in a context; the name of the refusal if it could not be."""
    command = Receive.model_construct(
        purchase_order_id=event.purchase_order_id,
        delivery_note=event.delivery_note,
        received_at=event.received_at,
        final=event.final,
        lines=tuple(ReceivedLine.model_construct(**dict(line)) for line in event.lines),
    )  # what was entered was valid then, whatever may be entered now
    try:
        (happened,) = GOODS_RECEIPT.decide(GOODS_RECEIPT.initial, command, context)
    except Refused as refusal:
        return refusal.name
    return f"{GOODS_RECEIPT.machine.targets[type(happened)]}"


def worth_of(event: Entered, order: PurchaseOrder) -> Money:
    """What a delivery is worth at the prices of its order; what was not ordered is worth nothing."""
    agreed = {(line.po_line, line.sku): line for line in order.current.lines}
    nets = [
        line_net(delivered.kept, line.unit_price, line.discount_percent)
        for delivered in event.lines
        if (line := agreed.get((delivered.po_line, delivered.sku))) is not None and delivered.kept
    ]
    return reduce(Money.__add__, nets, Money.zero(order.agreed.currency))
