"""All that is projected, in one place for whoever puts a process together."""

from typing import Any

from application.ports.projection import Projection
from application.ports.states import States
from projections.audit.refusals import REFUSALS, RefusalsProjection
from projections.communication.notices import NOTICES
from projections.document_projection import DocumentProjection, ReadModel
from projections.folds import Folds
from projections.identity.tenants import TENANTS
from projections.identity.users import USERS
from projections.invoicing.credit_notes import CREDIT_NOTES
from projections.invoicing.match_exceptions import MATCH_EXCEPTIONS, MatchExceptionsProjection
from projections.invoicing.supplier_invoices import SUPPLIER_INVOICES
from projections.murabaha.contracts import CONTRACTS
from projections.payments.bank_reports import BANK_REPORTS
from projections.payments.payment_runs import PAYMENT_RUNS
from projections.payments.payments import PAYMENTS
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
    TENANTS,
)
"""The read models of documents."""

LISTS = (EXPECTED_DELIVERIES, MATCH_EXCEPTIONS, REFUSALS)
"""The lists of other things that need nothing but the tables."""


def all_projections(states: States) -> tuple[Projection, ...]:
    """Every projection of the product; they share what they fold."""
    folds = Folds(states)
    documents = tuple(DocumentProjection(model, folds) for model in DOCUMENTS)
    return (
        *documents,
        ApprovalInboxProjection(folds),
        ExpectedDeliveriesProjection(folds),
        MatchExceptionsProjection(folds),
        RefusalsProjection(),
    )
