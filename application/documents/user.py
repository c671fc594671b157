"""A user as the API shows them."""

from datetime import datetime

from application.ports.states import Folded
from domain.identity.role import Role, in_order
from domain.identity.user.machine import User
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.ids import SupplierId, UserId
from domain.shared.message import Message


class UserDocument(Message):
    """Who somebody is, and what they may do."""

    id: UserId
    user_id: UserId
    status: str
    version: int
    email: EmailAddress | None
    name: str
    roles: tuple[Role, ...]
    approval_level: ApprovalLevel | None
    supplier_id: SupplierId | None
    erased: bool
    created_at: datetime | None
    updated_at: datetime | None


def document(folded: Folded[User]) -> UserDocument:
    """What a folded user looks like to others; there is no secret in it."""
    user, user_id = folded.state, UserId(folded.stream_id)
    return UserDocument(
        id=user_id,
        user_id=user_id,
        status=user.status or "",
        version=folded.version,
        email=user.email,
        name=user.name,
        roles=in_order(user.roles),
        approval_level=user.approval_level,
        supplier_id=user.supplier_id,
        erased=user.erased,
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def render(folded: Folded[User]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
