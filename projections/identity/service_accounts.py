"""Which machines act in the tenant, and who answers for them?"""

from application.documents.service_account import document, render
from application.ports.read_models import ListShape
from domain.identity.service_account.machine import SERVICE_ACCOUNT
from projections.columns import Column, ColumnType
from projections.document_projection import ReadModel
from projections.filters import created_filters, equal_filter, search_filter, status_filter

SERVICE_ACCOUNTS = ReadModel(
    name="service-accounts",
    table="service_accounts",
    decider=SERVICE_ACCOUNT,
    document=render,
    summary=document,
    columns=(
        Column("status", ColumnType.TEXT, lambda folded: folded.state.status),
        Column("name", ColumnType.TEXT, lambda folded: folded.state.name),
        Column("owner", ColumnType.TEXT, lambda folded: folded.state.owner),
        Column("search", ColumnType.TEXT, lambda folded: folded.state.name.lower()),
    ),
    shape=ListShape(
        name="service-accounts",
        filters=(
            status_filter("Active"),
            equal_filter("owner", "owner", "In the name of this user."),
            search_filter("name"),
            *created_filters(),
        ),
        sorts={"createdAt": "created_at", "name": "name"},
        default_sort="name",
    ),
)
