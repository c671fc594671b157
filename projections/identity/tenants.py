"""Which tenants are there? Asked by the platform, which sees nothing that is in them."""

from application.documents.tenant import document, render
from application.ports.read_models import ListShape
from domain.identity.tenant.machine import TENANT
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter

TENANTS = ReadModel(
    name="tenants",
    table="tenants",
    decider=TENANT,
    document=render,
    summary=document,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("name", ColumnType.TEXT, lambda folded: folded.state.name),
        Column("base_currency", ColumnType.TEXT, lambda folded: folded.state.base_currency),
        Column("sandbox", ColumnType.BOOLEAN, lambda folded: folded.state.sandbox),
        Column("search", ColumnType.TEXT, lambda folded: folded.state.name.lower()),
    ),
    shape=ListShape(
        name="tenants",
        filters=(
            status_filter("Open"),
            equal_filter("baseCurrency", "base_currency", "With this base currency, ISO 4217."),
            equal_filter("sandbox", "sandbox", "true for sandboxes only, false for none of them."),
            search_filter("the name"),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "name": "name"},
        default_sort="name",
    ),
    across_tenants=True,
)
