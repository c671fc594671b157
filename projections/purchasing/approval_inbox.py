"""What waits for somebody's approval?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.clock import Clock
from application.ports.event_store import RecordedEvent
from application.ports.identifiers import Identifiers
from application.ports.read_models import InvalidPageQuery, ListShape
from application.ports.states import Folded, States
from application.purchasing.facts import authorities
from application.request import Request
from application.work import Work
from domain.purchasing.duties import Duty, who
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.purchasing.purchase_order.state import Status as OrderStatus
from domain.purchasing.requisition.machine import REQUISITION
from domain.purchasing.requisition.state import Requisition
from domain.purchasing.requisition.state import Status as RequisitionStatus
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import Id, SupplierId, TenantId, UserId
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import ColumnType
from projections.document_projection import streams_of
from projections.filters import equal_filter
from projections.folds import Folds
from projections.listing import Condition, Listing
from projections.rows import RowWriter, ready

COLUMNS: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "version": ColumnType.INTEGER,
    "position": ColumnType.INTEGER,
    "summary": ColumnType.JSON,
    "waiting": ColumnType.BOOLEAN,
    "kind": ColumnType.TEXT,
    "approver": ColumnType.TEXT,
    "required_level": ColumnType.TEXT,
    "barred": ColumnType.TEXTS,
    "waiting_since": ColumnType.INSTANT,
}


class ApprovalKind(StrEnum):
    """What can wait for an approval."""

    REQUISITION = "requisition"
    PURCHASE_ORDER = "purchase-order"


class WaitingApproval(Message):
    """What waits, as a row of the list; `approver` is who was asked, nobody in particular for an order."""

    id: Id
    kind: ApprovalKind
    status: str
    version: int
    required_level: ApprovalLevel | None
    approver: UserId | None
    total: Money | None
    justification: str | None = None
    supplier_id: SupplierId | None = None
    created_by: UserId
    created_at: datetime
    waiting_since: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A document, and who has to decide about it while it waits."""

    waiting: bool
    summary: WaitingApproval
    barred: frozenset[UserId]


class ApprovalInboxProjection:
    """Implements `Projection`: a row per document that can need an approval, waiting or not."""

    name = "approval-inbox"
    event_types = frozenset(
        event.event_type
        for decider in (REQUISITION, PURCHASE_ORDER)
        for event in decider.machine.events
    )

    def __init__(self, folds: Folds) -> None:
        self._folds = folds
        self._rows = RowWriter("approval_inbox", COLUMNS)

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Bring the rows of all documents that the events touch up to date."""
        rows = [await self._row(history) for history in streams_of(events).values()]
        await self._rows.write(connection, rows)

    async def _row(self, history: Sequence[RecordedEvent]) -> list[Any]:
        last = history[-1]
        if last.stream_type == REQUISITION.stream_type:
            item = requisition_item(await self._folds.after(REQUISITION, history))
        else:
            item = order_item(await self._folds.after(PURCHASE_ORDER, history))
        summary = item.summary
        return [
            last.tenant,
            summary.id,
            summary.version,
            last.position,
            ready(summary.model_dump_json().encode()),
            item.waiting,
            summary.kind,
            summary.approver,
            summary.required_level,
            sorted(item.barred),
            summary.waiting_since,
        ]


def requisition_item(folded: Folded[Requisition]) -> Item:
    """A requisition waits for whom it was routed to."""
    state, created_by = folded.state, who(folded.state.duties, Duty.CREATED)
    assert state.purpose
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    waiting = state.status is RequisitionStatus.MANAGER_REVIEW
    return Item(
        waiting=waiting,
        summary=WaitingApproval(
            id=Id(folded.stream_id),
            kind=ApprovalKind.REQUISITION,
            status=state.status or "",
            version=folded.version,
            required_level=state.required_level if waiting else None,
            approver=state.approver,
            total=state.sum,
            justification=state.purpose.justification,
            created_by=created_by,
            created_at=folded.created_at,
            waiting_since=folded.updated_at,
        ),
        barred=frozenset(state.duties),
    )


def order_item(folded: Folded[PurchaseOrder]) -> Item:
    """An order waits for anybody whose level is enough for the next signature."""
    order, created_by = folded.state, who(folded.state.duties, Duty.CREATED)
    assert created_by
    assert folded.created_at
    assert folded.updated_at
    waiting = order.status is OrderStatus.AWAITING_APPROVAL
    return Item(
        waiting=waiting,
        summary=WaitingApproval(
            id=Id(folded.stream_id),
            kind=ApprovalKind.PURCHASE_ORDER,
            status=order.status or "",
            version=folded.version,
            required_level=order.required_level if waiting else None,
            approver=None,
            total=order.total,
            supplier_id=order.current.supplier_id,
            created_by=created_by,
            created_at=folded.created_at,
            waiting_since=folded.updated_at,
        ),
        barred=frozenset(order.duties).union(order.signatories if waiting else ()),
    )


SHAPE = ListShape(
    name="approval-inbox",
    filters=(equal_filter("kind", "kind", "Only requisition, or only purchase-order."),),
    sorts={"waitingSince": "waiting_since"},
    default_sort="waitingSince",
)

_FOR_CALLER = sql.SQL("""
    listed.waiting AND %(caller)s <> ALL (listed.barred) AND EXISTS (
        SELECT FROM unnest(%(levels)s::text[], %(holders)s::text[]) AS held (level, holder)
        WHERE held.level >= listed.required_level AND held.holder <> ALL (listed.barred)
          AND held.holder = coalesce(listed.approver, held.holder)
    )
