"""Tenants, for those who run the product; and one's own."""

from dataclasses import replace

from pydantic import Field

from api.http.advice import NOTHING, splice
from api.http.answer import NEVER_KEPT, Answer
from api.http.bodies import narrowed
from api.http.commanding import Commander
from api.http.exchange import Exchange
from api.http.idempotency import Told, answer
from api.http.kinds import TENANTS
from api.http.listing import page_of
from api.http.models import AllowedCommand, PageOf
from api.http.operation import Gives
from api.http.past import Past
from api.http.querying import Asking
from api.http.resource import Resource
from api.http.routes.users import Password
from application.documents.tenant import TenantDocument
from application.identity.registration import FirstUser
from application.identity.tenant import advance_clock, set_self_registration, tenant_for
from application.ports.states import Folded
from domain.identity.self_registration import SelfRegistration
from domain.identity.tenant.commands import AdvanceClock, Open
from domain.identity.tenant.machine import TENANT, Tenant
from domain.shared.approval_level import ApprovalLevel
from domain.shared.email_address import EmailAddress
from domain.shared.message import Message
from domain.shared.text import PartyName

tenants = Resource("/v1/tenants", "Tenants")
sandbox = Resource("/v1/sandbox", "Tenants")


class Administrator(Message):
    """Who lets the others in."""

    email: EmailAddress
    name: PartyName
    password: Password = Field(repr=False)
    approval_level: ApprovalLevel | None = None


class NewTenant(Open):
    """A tenant, and its first administrator."""

    administrator: Administrator


class TenantAnswer(TenantDocument):
    """A tenant, and what the caller could do next."""

    allowed_commands: tuple[AllowedCommand, ...]


@tenants.listing("", "tenants.list", of="tenants", gives=Gives(PageOf[TenantDocument]))
async def list_all(asking: Asking) -> Answer:
    """Every tenant, without anything that is in it."""
    return await page_of(asking, "tenants")


@tenants.command("POST", "", "tenants.open", Gives(TenantAnswer, 201))
async def open_tenant(command: NewTenant, by: Commander) -> Answer:
    """Open a tenant with its policies and its first administrator, all at once."""
    first = command.administrator
    services, drawn = by.services, by.services.identifiers.new()
    request = replace(by.request, tenant=tenant_for(by.request, drawn), if_match=None)
    done = await services.registration.open_tenant(
        request,
        narrowed(Open, command),
        FirstUser(first.email, first.name, first.password, first.approval_level),
        _reply,
    )
    return answer(replace(done, position=0))


@tenants.query("/mine", "tenants.read", Gives(TenantAnswer))
async def show_mine(asking: Asking) -> Answer:
    """The caller's own tenant."""
    return await asking.document(TENANTS, asking.caller.tenant, Past())


@tenants.plain(
    "GET", "/mine/self-registration", "tenants.read-self-registration", Gives(SelfRegistration)
)
async def show_self_registration(exchange: Exchange) -> Answer:
    """Who may register themselves in the caller's own tenant, and as what."""
    tenant = exchange.known_caller().tenant
    folded = await exchange.services.states.load(tenant, TENANT, tenant)
    return Answer(200, _self_registration(folded), [NEVER_KEPT])


@tenants.command(
    "PUT", "/mine/self-registration", "tenants.set-self-registration", Gives(SelfRegistration)
)
async def change_self_registration(command: SelfRegistration, by: Commander) -> Answer:
    """Say whose addresses may register themselves, and as what; nobody's, without a domain."""
    return await by.tell(
        set_self_registration(command),
        lambda folded: Told(200, folded.version, "", _self_registration(folded)),
    )


@sandbox.command("POST", "/clock", "tenants.advance-clock", Gives(TenantAnswer))
async def move_clock(command: AdvanceClock, by: Commander) -> Answer:
    """Move a sandbox's time forward, never back."""
    return await by.change(TENANTS, advance_clock(command))


def _self_registration(folded: Folded[Tenant]) -> bytes:
    return folded.state.self_registration.model_dump_json().encode()


def _reply(folded: Folded[Tenant]) -> bytes:
    """What the platform sees of a new tenant; there is nothing more that it could do with it."""
    location = TENANTS.address(folded.stream_id)
    return Told(201, folded.version, location, splice(TENANTS.render(folded), NOTHING)).pack()
