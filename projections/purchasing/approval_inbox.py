"""What waits for somebody's approval?"""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.permissions import permitted
from application.ports.clock import Clock
from application.ports.event_store import RecordedEvent
from application.ports.identifiers import Identifiers
from application.ports.read_models import InvalidPageQuery, ListShape
from application.ports.states import States
from application.purchasing.facts import authorities
from application.request import Request
from application.work import Work
from domain.identity.user.machine import USER
from domain.shared.ids import TenantId, UserId
from projections.columns import ColumnType
from projections.document_projection import streams_of
from projections.filters import equal_filter
from projections.folds import Folds
from projections.listing import Condition, Listing
from projections.purchasing.inbox_items import ITEMS, OPERATIONS
from projections.rows import LIVE, RowWriter, ready

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
    "operation": ColumnType.TEXT,
    "barred": ColumnType.TEXTS,
    "waiting_since": ColumnType.INSTANT,
}


class ApprovalInboxProjection:
    """Implements `Projection`: a row per document that can need an approval, waiting or not."""

    name = "approval-inbox"
    tables = ("approval_inbox",)
    deciders = tuple(decider for decider, _ in ITEMS.values())
    event_types = frozenset(
        event.event_type for decider, _ in ITEMS.values() for event in decider.machine.events
    )

    def __init__(self, folds: Folds, schema: str = LIVE) -> None:
        self._folds = folds
        self._rows = RowWriter(sql.Identifier(schema, *self.tables), COLUMNS)

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Bring the rows of all documents that the events touch up to date."""
        rows = [await self._row(history) for history in streams_of(events).values()]
        await self._rows.write(connection, rows)

    async def _row(self, history: Sequence[RecordedEvent]) -> list[Any]:
        last = history[-1]
        decider, make = ITEMS[last.stream_type]
        item = make(await self._folds.after(decider, history))
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
            item.operation,
            sorted(item.barred),
            summary.waiting_since,
        ]


SHAPE = ListShape(
    name="approval-inbox",
    filters=(equal_filter("kind", "kind", "Only documents of this kind, purchase-order say."),),
    sorts={"waitingSince": "waiting_since"},
    default_sort="waitingSince",
)

_FOR_CALLER = sql.SQL("""
    listed.waiting AND %(caller)s <> ALL (listed.barred) AND (
        listed.operation = ANY (%(operations)s::text[]) OR EXISTS (
            SELECT FROM unnest(%(levels)s::text[], %(holders)s::text[]) AS held (level, holder)
            WHERE held.level >= listed.required_level AND held.holder <> ALL (listed.barred)
              AND held.holder = coalesce(listed.approver, held.holder)
        )
    )
""")


class ApprovalInbox:
    """The inbox of one caller: what the rules would let them approve or decide about, oldest first.

    The caller's roles and authority, their own and what others lend them today, are the same that a
    decision would look at; the filter `approver` says who the caller is.
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
        roles = (await work.find(USER, caller)).state.roles
        return Condition(
            _FOR_CALLER,
            {
                "caller": str(caller),
                "operations": [one for one in OPERATIONS if permitted(roles, one)],
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
