"""A register of delegations as the API shows it."""

from datetime import datetime

from application.ports.states import Folded
from domain.purchasing.delegation.machine import Delegation, Granted
from domain.shared.approval_level import ApprovalLevel
from domain.shared.business_date import BusinessDate
from domain.shared.ids import DelegationId, UserId
from domain.shared.message import Message


class GrantDocument(Message):
    """Authority that was handed over; it holds on its days unless it was revoked."""

    number: int
    delegator: UserId
    level: ApprovalLevel
    first_day: BusinessDate
    last_day: BusinessDate
    comment: str | None
    revoked: bool
    revoked_by: UserId | None


class DelegationDocument(Message):
    """Everything that was ever delegated to one person, the oldest grant first."""

    id: DelegationId
    delegation_id: DelegationId
    status: str
    version: int
    delegate: UserId
    grants: tuple[GrantDocument, ...]
    created_at: datetime | None
    updated_at: datetime | None


def document(folded: Folded[Delegation]) -> DelegationDocument:
    """What a folded register looks like."""
    register_id = DelegationId(folded.stream_id)
    return DelegationDocument(
        id=register_id,
        delegation_id=register_id,
        status=folded.state.status or "",
        version=folded.version,
        delegate=UserId.of(register_id.uuid),
        grants=tuple(_grant(granted) for granted in folded.state.grants),
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[Delegation]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()


def _grant(granted: Granted) -> GrantDocument:
    return GrantDocument(
        number=granted.number,
        delegator=granted.delegator,
        level=granted.level,
        first_day=granted.first_day,
        last_day=granted.last_day,
        comment=granted.comment,
        revoked=granted.revoked_by is not None,
        revoked_by=granted.revoked_by,
    )
