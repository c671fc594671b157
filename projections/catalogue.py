"""All that is projected, in one place for whoever puts a process together."""

from collections.abc import Callable, Mapping
from typing import Any

from application.ports.event_store import EventStore
from application.ports.table_projection import TableProjection
from domain.shared.ids import TenantId
from projections.audit.access import ACCESS, AccessProjection
from projections.audit.refusals import REFUSALS, RefusalsProjection
from projections.audit.segregation_of_duties import (
    SEGREGATION_OF_DUTIES,
    SegregationOfDutiesProjection,
)
from projections.communication.notices import NOTICES
from projections.document_projection import DocumentProjection, ReadModel
from projections.folds import Folds
from projections.identity.branches import BRANCHES
from projections.identity.service_accounts import SERVICE_ACCOUNTS
from projections.identity.tenants import TENANTS
from projections.identity.users import USERS
from projections.invoicing.credit_notes import CREDIT_NOTES
from projections.invoicing.match_exceptions import MATCH_EXCEPTIONS, MatchExceptionsProjection
from projections.invoicing.supplier_invoices import SUPPLIER_INVOICES
from projections.jobs.jobs import JOBS
from projections.murabaha.contracts import CONTRACTS
from projections.payments.bank_reports import BANK_REPORTS
from projections.payments.payment_runs import PAYMENT_RUNS
from projections.payments.payments import PAYMENTS
from projections.privacy.erasures import ERASURES
from projections.privacy.personal_data import PersonalDataProjection
from projections.purchasing.approval_inbox import ApprovalInboxProjection
from projections.purchasing.delegations import DELEGATIONS
from projections.purchasing.purchase_orders import PURCHASE_ORDERS
from projections.purchasing.requisitions import REQUISITIONS
from projections.purchasing.suppliers import SUPPLIERS
from projections.receiving.expected_deliveries import (
    EXPECTED_DELIVERIES,
    ExpectedDeliveriesProjection,
)
from projections.receiving.goods_receipts import GOODS_RECEIPTS
from projections.refolding import OfDocuments, Refolding
from projections.reporting.facts import ReportingFactsProjection
from projections.rows import LIVE

DOCUMENTS: tuple[ReadModel[Any], ...] = (
    SUPPLIERS,
    REQUISITIONS,
    PURCHASE_ORDERS,
    GOODS_RECEIPTS,
    SUPPLIER_INVOICES,
    CREDIT_NOTES,
    PAYMENTS,
    PAYMENT_RUNS,
    BANK_REPORTS,
    CONTRACTS,
    NOTICES,
    DELEGATIONS,
    USERS,
    SERVICE_ACCOUNTS,
    TENANTS,
    ERASURES,
    BRANCHES,
    JOBS,
)
"""The read models of documents."""

LISTS = (EXPECTED_DELIVERIES, MATCH_EXCEPTIONS, REFUSALS, ACCESS, SEGREGATION_OF_DUTIES)
"""The lists of other things that need nothing but the tables."""


_MORE = (
    ApprovalInboxProjection,
    MatchExceptionsProjection,
    ExpectedDeliveriesProjection,
    RefusalsProjection,
    PersonalDataProjection,
    SegregationOfDutiesProjection,
    AccessProjection,
    ReportingFactsProjection,
)

KEEPERS: Mapping[str, str] = {
    **{model.table: model.name for model in DOCUMENTS},
    **{table: each.name for each in _MORE for table in each.tables},
}
"""Which projection keeps each table."""


def all_projections(
    store: EventStore,
    folds: Folds,
    forget: Callable[[TenantId], None],
    schema: str = LIVE,
) -> tuple[TableProjection, ...]:
    """Every projection of the product, with its tables in a schema; they share what they fold.

    What shows names is made anew when somebody is erased; the others never show any.
    """

    of_documents: tuple[OfDocuments, ...] = (
        *(DocumentProjection(model, folds, schema) for model in DOCUMENTS),
        ApprovalInboxProjection(folds, schema),
        MatchExceptionsProjection(folds, schema),
    )
    return (
        *(Refolding(each, store, forget, schema) for each in of_documents),
        ExpectedDeliveriesProjection(folds, schema),
        RefusalsProjection(schema),
        PersonalDataProjection((model.decider for model in DOCUMENTS), schema),
        SegregationOfDutiesProjection(folds, schema),
        AccessProjection(folds, schema),
        ReportingFactsProjection(folds, schema),
    )
