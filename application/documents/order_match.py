"""An order, its deliveries and its invoices side by side: every figure with the event that it comes from."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from application.documents.order_match_figures import Figure, Figures, LineFigures
from application.ports.event_store import RecordedEvent
from domain.invoicing.matching.result import ExactFigure
from domain.shared.decimals import EXACT
from domain.shared.ids import GoodsReceiptId, PurchaseOrderId, SupplierInvoiceId
from domain.shared.line_number import LineNumber
from domain.shared.message import Message
from domain.shared.money import Money, UnitPrice
from domain.shared.quantity import QuantityOrNone, UnitCode
from domain.shared.sku import SkuCode
from domain.shared.tolerance import Judgement, Tolerance


class Verdict(StrEnum):
    """How a line stands: what is still to come, or what the last match said of it."""

    NOT_RECEIVED = "not-received"
    NOT_INVOICED = "not-invoiced"
    WITHIN = "within"
    WARN = "warn"
    DISPUTE = "dispute"


class Source(Message):
    """The event that a figure comes from."""

    event_id: UUID
    position: int
    stream_id: str
    type: str
    occurred_at: datetime


class QuantityCell(Message):
    """A quantity in the unit of the line; without a source nothing happened yet."""

    value: QuantityOrNone
    source: Source | None


class PriceCell(Message):
    """A price of one unit before the discount."""

    value: UnitPrice
    source: Source


class MoneyCell(Message):
    """An amount; without a source nothing happened yet."""

    value: Money
    source: Source | None


class DeviationCell(Message):
    """A difference, too much above zero; the source is the later one of its two figures."""

    value: ExactFigure
    source: Source | None


class ToleranceCell(Message):
    """What the last match allowed, and the version of the policy."""

    value: Tolerance
    version: int
    source: Source


class VerdictCell(Message):
    """How the line stands."""

    value: Verdict
    source: Source | None


class MatchedLine(Message):
    """One order line: ordered, received, accepted, invoiced, at which prices, and what that amounts to.

    `received` is what arrived and did not go back unopened, `accepted` what counts of it. Quantities are
    cumulative over all deliveries and all invoices that count. `quantityDeviation` is invoiced less
    accepted, `priceDeviation` the last billed price less the ordered one.
    """

    po_line: LineNumber
    sku: SkuCode
    unit: UnitCode
    ordered: QuantityCell
    received: QuantityCell
    accepted: QuantityCell
    invoiced: QuantityCell
    invoiced_net: MoneyCell
    ordered_price: PriceCell
    invoiced_price: PriceCell | None
    quantity_deviation: DeviationCell
    price_deviation: DeviationCell | None
    tolerance: ToleranceCell | None
    verdict: VerdictCell


class OrderMatchDocument(Message):
    """The three-way match of an order; `position` is that of the newest event that is in it."""

    purchase_order_id: PurchaseOrderId
    position: int
    goods_receipts: tuple[GoodsReceiptId, ...]
    invoices: tuple[SupplierInvoiceId, ...]
    lines: tuple[MatchedLine, ...]


def order_match(
    order_id: PurchaseOrderId, histories: Iterable[Iterable[RecordedEvent]]
) -> OrderMatchDocument:
    """The match of an order out of its history and those of its deliveries and invoices."""
    events = sorted((one for history in histories for one in history), key=lambda it: it.position)
    figures = Figures()
    for recorded in events:
        figures.take(recorded)
    return OrderMatchDocument(
        purchase_order_id=order_id,
        position=events[-1].position,
        goods_receipts=tuple(figures.goods_receipts),
        invoices=tuple(figures.invoices),
        lines=tuple(_line(figures.lines[number]) for number in sorted(figures.lines)),
    )


def _line(line: LineFigures) -> MatchedLine:
    return MatchedLine(
        po_line=line.ordered_line.po_line,
        sku=line.ordered_line.sku,
        unit=line.ordered_line.unit,
        ordered=QuantityCell(value=line.ordered_line.quantity, source=_source(line.ordered_by)),
        received=_quantity(line.received),
        accepted=_quantity(line.accepted),
        invoiced=_quantity(line.invoiced),
        invoiced_net=MoneyCell(
            value=line.invoiced_net or Money.zero(line.ordered_line.net.currency),
            source=_source(line.invoiced.by),
        ),
        ordered_price=PriceCell(
            value=line.ordered_line.unit_price, source=_certain(line.ordered_by)
        ),
        invoiced_price=_invoiced_price(line),
        quantity_deviation=DeviationCell(
            value=EXACT.subtract(line.invoiced.value, line.accepted.value),
            source=_source(_later(line.invoiced.by, line.accepted.by)),
        ),
        price_deviation=_price_deviation(line),
        tolerance=_tolerance(line),
        verdict=_verdict(line),
    )


def _quantity(figure: Figure) -> QuantityCell:
    return QuantityCell(value=figure.value, source=_source(figure.by))


def _invoiced_price(line: LineFigures) -> PriceCell | None:
    if line.billed_price is None:
        return None
    return PriceCell(value=line.billed_price, source=_certain(line.billed_by))


def _price_deviation(line: LineFigures) -> DeviationCell | None:
    if line.billed_price is None:
        return None
    difference = EXACT.subtract(line.billed_price.amount, line.ordered_line.unit_price.amount)
    return DeviationCell(value=difference, source=_source(_later(line.billed_by, line.ordered_by)))


def _tolerance(line: LineFigures) -> ToleranceCell | None:
    if line.match is None:
        return None
    return ToleranceCell(
        value=line.match.tolerance,
        version=line.match.tolerance_version,
        source=_certain(line.judged_by),
    )


def _verdict(line: LineFigures) -> VerdictCell:
    if line.judgement is not None:
        return VerdictCell(value=_VERDICTS[line.judgement], source=_source(line.judged_by))
    if line.accepted.value:
        return VerdictCell(value=Verdict.NOT_INVOICED, source=_source(line.accepted.by))
    return VerdictCell(value=Verdict.NOT_RECEIVED, source=_source(line.accepted.by))


_VERDICTS = {
    Judgement.WITHIN: Verdict.WITHIN,
    Judgement.WARN: Verdict.WARN,
    Judgement.DISPUTE: Verdict.DISPUTE,
}


def _later(one: RecordedEvent | None, other: RecordedEvent | None) -> RecordedEvent | None:
    known = [event for event in (one, other) if event is not None]
    return max(known, key=lambda event: event.position, default=None)


def _certain(recorded: RecordedEvent | None) -> Source:
    found = _source(recorded)
    assert found is not None
    return found


def _source(recorded: RecordedEvent | None) -> Source | None:
    if recorded is None:
        return None
    return Source(
        event_id=recorded.event_id,
        position=recorded.position,
        stream_id=recorded.stream_id,
        type=recorded.event_type,
        occurred_at=recorded.occurred_at,
    )
