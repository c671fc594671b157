"""Which suppliers do we have?"""

from datetime import datetime

from application.documents.supplier import render
from application.ports.read_models import ListShape
from application.ports.states import Folded
from domain.purchasing.supplier.machine import SUPPLIER, Profile, Status, Supplier
from domain.shared.country import Country
from domain.shared.currency import Currency
from domain.shared.ids import SupplierId
from domain.shared.message import Message
from domain.shared.payment_terms import PaymentTerms
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter


class SupplierSummary(Message):
    """A supplier as a row of the list."""

    id: SupplierId
    supplier_id: SupplierId
    status: Status
    version: int
    name: str
    country: Country
    currency: Currency
    payment_terms: PaymentTerms
    created_at: datetime
    updated_at: datetime


def summary(folded: Folded[Supplier]) -> SupplierSummary:
    """The row of a folded supplier."""
    supplier_id, profile = SupplierId(folded.stream_id), _profile(folded)
    assert folded.state.status
    assert folded.created_at
    assert folded.updated_at
    return SupplierSummary(
        id=supplier_id,
        supplier_id=supplier_id,
        status=folded.state.status,
        version=folded.version,
        name=profile.name,
        country=profile.country,
        currency=profile.currency,
        payment_terms=profile.payment_terms,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def _profile(folded: Folded[Supplier]) -> Profile:
    assert folded.state.profile
    return folded.state.profile


def _search(folded: Folded[Supplier]) -> str:
    profile = _profile(folded)
    return "\n".join(filter(None, (profile.name, profile.email, profile.tax_id))).lower()


SUPPLIER_NAMES = (
    "supplier_names AS (SELECT id AS supplier_id, name AS supplier_name FROM projections.suppliers"
    " WHERE tenant_id = %(tenant)s)"
)
"""Names as they are known today, as a common table expression: of whoever was erased nothing is left."""

SUPPLIERS = ReadModel(
    name="suppliers",
    table="suppliers",
    decider=SUPPLIER,
    document=render,
    summary=summary,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("name", ColumnType.TEXT, lambda folded: _profile(folded).name),
        Column("country", ColumnType.TEXT, lambda folded: _profile(folded).country),
        Column("currency", ColumnType.TEXT, lambda folded: _profile(folded).currency),
        Column("search", ColumnType.TEXT, _search),
    ),
    shape=ListShape(
        name="suppliers",
        filters=(
            status_filter("Active"),
            equal_filter("country", "country", "In this country, ISO 3166-1 alpha-2."),
            equal_filter("currency", "currency", "With this usual currency, ISO 4217."),
            search_filter("name, e-mail address or tax number"),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "name": "name"},
        default_sort="name",
    ),
)
