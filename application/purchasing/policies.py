"""What events of any context call for in purchasing."""

from collections.abc import Sequence

from application.ports.approvers import Approvers
from application.ports.event_store import RecordedEvent
from application.ports.unrouted_requisitions import UnroutedRequisitions
from application.purchasing.purchase_order import resume_order
from application.purchasing.requisition import route_requisition
from application.reaction import Reaction, reaction
from domain.identity.user.events import (
    UserApprovalLevelChanged,
    UserReactivated,
    UserRegistered,
)
from domain.purchasing.purchase_order.events import (
    PurchaseOrderAmended,
    PurchaseOrderAmendmentRejected,
    PurchaseOrderDisputeResolved,
    PurchaseOrderIssued,
)
from domain.purchasing.requisition.events import RequisitionApproverNotFound, RequisitionSubmitted
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import PurchaseOrderId, RequisitionId, UserId
from domain.shared.message import Event


class RequisitionRouting:
    """Chooses who is asked to approve a requisition, at once or as soon as there is somebody.

    A requisition that found nobody is tried again when somebody gains authority. Whichever of the two
    events comes first in the log, the later one is answered from a read side that knows the earlier,
    so that none is missed between them.
    """

    name = "requisition-routing"
    event_types = frozenset(
        event.event_type
        for event in (
            RequisitionSubmitted,
            RequisitionApproverNotFound,
            UserRegistered,
            UserApprovalLevelChanged,
            UserReactivated,
        )
    )

    def __init__(self, approvers: Approvers, unrouted: UnroutedRequisitions) -> None:
        self._approvers = approvers
        self._unrouted = unrouted

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Route the one that was submitted, or all that waited for somebody like this user."""
        match recorded.event:
            case RequisitionSubmitted(assessment=assessment):
                return await self._route_one(recorded, assessment.level)
            case RequisitionApproverNotFound(required_level=level):
                return await self._route_one(recorded, level)
        gained = _gained(recorded.event)
        if gained is None:
            return ()
        waiting = await self._unrouted.waiting(recorded.tenant, gained, recorded.position)
        user = UserId(recorded.stream_id)
        return [
            reaction(self.name, recorded, route_requisition(requisition, (user,)), requisition)
            for requisition in waiting
        ]

    async def _route_one(self, recorded: RecordedEvent, level: ApprovalLevel) -> Sequence[Reaction]:
        candidates = await self._approvers.candidates(recorded.tenant, level, recorded.position)
        requisition = RequisitionId(recorded.stream_id)
        return [reaction(self.name, recorded, route_requisition(requisition, candidates))]


class OrderResumption:
    """Takes an order back to where its quantities say it stands, after a dispute or an amendment."""

    name = "order-resumption"
    event_types = frozenset(
        event.event_type
        for event in (
            PurchaseOrderDisputeResolved,
            PurchaseOrderIssued,
            PurchaseOrderAmended,
            PurchaseOrderAmendmentRejected,
        )
    )

    async def react(self, recorded: RecordedEvent) -> Sequence[Reaction]:
        """Resume the order; the task finds out whether there is anything to resume."""
        order = PurchaseOrderId(recorded.stream_id)
        return [reaction(self.name, recorded, resume_order(order))]


def _gained(event: Event) -> ApprovalLevel | None:
    """The level that a user may have gained by an event; None when they gained nothing."""
    match event:
        case UserRegistered(approval_level=level) | UserApprovalLevelChanged(approval_level=level):
            return level
        case UserReactivated():
            return ApprovalLevel.L3
    return None
