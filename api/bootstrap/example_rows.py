"""A row of every list for the contract, as the projections would make it of the documents shown there."""

from collections.abc import Mapping
from typing import Any

from api.http.specimens import specimens
from application.documents.duty_finding import DutyFinding, used_finding
from application.ports.states import Folded
from domain.audit.segregation.conflicts import BY_NAME
from domain.audit.segregation.ledger import Evidence, Used
from domain.identity.user.events import UserRolesChanged
from domain.purchasing.purchase_order.state import PurchaseOrder
from domain.shared.ids import RefusalId, UserId
from projections.audit.access import ACCESS, AccessKind, AccessSummary
from projections.audit.refusals import REFUSALS, RefusalSummary
from projections.audit.segregation_of_duties import SEGREGATION_OF_DUTIES
from projections.catalogue import DOCUMENTS
from projections.invoicing.match_exceptions import MATCH_EXCEPTIONS, exception_of
from projections.purchasing.approval_inbox import SHAPE
from projections.purchasing.inbox_items import WaitingApproval, requisition_item
from projections.receiving.expected_deliveries import (
    EXPECTED_DELIVERIES,
    ExpectedDelivery,
    expected_delivery,
)


def example_rows() -> Mapping[str, Any]:
    """A row of every list, made from the documents that the contract shows."""
    shown = specimens()
    waiting = requisition_item(shown["requisitions"]).summary
    rows = {model.name: model.summary(shown[model.name]) for model in DOCUMENTS}
    every = {**rows, SHAPE.name: waiting, REFUSALS.shape.name: _refusal(waiting)}
    every[ACCESS.shape.name] = _change_of_roles(waiting)
    every[EXPECTED_DELIVERIES.shape.name] = _expected(shown["purchase-orders"])
    every[SEGREGATION_OF_DUTIES.shape.name] = _finding(waiting)
    every[MATCH_EXCEPTIONS.shape.name] = exception_of(shown["invoices"])
    return {name: row.model_dump(mode="json") for name, row in every.items()}


def _expected(order: Folded[PurchaseOrder]) -> ExpectedDelivery:
    return expected_delivery(order, order.state.current.lines[0])


def _refusal(attempted: WaitingApproval) -> RefusalSummary:
    refusal_id = RefusalId(f"rfs_{attempted.id.uuid}")
    return RefusalSummary(
        id=refusal_id,
        refusal_id=refusal_id,
        position=43,
        actor=attempted.created_by,
        command="approve",
        document_type="purchasing.requisition",
        document_id=attempted.id,
        document_version=attempted.version,
        refusal="SegregationOfDutiesViolation",
        rule="approver_had_no_hand_in_it",
        detail="Nobody approves what they created, changed, submitted or requisitioned.",
        facts={"duties": ["created", "submitted"]},
        created_at=attempted.waiting_since,
    )


def _finding(raised: WaitingApproval) -> DutyFinding:
    conflict, when = BY_NAME["raises-requisition-and-receives"], raised.waiting_since
    first = Evidence(conflict.first, str(raised.id), 41, when, None, None)
    second = Evidence(conflict.second, f"grn_{raised.id.uuid}", 57, when, None, None)
    return used_finding(
        Used(raised.created_by, conflict, f"{conflict.link}:{raised.id}", first, second)
    )


def _change_of_roles(shown: WaitingApproval) -> AccessSummary:
    return AccessSummary(
        id=str(shown.id.uuid),
        kind=AccessKind.PRIVILEGE_CHANGE,
        event_type=UserRolesChanged.event_type,
        position=44,
        actor=shown.created_by,
        subject=str(UserId(f"usr_{shown.id.uuid}")),
        created_at=shown.waiting_since,
        client="httpx/0.28",
        request_id=shown.id.uuid.hex,
        before={"roles": ["buyer"]},
        after={"roles": ["approver", "buyer"]},
        facts={},
    )
