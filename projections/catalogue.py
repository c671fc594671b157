"""All that is projected, in one place for whoever puts a process together."""

from dataclasses import dataclass
from typing import Any

from application.ports.clock import Clock
from application.ports.identifiers import Identifiers
from application.ports.progress import Progress
from application.ports.states import States
from application.ports.subscriber import Projection
from projections.audit.refusals import REFUSALS, RefusalsProjection
from projections.document_projection import DocumentProjection, ReadModel
from projections.document_reads import Pool
from projections.folds import Folds
from projections.identity.tenants import TENANTS
from projections.identity.users import USERS
from projections.purchasing.approval_inbox import ApprovalInbox, ApprovalInboxProjection
from projections.purchasing.delegations import DELEGATIONS
from projections.purchasing.purchase_orders import PURCHASE_ORDERS
from projections.purchasing.requisitions import REQUISITIONS
from projections.purchasing.suppliers import SUPPLIERS
from projections.read_models import PostgresReadModels

DOCUMENTS: tuple[ReadModel[Any], ...] = (
    SUPPLIERS,
    REQUISITIONS,
    PURCHASE_ORDERS,
    DELEGATIONS,
    USERS,
    TENANTS,
)
"""The read models of documents."""


def all_projections(states: States) -> tuple[Projection, ...]:
    """Every projection of the product; they share what they fold."""
    folds = Folds(states)
    documents = tuple(DocumentProjection(model, folds) for model in DOCUMENTS)
    return (*documents, ApprovalInboxProjection(folds), RefusalsProjection())


@dataclass(frozen=True, slots=True)
class Present:
    """What a list needs to know of the present to tell who asks: their authority, and the tenant's time."""

    states: States
    clock: Clock
    identifiers: Identifiers


def all_read_models(pool: Pool, progress: Progress, present: Present) -> PostgresReadModels:
    """Every list and document of the product."""
    inbox = ApprovalInbox(present.states, present.clock, present.identifiers)
    return PostgresReadModels(pool, progress, DOCUMENTS, (inbox.listing, REFUSALS))
