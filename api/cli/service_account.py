"""`daybook service-account`: machines that act for people, and their keys."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import orjson
import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.output import Format, Output, Row, write_record, write_rows
from api.cli.programs import program
from api.cli.user_named import user_named
from api.cli.workplace import as_operator, chosen_tenant, work
from application.desk import Reply, Task
from application.documents.service_account import key_document, render
from application.identity import service_account as tasks
from application.ports.event_store import LogQuery, Upto
from application.ports.states import Folded
from domain.identity.service_account.commands import Create, Disable, Enable, IssueKey, RevokeKey
from domain.identity.service_account.events import ServiceAccountCreated
from domain.identity.service_account.machine import SERVICE_ACCOUNT, ServiceAccount
from domain.shared.ids import ApiKeyId, ServiceAccountId

app = program(of_many=True)

_COLUMNS = ("id", "name", "owner", "roles", "keys", "status")
_PAGE = 500

Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The id of a service account.")]
Why = Annotated[str | None, typer.Option(help="Why, for the history.")]


@app.callback()
def service_account() -> None:
    """Let machines act for people, and see to their keys."""


@dataclass(frozen=True)
class NewAccount:
    """What is said of a new service account."""

    name: Annotated[str, typer.Argument(help="What the machine is called.")]
    owner: Annotated[str, typer.Option(help="Who answers for it: an e-mail address or a user id.")]
    role: Annotated[list[str], typer.Option(help="What it is; may be given several times.")]
    tenant: Tenant = ""
    output: Output = field(default=Format.TABLE)


@app.command()
@asking(NewAccount)
def create(new: NewAccount) -> None:
    """Let a machine act for somebody, with some of their roles."""

    async def created(daybook: Daybook) -> Row:
        tenant, owner = await user_named(daybook, new.owner, new.tenant)
        said = {"name": new.name, "owner": owner, "roles": new.role}
        task = tasks.create_service_account(Create.model_validate(said))
        return _shown((await daybook.desk.carry_out(as_operator(tenant), task, render)).answer)

    write_record(work(created), new.output)


@dataclass(frozen=True)
class NewKey:
    """What is said of a new key."""

    account: Account
    name: Annotated[str, typer.Option(help="What the key is for.")]
    scope: Annotated[
        list[str],
        typer.Option(help="What it is good for, as invoices.read or invoices.*; several times."),
    ]
    days: Annotated[int, typer.Option(min=1, max=366, help="For how long it is good.")] = 90
    tenant: Tenant = ""
    output: Output = field(default=Format.TABLE)


@app.command("issue-key")
@asking(NewKey)
def issue_key(new: NewKey) -> None:
    """Make a key, which is shown once."""
    account = ServiceAccountId(new.account)

    async def issued(daybook: Daybook) -> Row:
        tenant = await chosen_tenant(daybook, new.tenant)
        until = max(daybook.storage.clock.now(tenant), datetime.now(UTC)) + timedelta(days=new.days)
        said = {"name": new.name, "scopes": new.scope, "expires_at": until}
        command = IssueKey.model_validate(said)
        issuing = daybook.machines.key_issuing
        made = await issuing.issue(as_operator(tenant), account, command, _key_told)
        return {**orjson.loads(made.done.answer), "key": made.key}

    write_record(work(issued), new.output)


@app.command("revoke-key")
def revoke_key(
    account: Account,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The id of the key.")],
    *,
    reason: Why = None,
    tenant: Tenant = "",
    output: Output = Format.TABLE,
) -> None:
    """End a key at once."""
    command = RevokeKey(key_id=ApiKeyId(key), reason=reason)
    task = tasks.revoke_key(ServiceAccountId(account), command)
    write_record(work(_changed(task, tenant)), output)


@app.command()
def disable(
    account: Account, *, reason: Why = None, tenant: Tenant = "", output: Output = Format.TABLE
) -> None:
    """Keep a machine out, with every key it has."""
    task = tasks.disable_service_account(ServiceAccountId(account), Disable(reason=reason))
    write_record(work(_changed(task, tenant)), output)


@app.command()
def enable(account: Account, *, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """Let a machine in again, with the keys that are still good."""
    task = tasks.enable_service_account(ServiceAccountId(account), Enable())
    write_record(work(_changed(task, tenant)), output)


@app.command("list")
def list_all(*, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """List the machines of a tenant."""

    async def listed(daybook: Daybook) -> list[Row]:
        return [row async for row in _accounts(daybook, tenant)]

    write_rows(work(listed), _COLUMNS, output)


def _changed(task: Task, tenant: str) -> Callable[[Daybook], Any]:
    async def changed(daybook: Daybook) -> Row:
        request = as_operator(await chosen_tenant(daybook, tenant))
        return _shown((await daybook.desk.carry_out(request, task, render)).answer)

    return changed


def _key_told(key_id: ApiKeyId) -> Reply:
    def told(folded: Folded[ServiceAccount]) -> bytes:
        key = folded.state.find(key_id)
        assert key is not None, "the key was not issued"
        return key_document(key).model_dump_json(include=_OF_A_KEY).encode()

    return told


_OF_A_KEY = {"key_id", "name", "scopes", "expires_at"}


def _shown(answer: bytes) -> Row:
    """An account with the ids of its good keys, and of those that are none any more nothing."""
    document: Row = orjson.loads(answer)
    good = [key["keyId"] for key in document["keys"] if not key["revoked"]]
    return {**{name: document[name] for name in _COLUMNS}, "keys": good}


async def _accounts(daybook: Daybook, wanted: str) -> AsyncIterator[Row]:
    """From the log, so that it is right also while nobody follows it."""
    tenant, storage = await chosen_tenant(daybook, wanted), daybook.storage
    after = 0
    while True:
        query = LogQuery(after=after, limit=_PAGE, types=(ServiceAccountCreated.event_type,))
        page = await storage.store.log(tenant, query)
        for event in page:
            folded = await storage.states.load_at(tenant, SERVICE_ACCOUNT, event.stream_id, Upto())
            yield _shown(render(folded))
        if len(page) < _PAGE:
            return
        after = page[-1].position
