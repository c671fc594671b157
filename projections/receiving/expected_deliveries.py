"""What is still to be delivered, and when?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import orjson
from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from application.ports.states import Folded
from domain.purchasing.lines import OrderLine
from domain.purchasing.purchase_order.events import PurchaseOrderAmended
from domain.purchasing.purchase_order.fulfilment.events import (
    PurchaseOrderLateDeliveryReceived,
    PurchaseOrderPartiallyReceived,
    PurchaseOrderReturnRecorded,
)
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import NONE, PurchaseOrder, Status
from domain.receiving.goods_receipt.events import (
    GoodsReceiptDiscrepancyAccepted,
    GoodsReceiptDiscrepancyReturned,
    GoodsReceived,
    GoodsReturnedToSupplier,
)
from domain.shared.business_date import LATEST
from domain.shared.decimals import EXACT
from domain.shared.ids import BranchId, PurchaseOrderId, SupplierId, TenantId
from domain.shared.message import Event, Message
from domain.shared.quantity import QuantityOrNone, QuantityValue, UnitCode
from domain.shared.sku import SkuCode
from projections.columns import ColumnType
from projections.document_projection import streams_of
from projections.filters import equal_filter
from projections.folds import Folds
from projections.listing import Condition, Listing
from projections.rows import LIVE, RowWriter, placed, ready

COLUMNS: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "version": ColumnType.INTEGER,
    "position": ColumnType.INTEGER,
    "summary": ColumnType.JSON,
    "expected": ColumnType.BOOLEAN,
    "purchase_order_id": ColumnType.TEXT,
    "supplier_id": ColumnType.TEXT,
    "branch_id": ColumnType.TEXT,
    "sku": ColumnType.TEXT,
    "delivery_date": ColumnType.DATE,
    "due_on": ColumnType.DATE,
    "created_at": ColumnType.INSTANT,
}

_OVER = frozenset({Status.RECEIVED, Status.INVOICED, Status.PAID, Status.CLOSED, Status.CANCELLED})
_OF_SOME_LINES = (
    PurchaseOrderPartiallyReceived,
    PurchaseOrderLateDeliveryReceived,
    PurchaseOrderReturnRecorded,
)
_BRINGS = (
    GoodsReceived,
    GoodsReceiptDiscrepancyAccepted,
    GoodsReceiptDiscrepancyReturned,
)
_FOLLOWED: tuple[type[Event], ...] = (
    *PURCHASE_ORDER.machine.events,
    *_BRINGS,
    GoodsReturnedToSupplier,
)


class ExpectedDelivery(Message):
    """An order line of which something is still to come, as a row of the list."""

    purchase_order_id: PurchaseOrderId
    po_line: int
    supplier_id: SupplierId
    branch_id: BranchId | None
    sku: SkuCode
    description: str | None
    unit: UnitCode
    ordered_quantity: QuantityValue
    accepted_quantity: QuantityOrNone
    open_quantity: QuantityOrNone
    delivery_date: date | None
    created_at: datetime


class ExpectedDeliveriesProjection:
    """Implements `Projection`: a row per line of an issued order, whether or not more is expected.

    What was ordered and accepted is told by the order; whether a line lacks no more than the tolerance of
    the policy, by the deliveries, which were judged by it.
    """

    name = "expected-deliveries"
    tables = ("expected_deliveries",)
    event_types = frozenset(event.event_type for event in _FOLLOWED)

    def __init__(self, folds: Folds, schema: str = LIVE) -> None:
        self._folds = folds
        self._rows = RowWriter(sql.Identifier(schema, *self.tables), COLUMNS)
        self._judge, self._drop = placed(_JUDGE, schema), placed(_DROP, schema)

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Bring the rows of all lines that the events touch up to date.

        What is said of a line before it has a row is said to nobody: rows that were there are judged first.
        """
        await self._let_judge(_verdicts(events), connection)
        of_orders = [one for one in events if one.stream_type == PURCHASE_ORDER.stream_type]
        histories = streams_of(of_orders).values()
        await self._folds.prepare(PURCHASE_ORDER, histories)
        since: dict[str, int] = {}
        for history in histories:
            since |= await self._write(history, connection)
        await self._let_judge(_verdicts(events, since), connection)

    async def _let_judge(
        self, verdicts: Sequence[Mapping[str, object]], connection: AsyncConnection[TupleRow]
    ) -> None:
        if verdicts:
            await connection.execute(self._judge, (orjson.dumps(verdicts).decode(),))

    async def _write(
        self, history: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> dict[str, int]:
        """Write the lines that an order's events touch; those it no longer has are not expected.

        Each line is as of the last event that touched it, however many come at once. Returns since which
        position each of them has a row for sure.
        """
        since: dict[str, int] = {}
        found: dict[int, _Touch] = {}
        whole = 0
        steps = await self._folds.steps(PURCHASE_ORDER, history)
        for recorded, (_, order) in zip(history, steps, strict=True):
            if not order.state.issued_revision:
                continue
            touched = _touched(recorded)
            whole = order.version if touched is None else whole
            for line in order.state.held_by_supplier.lines:
                if touched is None or line.po_line in touched:
                    found[line.po_line] = (recorded, order, line)
                    since.setdefault(_id(order.stream_id, line.po_line), recorded.position)
        if found:
            await self._rows.write(connection, [_row(*touch) for touch in found.values()])
        if whole:
            last = history[-1]
            lines = {"first": f"{last.stream_id}:", "behind": f"{last.stream_id};"}
            told = {"tenant": last.tenant, "version": whole, **lines}
            await connection.execute(self._drop, told)
        return since


_Touch = tuple[RecordedEvent, Folded[PurchaseOrder], OrderLine]
"""An event, the order after it, and a line of the order that it says something about."""


def _touched(recorded: RecordedEvent) -> set[int] | None:
    """The lines that an event says something about; None when it may concern all of them."""
    event = recorded.event
    if isinstance(event, _OF_SOME_LINES):
        return {line.po_line for line in event.accepted}
    return set() if PURCHASE_ORDER.machine.targets[type(event)] is None else None


def _id(order_id: str, po_line: int) -> str:
    return f"{order_id}:{po_line}"


def expected_delivery(folded: Folded[PurchaseOrder], line: OrderLine) -> ExpectedDelivery:
    """The row of an order line."""
    order = folded.state
    accepted = order.fulfilment.accepted.get(line.po_line, NONE)
    assert folded.created_at
    return ExpectedDelivery(
        purchase_order_id=PurchaseOrderId(folded.stream_id),
        po_line=line.po_line,
        supplier_id=order.current.supplier_id,
        branch_id=order.agreed.branch_id,
        sku=line.sku,
        description=line.description,
        unit=line.unit,
        ordered_quantity=line.quantity,
        accepted_quantity=accepted,
        open_quantity=max(EXACT.subtract(line.quantity, accepted), NONE),
        delivery_date=order.agreed.delivery_date,
        created_at=folded.created_at,
    )


def _row(last: RecordedEvent, folded: Folded[PurchaseOrder], line: OrderLine) -> list[object]:
    shown, order = expected_delivery(folded, line), folded.state
    is_over = order.status in _OVER or order.fulfilment.complete
    return [
        last.tenant,
        _id(folded.stream_id, line.po_line),
        folded.version,
        last.position,
        ready(shown.model_dump_json().encode()),
        bool(shown.open_quantity) and not is_over,
        shown.purchase_order_id,
        shown.supplier_id,
        shown.branch_id,
        shown.sku,
        shown.delivery_date,
        shown.delivery_date or LATEST,
        shown.created_at,
    ]


def _verdicts(
    events: Iterable[RecordedEvent], since: Mapping[str, int] | None = None
) -> list[Mapping[str, object]]:
    """Whether lines are complete, by the last event that says so; an amendment leaves it open again.

    With `since` only of these lines, by events behind these positions.
    """
    found: dict[tuple[str, str], Mapping[str, object]] = {}
    for one in events:
        for line_id, complete in _judged(one):
            if since is not None and one.position <= since.get(line_id, one.position):
                continue
            found[one.tenant, line_id] = {
                "tenant_id": one.tenant,
                "id": line_id,
                "complete": complete,
                "position": one.position,
            }
    return list(found.values())


def _judged(recorded: RecordedEvent) -> Iterator[tuple[str, bool]]:
    event = recorded.event
    if isinstance(event, PurchaseOrderAmended):
        for line in event.lines:
            yield _id(recorded.stream_id, line.po_line), False
    elif isinstance(event, GoodsReturnedToSupplier):
        for movement in event.returned:
            yield _id(event.purchase_order_id, movement.po_line), movement.complete
    elif isinstance(event, _BRINGS):
        for movement in event.accepted:
            yield _id(event.purchase_order_id, movement.po_line), movement.complete


# A semicolon is what comes behind a colon, so these are all lines of the order.
_DROP = """
    UPDATE projections.expected_deliveries SET expected = false
    WHERE tenant_id = %(tenant)s AND id > %(first)s AND id < %(behind)s AND version < %(version)s
      AND expected
"""
_JUDGE = """
    UPDATE projections.expected_deliveries AS line
    SET complete = verdict.complete, judged = verdict.position
    FROM json_to_recordset(%b::json)
        AS verdict (tenant_id text, id text, complete boolean, position bigint)
    WHERE line.tenant_id = verdict.tenant_id AND line.id = verdict.id
      AND line.judged < verdict.position
"""


async def _still_expected(_: TenantId, __: Mapping[str, str]) -> Condition:
    return Condition(sql.SQL("listed.expected AND NOT listed.complete"))


EXPECTED_DELIVERIES = Listing(
    shape=ListShape(
        name="expected-deliveries",
        filters=(
            equal_filter("purchaseOrderId", "purchase_order_id", "Of this order."),
            equal_filter("supplierId", "supplier_id", "From this supplier."),
            equal_filter("branchId", "branch_id", "For this branch."),
            equal_filter("sku", "sku", "Of this article."),
            FilterParameter("dueFrom", "delivery_date", FilterKind.FROM, "Due then or later."),
            FilterParameter("dueUntil", "delivery_date", FilterKind.UNTIL, "Due by then."),
        ),
        sorts={"deliveryDate": "due_on", "createdAt": "created_at"},
        default_sort="deliveryDate",
    ),
    table="expected_deliveries",
    types=COLUMNS,
    subscriber=ExpectedDeliveriesProjection.name,
    narrow=_still_expected,
)
