"""Which invoices does somebody have to look at, and what is off?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from application.ports.event_store import RecordedEvent
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.invoicing.matching.result import MatchResult
from domain.invoicing.supplier_invoice.machine import SUPPLIER_INVOICE
from domain.invoicing.supplier_invoice.state import Status, SupplierInvoice
from domain.shared.ids import PurchaseOrderId, SupplierId, SupplierInvoiceId, TenantId, UserId
from domain.shared.message import Message
from domain.shared.money import Money, SignedMoney
from domain.shared.tolerance import Judgement
from projections.columns import ColumnType
from projections.document_projection import streams_of
from projections.filters import created_filters, equal_filter
from projections.folds import Folds
from projections.listing import Condition, Listing
from projections.rows import LIVE, RowWriter, ready

COLUMNS: Mapping[str, ColumnType] = {
    "tenant_id": ColumnType.TEXT,
    "id": ColumnType.TEXT,
    "version": ColumnType.INTEGER,
    "position": ColumnType.INTEGER,
    "summary": ColumnType.JSON,
    "created_at": ColumnType.INSTANT,
    "waiting": ColumnType.BOOLEAN,
    "kind": ColumnType.TEXT,
    "purchase_order_id": ColumnType.TEXT,
    "supplier_id": ColumnType.TEXT,
}


class ExceptionKind(StrEnum):
    """Why somebody has to look at an invoice."""

    MISMATCH = "mismatch"
    DISPUTE = "dispute"
    POSSIBLE_DUPLICATE = "possible-duplicate"


class MatchException(Message):
    """An invoice that waits for somebody, as a row of the list; `poLines` are those that are off."""

    id: SupplierInvoiceId
    invoice_id: SupplierInvoiceId
    kind: ExceptionKind | None
    status: Status
    version: int
    purchase_order_id: PurchaseOrderId
    supplier_id: SupplierId
    supplier_name: str
    supplier_invoice_number: str
    amount: Money
    reason: str | None
    possible_duplicate_of: SupplierInvoiceId | None
    expected: Money | None
    actual: Money | None
    delta: SignedMoney | None
    po_lines: tuple[int, ...]
    registered_by: UserId
    created_at: datetime
    updated_at: datetime


def kind_of(invoice: SupplierInvoice) -> ExceptionKind | None:
    """Why it waits; None when it does not."""
    if invoice.status is Status.DISPUTED:
        failed = invoice.match is not None and invoice.match.verdict is Judgement.DISPUTE
        return ExceptionKind.MISMATCH if failed else ExceptionKind.DISPUTE
    return ExceptionKind.POSSIBLE_DUPLICATE if invoice.held else None


def exception_of(folded: Folded[SupplierInvoice]) -> MatchException:
    """The row of a folded invoice, whether or not it waits."""
    invoice, invoice_id = folded.state, SupplierInvoiceId(folded.stream_id)
    terms, match = invoice.terms, invoice.match
    assert invoice.status
    assert folded.created_at
    assert folded.updated_at
    return MatchException(
        id=invoice_id,
        invoice_id=invoice_id,
        kind=kind_of(invoice),
        status=invoice.status,
        version=folded.version,
        purchase_order_id=terms.purchase_order_id,
        supplier_id=terms.supplier_id,
        supplier_name=terms.supplier_name,
        supplier_invoice_number=terms.supplier_invoice_number,
        amount=invoice.figures.totals.gross,
        reason=invoice.reason,
        possible_duplicate_of=invoice.possible_duplicate_of,
        expected=match.expected if match else None,
        actual=match.actual if match else None,
        delta=match.delta if match else None,
        po_lines=_lines_off(match),
        registered_by=terms.registered_by,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _lines_off(match: MatchResult | None) -> tuple[int, ...]:
    if match is None or match.verdict is not Judgement.DISPUTE:
        return ()
    return tuple(sorted({line.po_line for line in match.lines_off}))


class MatchExceptionsProjection:
    """Implements `Projection`: a row per invoice, waiting or not."""

    name = "match-exceptions"
    tables = ("match_exceptions",)
    deciders = (SUPPLIER_INVOICE,)
    event_types = frozenset(event.event_type for event in SUPPLIER_INVOICE.machine.events)

    def __init__(self, folds: Folds, schema: str = LIVE) -> None:
        self._folds = folds
        self._rows = RowWriter(sql.Identifier(schema, *self.tables), COLUMNS)

    async def apply(
        self, events: Sequence[RecordedEvent], connection: AsyncConnection[TupleRow]
    ) -> None:
        """Bring the rows of all invoices that the events touch up to date."""
        histories = streams_of(events).values()
        await self._folds.prepare(SUPPLIER_INVOICE, histories)
        await self._rows.write(connection, [await self._row(history) for history in histories])

    async def _row(self, history: Sequence[RecordedEvent]) -> list[Any]:
        found = exception_of(await self._folds.after(SUPPLIER_INVOICE, history))
        return [
            history[-1].tenant,
            found.id,
            found.version,
            history[-1].position,
            ready(found.model_dump_json().encode()),
            found.created_at,
            found.kind is not None,
            found.kind,
            found.purchase_order_id,
            found.supplier_id,
        ]


async def _waiting(_: TenantId, __: Mapping[str, str]) -> Condition:
    return Condition(sql.SQL("listed.waiting"))


MATCH_EXCEPTIONS = Listing(
    shape=ListShape(
        name="match-exceptions",
        filters=(
            equal_filter("kind", "kind", "Only mismatch, dispute or possible-duplicate."),
            equal_filter("purchaseOrderId", "purchase_order_id", "For this order."),
            equal_filter("supplierId", "supplier_id", "From this supplier."),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="createdAt",
    ),
    table="match_exceptions",
    types=COLUMNS,
    subscriber=MatchExceptionsProjection.name,
    narrow=_waiting,
    own="supplier_id",
)
