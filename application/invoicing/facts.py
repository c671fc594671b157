"""The facts that decisions in invoicing rest on, read so that they still hold when these are stored."""

from decimal import ROUND_DOWN, Decimal

from application.governance.policy import policies_in_force
from application.ports.states import Folded
from application.work import Work
from domain.invoicing.context import InvoicingContext, MatchPolicy, OrderFacts, OrderLineFacts
from domain.purchasing.lines import OrderLine
from domain.purchasing.purchase_order.state import NONE, Fulfilment, PurchaseOrder, Status
from domain.purchasing.supplier.machine import SUPPLIER
from domain.shared.decimals import HALF_UP, quantum
from domain.shared.exchange_rate import ExchangeRate
from domain.shared.ids import PurchaseOrderId
from domain.shared.rounding import effective_price
from domain.shared.tolerance import Tolerance

BILLABLE = frozenset(
    {
        Status.ISSUED,
        Status.ACKNOWLEDGED,
        Status.PARTIALLY_RECEIVED,
        Status.RECEIVED,
        Status.INVOICED,
        Status.DISPUTED,
    }
)
"""Where an order takes invoices, as far as anything was received."""


async def invoicing_context(work: Work, order: Folded[PurchaseOrder]) -> InvoicingContext:
    """Who asks, the order as it stands, and how far an invoice may be off."""
    return InvoicingContext(
        work.request.actor,
        work.at,
        order=await order_facts(work, order),
        policy=await match_policy(work, order.state),
    )


def plain_context(work: Work) -> InvoicingContext:
    """For commands whose rules need no facts beside the document."""
    return InvoicingContext(work.request.actor, work.at)


async def order_facts(work: Work, order: Folded[PurchaseOrder]) -> OrderFacts:
    """What invoicing has to know of an order."""
    state, fulfilment = order.state, order.state.fulfilment
    supplier = (await work.load(SUPPLIER, state.current.supplier_id)).state
    assert supplier.profile is not None
    return OrderFacts(
        purchase_order_id=PurchaseOrderId(order.stream_id),
        supplier_id=state.current.supplier_id,
        supplier_name=supplier.profile.name,
        currency=state.agreed.currency,
        payment_terms=state.agreed.payment_terms,
        status=state.status or "",
        billable=state.status in BILLABLE,
        financed=state.financing is not None,
        discrepancies=tuple(sorted(fulfilment.discrepancies)),
        lines={line.po_line: _line(line, fulfilment) for line in state.current.lines},
    )


async def match_policy(work: Work, order: PurchaseOrder) -> MatchPolicy:
    """The tolerance that applies, its absolute limit in the currency of the order."""
    setting = (await policies_in_force(work)).match_tolerance
    return MatchPolicy(in_currency_of(order, setting.value), setting.version)


def in_currency_of(order: PurchaseOrder, tolerance: Tolerance) -> Tolerance:
    """A tolerance whose absolute limit, which is in the tenant's currency, is in the order's.

    It is converted at the rate with which the order was approved, and rounded down, because a limit is
    never rounded up.
    """
    rate = _approved_rate(order)
    if tolerance.absolute is None or rate is None:
        return tolerance
    return tolerance.in_units(_converted(tolerance.absolute, rate))


async def quantity_tolerance(work: Work) -> Tolerance:
    """The tolerance of the match for quantities, which no limit in money applies to."""
    setting = (await policies_in_force(work)).match_tolerance
    return Tolerance(percent=setting.value.percent)


def _approved_rate(order: PurchaseOrder) -> ExchangeRate | None:
    approval = order.current.approval
    return approval.assessment.exchange_rate if approval is not None else None


def _converted(absolute: Decimal, rate: ExchangeRate) -> Decimal:
    exact = HALF_UP.divide(absolute, rate.rate)
    return exact.quantize(quantum(6), rounding=ROUND_DOWN, context=HALF_UP)


def _line(line: OrderLine, fulfilment: Fulfilment) -> OrderLineFacts:
    net = fulfilment.invoiced_net.get(line.po_line)
    return OrderLineFacts(
        po_line=line.po_line,
        sku=line.sku,
        ordered=line.quantity,
        price=effective_price(line.unit_price, line.discount_percent),
        accepted=fulfilment.accepted.get(line.po_line, NONE),
        invoiced=fulfilment.invoiced.get(line.po_line, NONE),
        invoiced_net=NONE if net is None else net.amount,
    )
