"""Where a command works: on the database of this installation, in a tenant, as the operator."""

import asyncio
import getpass
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from api.bootstrap.operating import Daybook, Part, load_settings, tenant_ids, tenant_of, working
from api.cli.complaint import Complaint, NotFound
from api.cli.logs import write_logs
from application.ports.event_store import Upto
from application.request import Request
from domain.identity.tenant.machine import PLATFORM, TENANT, Tenant
from domain.shared.context import SYSTEM
from domain.shared.ids import Id, TenantId
from domain.shared.invalid_value import InvalidValue

Outcome = TypeVar("Outcome")
Work = Callable[[Daybook], Coroutine[Any, Any, Outcome]]


class TenantMissing(Complaint):
    """It was not said which tenant is meant, and there is not exactly one."""


@dataclass(frozen=True, slots=True)
class KnownTenant:
    """A tenant with what its log says of it."""

    id: TenantId
    state: Tenant


def work(task: Work[Outcome], parts: frozenset[Part] = frozenset()) -> Outcome:
    """Run a task on the database of this installation and return what it returns.

    With `parts` it follows the log meanwhile, which is needed while no server does.
    """

    settings = load_settings()
    write_logs(settings, least="warning")

    async def run() -> Outcome:
        async with working(settings, parts) as daybook:
            return await task(daybook)

    return asyncio.run(run())


def every_tenant(daybook: Daybook) -> AsyncIterator[TenantId]:
    """All tenants, in the order of their ids."""
    return tenant_ids(daybook.storage.pool)


async def known_tenant(daybook: Daybook, tenant: TenantId) -> KnownTenant:
    """What the log says of a tenant; raises NotFound."""
    folded = await daybook.storage.states.load_at(tenant, TENANT, tenant, Upto())
    if folded.version == 0:
        raise NotFound(f"there is no tenant {tenant}", "daybook tenant list")
    return KnownTenant(tenant, folded.state)


async def chosen_tenant(daybook: Daybook, wanted: str) -> TenantId:
    """The tenant of this id or name; without either the only one there is.

    Raises TenantMissing or NotFound.
    """
    if not wanted:
        return await _only_tenant(daybook)
    with suppress(InvalidValue):
        return (await known_tenant(daybook, TenantId(wanted))).id
    named = [
        tenant
        async for tenant in every_tenant(daybook)
        if (await known_tenant(daybook, tenant)).state.name.casefold() == wanted.casefold()
    ]
    if not named:
        raise NotFound(f"there is no tenant named {wanted}", "daybook tenant list")
    if len(named) > 1:
        raise TenantMissing(f"several tenants are named {wanted}", "name it by its id")
    return named[0]


async def tenant_of_document(daybook: Daybook, wanted: str, stream_id: Id) -> TenantId:
    """The tenant that is named, else the one that has the document; raises NotFound."""
    if wanted:
        return await chosen_tenant(daybook, wanted)
    found = await tenant_of(daybook.storage.pool, stream_id)
    if found is None:
        raise NotFound(f"there is no {stream_id}", "check the id, and that it is this database")
    return found


async def _only_tenant(daybook: Daybook) -> TenantId:
    found: list[TenantId] = []
    async for tenant in every_tenant(daybook):
        found += [tenant] if tenant != PLATFORM else []
        if len(found) > 1:
            break
    if not found:
        raise TenantMissing("there is no tenant yet", "daybook tenant create --help")
    if len(found) > 1:
        hint = "name one with --tenant or DAYBOOK_TENANT; `daybook tenant list` shows them"
        raise TenantMissing("there are several tenants", hint)
    return found[0]


def as_operator(tenant: TenantId) -> Request:
    """A command by whoever sits at the machine; the log says who that was."""
    return Request(tenant, SYSTEM, trace=trace())


def trace() -> dict[str, str]:
    """What the log says of where a command came from: whoever sits at the machine."""
    operator = f"{getpass.getuser()}@{socket.gethostname()}"
    return {"client": "daybook command line", "operator": operator}
