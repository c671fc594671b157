"""A branch as the API shows it."""

from datetime import datetime

from application.ports.states import Folded
from domain.identity.branch.machine import Branch, Status
from domain.shared.ids import BranchId
from domain.shared.message import Message


class BranchDocument(Message):
    """A site of the tenant."""

    id: BranchId
    branch_id: BranchId
    status: Status
    version: int
    name: str
    code: str
    close_reason: str | None
    created_at: datetime
    updated_at: datetime


def document(folded: Folded[Branch]) -> BranchDocument:
    """What a folded branch looks like to others."""
    branch, branch_id = folded.state, BranchId(folded.stream_id)
    assert branch.status
    assert folded.created_at
    assert folded.updated_at
    return BranchDocument(
        id=branch_id,
        branch_id=branch_id,
        status=branch.status,
        version=folded.version,
        name=branch.name,
        code=branch.code,
        close_reason=branch.close_reason,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Branch]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
