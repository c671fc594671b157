"""The facts that reports are made of, kept by one follower, so that they all reflect the same position."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.payments.payment.machine import PAYMENT
from domain.purchasing.purchase_order.machine import PURCHASE_ORDER
from domain.purchasing.requisition.machine import REQUISITION
from domain.receiving.goods_receipt.machine import GOODS_RECEIPT
from domain.shared.machine import Decider
from projections.document_projection import streams_of
from projections.folds import Folds
from projections.reporting.delivery_facts import DELIVERY_FACTS, delivery_facts
from projections.reporting.fact_table import Fact, FactTable, Step
from projections.reporting.invoice_facts import (
    INVOICE_FACTS,
    INVOICE_LINE_FACTS,
    MATCH_FACTS,
    invoice_facts,
)
from projections.reporting.milestone_facts import (
    MILESTONE_FACTS,
    order_milestones,
    requisition_milestones,
)
from projections.reporting.order_facts import ORDER_FACTS, ORDER_LINE_FACTS, order_facts
from projections.reporting.payment_facts import PAYMENT_FACTS, payment_facts
from projections.rows import LIVE

FACT_TABLES: tuple[FactTable, ...] = (
    ORDER_FACTS,
    ORDER_LINE_FACTS,
    MILESTONE_FACTS,
    DELIVERY_FACTS,
    INVOICE_FACTS,
    INVOICE_LINE_FACTS,
    MATCH_FACTS,
    PAYMENT_FACTS,
)
"""All of them, in the order in which they are written."""

Facts = Callable[[Step[Any]], Iterator[Fact]]

_OF_KINDS: tuple[tuple[Decider[Any], tuple[Facts, ...]], ...] = (
    (REQUISITION, (requisition_milestones,)),
    (PURCHASE_ORDER, (order_facts, order_milestones)),
    (GOODS_RECEIPT, (delivery_facts,)),
    (SUPPLIER_INVOICE, (invoice_facts,)),
    (PAYMENT, (payment_facts,)),
)


class ReportingFactsProjection:
    """Implements `Projection`: each event adds what it made true, and ends what was true before."""

    name = "reporting-facts"
    tables = tuple(table.name for table in FACT_TABLES)
    event_types = frozenset(
        event.event_type for decider, _ in _OF_KINDS for event in decider.machine.events
    )

    def __init__(self, folds: Folds, schema: str = LIVE) -> None:
        self._folds = folds
        self._schema = schema

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Keep what the events made true, document by document."""
        found: dict[str, list[Fact]] = {table.name: [] for table in FACT_TABLES}
        for decider, makers in _OF_KINDS:
            async for step in self._steps(decider, events):
                for fact in (fact for maker in makers for fact in maker(step)):
                    found[fact.table.name].append(fact)
        for table in FACT_TABLES:
            await table.write(connection, found[table.name], self._schema)

    async def _steps(
        self, decider: Decider[Any], events: Sequence[RecordedEvent]
    ) -> AsyncIterator[Step[Any]]:
        of_kind = [one for one in events if one.stream_type == decider.stream_type]
        histories = streams_of(of_kind).values()
        await self._folds.prepare(decider, histories)
        for history in histories:
            around = await self._folds.steps(decider, history)
            for recorded, (before, after) in zip(history, around, strict=True):
                yield Step(recorded, before, after)
