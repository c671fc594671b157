"""Which orders do banks finance, and what is still owed to them?"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from application.documents.murabaha import next_due_on, render
from application.ports.read_models import FilterKind, FilterParameter, ListShape
from application.ports.states import Folded
from domain.murabaha.contract.machine import MURABAHA
from domain.murabaha.contract.state import MurabahaContract, Status
from domain.shared.ids import MurabahaId, PurchaseOrderId, SupplierId, TenantId
from domain.shared.message import Message
from domain.shared.money import Money
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, status_filter


class MurabahaSummary(Message):
    """A contract as a row of the list; the figures are there once it is signed."""

    id: MurabahaId
    murabaha_id: MurabahaId
    status: Status
    version: int
    purchase_order_id: PurchaseOrderId
    bank_id: SupplierId
    bank_name: str
    price: Money | None
    outstanding: Money | None
    next_due_on: date | None
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[MurabahaContract]) -> MurabahaSummary:
    """The row of a folded contract."""
    contract, murabaha_id = folded.state, MurabahaId(folded.stream_id)
    assert contract.status
    assert folded.created_at
    assert folded.updated_at
    return MurabahaSummary(
        id=murabaha_id,
        murabaha_id=murabaha_id,
        status=contract.status,
        version=folded.version,
        purchase_order_id=contract.elected.order_id,
        bank_id=contract.elected.bank_id,
        bank_name=contract.elected.bank_name,
        price=contract.agreed.price if contract.agreed else None,
        outstanding=contract.outstanding if contract.agreed else None,
        next_due_on=next_due_on(contract),
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _price(folded: Folded[MurabahaContract]) -> Decimal | None:
    signed = folded.state.agreed
    return signed.price.amount if signed else None


def _outstanding(folded: Folded[MurabahaContract]) -> Decimal | None:
    return folded.state.outstanding.amount if folded.state.agreed else None


CONTRACTS = ReadModel(
    name="murabaha",
    table="murabaha_contracts",
    decider=MURABAHA,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda it: it.state.status),
        Column("purchase_order_id", ColumnType.TEXT, lambda it: it.state.elected.order_id),
        Column("bank_id", ColumnType.TEXT, lambda it: it.state.elected.bank_id),
        Column("currency", ColumnType.TEXT, lambda it: it.state.elected.total.currency),
        Column("price", ColumnType.NUMERIC, _price),
        Column("outstanding", ColumnType.NUMERIC, _outstanding),
        Column("next_due_on", ColumnType.DATE, lambda it: next_due_on(it.state)),
    ),
    shape=ListShape(
        name="murabaha",
        filters=(
            status_filter("Active"),
            equal_filter("purchaseOrderId", "purchase_order_id", "For this order."),
            equal_filter("bankId", "bank_id", "With this bank."),
            equal_filter("currency", "currency", "In this currency, ISO 4217."),
            FilterParameter(
                "dueUntil", "next_due_on", FilterKind.UNTIL, "With an amount due by then."
            ),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at"},
        default_sort="-createdAt",
    ),
)

_OPEN = """
    SELECT id FROM projections.murabaha_contracts
    WHERE tenant_id = %b AND bank_id = %b AND status <> ALL (ARRAY['Settled', 'Cancelled'])
    ORDER BY created_at, id LIMIT %b
"""


async def open_contracts_with(
    connection: AsyncConnection[TupleRow], tenant: TenantId, bank: str, most: int
) -> Sequence[str]:
    """Contracts with a financing bank that are not over."""
    found = await connection.execute(_OPEN, (str(tenant), str(bank), most))
    return [row[0] for row in await found.fetchall()]