""")


class ApprovalInbox:
    """The inbox of one caller: what the rules of approval would let them approve, oldest first.

    The caller's authority, their own and what others lend them today, is the same that a decision would
    look at; the filter `approver` says who the caller is.
    """

    def __init__(self, states: States, clock: Clock, identifiers: Identifiers) -> None:
        self._states = states
        self._clock = clock
        self._identifiers = identifiers

    @property
    def listing(self) -> Listing:
        """The list of what waits."""
        return Listing(
            shape=SHAPE,
            table="approval_inbox",
            types=COLUMNS,
            subscriber=ApprovalInboxProjection.name,
            narrow=self._narrow,
            needs=frozenset({"approver"}),
        )

    async def _narrow(self, tenant: TenantId, filters: Mapping[str, str]) -> Condition:
        if "approver" not in filters:
            raise InvalidPageQuery("approver", "is missing")
        caller = UserId(filters["approver"])
        request = Request(tenant, caller)
        work = Work(request, self._clock.now(tenant), self._states, self._identifiers)
        held = await authorities(work, caller)
        return Condition(
            _FOR_CALLER,
            {
                "caller": str(caller),
                "levels": [authority.level.value for authority in held],
                "holders": [str(authority.holder) for authority in held],
            },
        )


MOST_COUNTED = 100
"""Whoever has as many waiting is as busy as anybody; counting all would cost more the more there are."""

_COUNTS = """
    SELECT asked.approver, counted.documents
    FROM unnest(%b::text[]) AS asked (approver), LATERAL (
        SELECT count(*) AS documents FROM (
            SELECT FROM projections.approval_inbox AS inbox
            WHERE inbox.tenant_id = %b AND inbox.waiting AND inbox.approver = asked.approver
            LIMIT %b
        ) AS waiting
    ) AS counted
"""


async def waiting_counts(
    connection: AsyncConnection[TupleRow],
    tenant: TenantId,
    approvers: Sequence[UserId],
    most: int = MOST_COUNTED,
) -> Mapping[UserId, int]:
    """How many documents wait for each of these users in particular, counted up to `most`."""
    asked = [str(user) for user in approvers]
    found = await connection.execute(_COUNTS, (asked, str(tenant), most))
    return {UserId(user): count for user, count in await found.fetchall()}
