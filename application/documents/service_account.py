"""A service account as the API shows it."""

from datetime import datetime

from application.ports.key_secrets import shown_prefix
from application.ports.states import Folded
from domain.identity.role import Role, in_order
from domain.identity.scope import Scope
from domain.identity.service_account.machine import ApiKey, ServiceAccount
from domain.shared.ids import ApiKeyId, ServiceAccountId, UserId
from domain.shared.message import Message


class ApiKeyDocument(Message):
    """A key without its secret; `prefix` is how its text begins."""

    key_id: ApiKeyId
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    expires_at: datetime
    revoked: bool


class ServiceAccountDocument(Message):
    """A machine, the person in whose name it acts, and every key that it ever had."""

    id: ServiceAccountId
    service_account_id: ServiceAccountId
    status: str
    version: int
    name: str
    owner: UserId
    roles: tuple[Role, ...]
    keys: tuple[ApiKeyDocument, ...]
    created_at: datetime | None
    updated_at: datetime | None


def document(folded: Folded[ServiceAccount]) -> ServiceAccountDocument:
    """What a folded service account looks like; there is no secret in it."""
    account, account_id = folded.state, ServiceAccountId(folded.stream_id)
    assert account.owner is not None, "every service account has somebody who answers for it"
    return ServiceAccountDocument(
        id=account_id,
        service_account_id=account_id,
        status=account.status or "",
        version=folded.version,
        name=account.name,
        owner=account.owner,
        roles=in_order(account.roles),
        keys=tuple(key_document(key) for key in account.keys),
        created_at=folded.created_at,
        updated_at=folded.updated_at,
    )


def key_document(key: ApiKey) -> ApiKeyDocument:
    """What everybody who sees the account may know of a key."""
    return ApiKeyDocument(
        key_id=key.id,
        name=key.name,
        prefix=shown_prefix(key.id),
        scopes=key.scopes,
        expires_at=key.expires_at,
        revoked=key.revoked,
    )


def render(folded: Folded[ServiceAccount]) -> bytes:
    """The document as JSON."""
    return document(folded).model_dump_json().encode()
