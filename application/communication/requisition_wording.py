"""What approvers are told about requisitions, in plain English."""

from application.communication.notice import Wording
from domain.purchasing.requisition.state import Requisition
from domain.shared.approval_level import ApprovalLevel
from domain.shared.ids import RequisitionId


def approval_asked(
    requisition_id: RequisitionId, requisition: Requisition, level: ApprovalLevel, asked_by: str
) -> Wording:
    """Somebody is asked to decide."""
    assert requisition.purpose is not None
    purpose = requisition.purpose
    needed = f"\nNeeded by {purpose.needed_by}." if purpose.needed_by else ""
    count = len(requisition.lines)
    return Wording(
        subject=f"Please decide on requisition {requisition_id}",
        text=f"{asked_by} asks for {count} {'line' if count == 1 else 'lines'} that "
        f"{'comes' if count == 1 else 'come'} to {requisition.total} net.\n"
        f"Reason: {purpose.justification}{needed}\n\n"
        f"You were chosen to approve or reject it; it takes level {level}. "
        f"Others of that level may decide as well.\n",
    )
