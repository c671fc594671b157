"""What was true of purchase orders and of their lines?"""

from collections.abc import Iterator

from domain.purchasing.lines import OrderLine
from domain.purchasing.purchase_order.state import NONE, PurchaseOrder
from domain.reporting.open_line import OpenLine
from domain.shared.rounding import effective_price
from projections.columns import ColumnType
from projections.reporting.fact_table import Fact, FactTable, Step, Values

ORDER_FACTS = FactTable(
    "order_facts",
    {
        "supplier_id": ColumnType.TEXT,
        "branch_id": ColumnType.TEXT,
        "cost_center": ColumnType.TEXT,
        "requisition_id": ColumnType.TEXT,
        "currency": ColumnType.TEXT,
        "net": ColumnType.NUMERIC,
        "gross": ColumnType.NUMERIC,
        "status": ColumnType.TEXT,
        "delivery_date": ColumnType.DATE,
        "financed": ColumnType.BOOLEAN,
    },
)
ORDER_LINE_FACTS = FactTable(
    "order_line_facts",
    {
        "purchase_order_id": ColumnType.TEXT,
        "po_line": ColumnType.INTEGER,
        "sku": ColumnType.TEXT,
        "category": ColumnType.TEXT,
        "unit": ColumnType.TEXT,
        "ordered": ColumnType.NUMERIC,
        "price": ColumnType.NUMERIC,
        "net": ColumnType.NUMERIC,
        "accepted": ColumnType.NUMERIC,
        "invoiced": ColumnType.NUMERIC,
        "received_not_invoiced": ColumnType.NUMERIC,
        "invoiced_not_received": ColumnType.NUMERIC,
        "committed": ColumnType.NUMERIC,
    },
)


def order_facts(step: Step[PurchaseOrder]) -> Iterator[Fact]:
    """What an event makes true of its order, and of the lines."""
    before, after = step.before, step.after
    was = {before.stream_id: _order(before.state)} if before.version else {}
    yield from step.changed(ORDER_FACTS, was, {after.stream_id: _order(after.state)})
    yield from _of_lines(step, before.state, after.state)


def _order(order: PurchaseOrder) -> Values:
    terms, held = order.agreed, order.held_by_supplier
    return {
        "supplier_id": held.supplier_id,
        "branch_id": terms.branch_id,
        "cost_center": terms.cost_center,
        "requisition_id": terms.requisition_id,
        "currency": terms.currency,
        "net": held.totals.net.text,
        "gross": held.totals.gross.text,
        "status": order.status,
        "delivery_date": terms.delivery_date,
        "financed": order.financing is not None and order.fulfilment.invoiced_in_full,
    }


def _of_lines(
    step: Step[PurchaseOrder], before: PurchaseOrder, after: PurchaseOrder
) -> Iterator[Fact]:
    """Nothing when no line can have changed: most events are about the order alone."""
    if _is_known(before) and _sources(before) == _sources(after):
        return
    order_id = step.after.stream_id
    known = dict(_lines(order_id, before)) if _is_known(before) else {}
    now = dict(_lines(order_id, after)) if _is_known(after) else {}
    gone = {name: _taken_out(known[name]) for name in known if name not in now}
    yield from step.changed(ORDER_LINE_FACTS, known, {**gone, **now})


def _is_known(order: PurchaseOrder) -> bool:
    """Only what was issued has lines that somebody will deliver and bill."""
    return bool(order.issued_revision)


def _sources(order: PurchaseOrder) -> tuple[int, int, int, bool]:
    """Where a state has what the lines are made of; states share what an event left alone."""
    done = order.fulfilment
    lines = order.held_by_supplier.lines
    return id(lines), id(done.accepted), id(done.invoiced), done.complete


def _lines(order_id: str, order: PurchaseOrder) -> Iterator[tuple[str, Values]]:
    for line in order.held_by_supplier.lines:
        yield f"{order_id}:{line.po_line}", _line(order_id, order, line)


def _line(order_id: str, order: PurchaseOrder, line: OrderLine) -> Values:
    done = order.fulfilment
    standing = OpenLine(
        ordered=line.quantity,
        accepted=done.accepted.get(line.po_line, NONE),
        invoiced=done.invoiced.get(line.po_line, NONE),
        price=effective_price(line.unit_price, line.discount_percent),
        currency=order.agreed.currency,
        complete=done.complete,
    )
    return {
        "purchase_order_id": order_id,
        "po_line": line.po_line,
        "sku": line.sku,
        "category": line.category,
        "unit": line.unit,
        "ordered": f"{standing.ordered:f}",
        "price": f"{standing.price:f}",
        "net": line.net.text,
        "accepted": f"{standing.accepted:f}",
        "invoiced": f"{standing.invoiced:f}",
        "received_not_invoiced": f"{standing.received_not_invoiced:f}",
        "invoiced_not_received": f"{standing.invoiced_not_received:f}",
        "committed": f"{standing.committed:f}",
    }


def _taken_out(line: Values) -> Values:
    """A line that an amendment took out: nothing of it had come, and nothing will."""
    return {**line, "ordered": "0", "net": "0", "committed": "0"}
