"""The machines of a tenant, and the keys by which they are known."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import Query
from pydantic import Field

from api.http.answer import NEVER_KEPT, Answer, etag, position
from api.http.commanding import Commander
from api.http.idempotency import Told, answer
from api.http.kinds import SERVICE_ACCOUNTS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf, Wire
from api.http.operation import Gives
from api.http.past import PastQuery
from api.http.querying import Asking
from api.http.resource import Resource
from application.desk import Reply
from application.documents.service_account import (
    ApiKeyDocument,
    ServiceAccountDocument,
    key_document,
)
from application.identity import service_account as tasks
from application.ports.states import Folded
from domain.identity.service_account.commands import Create, Disable, Enable, IssueKey, RevokeKey
from domain.identity.service_account.machine import SERVICE_ACCOUNT, ServiceAccount
from domain.shared.ids import ApiKeyId, ServiceAccountId
from domain.shared.message import Message
from domain.shared.text import Reason

service_accounts = Resource("/v1/service-accounts", "Service accounts")


class ServiceAccountAnswer(ServiceAccountDocument):
    """A service account, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


class IssuedKey(ApiKeyDocument):
    """A new key; `key` is its whole text, which is never shown again."""

    service_account_id: ServiceAccountId
    version: int
    key: Annotated[
        str | None,
        Field(description="Empty where a repeated request is answered: no secret is stored."),
    ] = None


class KnownKey(ApiKeyDocument):
    """A key, and when it let somebody in last, to the minute."""

    last_used_at: datetime | None


class KnownKeys(Wire):
    """Every key that an account ever had, the oldest first."""

    items: list[KnownKey]


class Revocation(Message):
    """Why a key ends before it expires."""

    reason: Reason | None = None


_ANSWER = Gives(ServiceAccountAnswer)


@service_accounts.listing(
    "",
    "service-accounts.list",
    of="service-accounts",
    gives=Gives(PageOf[ServiceAccountDocument]),
)
async def list_all(asking: Asking) -> Answer:
    """Service accounts by status, owner and name."""
    return await page_of(asking, "service-accounts")


@service_accounts.command("POST", "", "service-accounts.create", Gives(ServiceAccountAnswer, 201))
async def create(command: Create, by: Commander) -> Answer:
    """Let a machine act for somebody, who answers for it and alone is given its keys."""
    return await by.create(SERVICE_ACCOUNTS, tasks.create_service_account(command))


@service_accounts.query("/{service_account_id}", "service-accounts.read", _ANSWER)
async def show(service_account_id: ServiceAccountId, past: PastQuery, asking: Asking) -> Answer:
    """One service account, today or as it was."""
    return await asking.document(SERVICE_ACCOUNTS, service_account_id, past)


@service_accounts.command(
    "PATCH", "/{service_account_id}/disable", "service-accounts.disable", _ANSWER
)
async def disable(service_account_id: ServiceAccountId, command: Disable, by: Commander) -> Answer:
    """Keep a machine out, with every key that it has."""
    task = tasks.disable_service_account(service_account_id, command)
    return await by.change(SERVICE_ACCOUNTS, task)


@service_accounts.command(
    "PATCH", "/{service_account_id}/enable", "service-accounts.enable", _ANSWER
)
async def enable(service_account_id: ServiceAccountId, command: Enable, by: Commander) -> Answer:
    """Let a machine in again, with the keys that are still good."""
    task = tasks.enable_service_account(service_account_id, command)
    return await by.change(SERVICE_ACCOUNTS, task)


@service_accounts.query(
    "/{service_account_id}/keys", "service-accounts.list-keys", Gives(KnownKeys)
)
async def list_keys(service_account_id: ServiceAccountId, asking: Asking) -> Answer:
    """The keys of an account without their secrets, and when each was used last."""
    heard = await asking.heard()
    account = await asking.work().load(SERVICE_ACCOUNT, service_account_id)
    used = await asking.services.api_keys.last_used(asking.caller.tenant, service_account_id)
    known = [
        KnownKey(**key_document(key).model_dump(), last_used_at=used.get(key.id))
        for key in account.state.keys
    ]
    body = KnownKeys(items=known).model_dump_json(by_alias=True).encode()
    return Answer(200, body, [etag(account.version), NEVER_KEPT, position(heard)])


@service_accounts.command(
    "POST",
    "/{service_account_id}/keys",
    "service-accounts.issue-key",
    Gives(IssuedKey, 201),
)
async def issue_key(
    service_account_id: ServiceAccountId, command: IssueKey, by: Commander
) -> Answer:
    """Make a key and show it, once: a repeated request is told everything but the secret."""
    issued = await by.services.key_issuing.issue(by.request, service_account_id, command, _reply)
    told = Told.unpack(issued.done.answer)
    if issued.key:
        body = orjson.dumps({**orjson.loads(told.body), "key": issued.key})
        told = replace(told, body=body)
    return answer(replace(issued.done, answer=told.pack()))


@service_accounts.command(
    "DELETE", "/{service_account_id}/keys/{key_id}", "service-accounts.revoke-key", _ANSWER
)
async def revoke_key(
    service_account_id: ServiceAccountId,
    key_id: ApiKeyId,
    why: Annotated[Revocation, Query()],
    by: Commander,
) -> Answer:
    """End a key at once; it stays in the history."""
    command = RevokeKey(key_id=key_id, reason=why.reason)
    return await by.change(SERVICE_ACCOUNTS, tasks.revoke_key(service_account_id, command))


def _reply(key_id: ApiKeyId) -> Reply:
    """What is told of a new key and may be stored: everything but the secret."""

    def reply(folded: Folded[ServiceAccount]) -> bytes:
        key = folded.state.find(key_id)
        assert key is not None, "the key was not issued"
        said: dict[str, Any] = key_document(key).model_dump()
        shown = IssuedKey(
            **said,
            service_account_id=ServiceAccountId(folded.stream_id),
            version=folded.version,
        )
        location = f"{SERVICE_ACCOUNTS.address(folded.stream_id)}/keys"
        return Told(201, folded.version, location, shown.model_dump_json().encode()).pack()

    return reply
