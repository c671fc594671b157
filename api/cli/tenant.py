"""`daybook tenant`: open and list tenants."""

import secrets
import sys
from dataclasses import dataclass
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import asking
from api.cli.output import Format, Output, Row, write_record, write_rows
from api.cli.programs import program
from api.cli.workplace import as_operator, every_tenant, known_tenant, work
from application.identity.registration import FirstUser
from domain.identity.tenant.commands import Open
from domain.identity.tenant.machine import PLATFORM
from domain.shared.email_address import EmailAddress
from domain.shared.ids import TenantId

app = program(of_many=True)

PasswordFromInput = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="Read the password from standard input instead of making one."
    ),
]


@app.callback()
def tenant() -> None:
    """Open and list tenants."""


@dataclass(frozen=True)
class NewTenant:
    """What is said of a new tenant."""

    name: Annotated[str, typer.Argument(help="What the tenant is called.")]
    admin: Annotated[str, typer.Option(help="The e-mail address of its first administrator.")]
    admin_name: Annotated[str, typer.Option(help="The administrator's name.")] = "Administrator"
    currency: Annotated[str, typer.Option(help="The base currency, ISO 4217; for good.")] = "EUR"
    country: Annotated[str | None, typer.Option(help="The country, ISO 3166.")] = None
    time_zone: Annotated[str, typer.Option(help="Where its days begin.")] = "UTC"
    sandbox: Annotated[bool, typer.Option("--sandbox", help="Give it a clock of its own.")] = False
    platform: Annotated[
        bool, typer.Option("--platform", help="Open the platform's own tenant, which opens others.")
    ] = False
    password_stdin: PasswordFromInput = False
    output: Output = Format.TABLE


@app.command()
@asking(NewTenant)
def create(new: NewTenant) -> None:
    """Open a tenant with its first administrator, whose password is made up and shown once."""
    command = Open.model_validate(
        {
            "name": new.name,
            "base_currency": new.currency,
            "country": new.country,
            "time_zone": new.time_zone,
            "sandbox": new.sandbox,
        }
    )
    password = password_from_input() if new.password_stdin else secrets.token_urlsafe(15)
    first = FirstUser(EmailAddress(new.admin), new.admin_name, password)

    async def opened(daybook: Daybook) -> TenantId:
        tenant_id = PLATFORM if new.platform else TenantId.of(daybook.identifiers.new())
        await daybook.registration.open_tenant(as_operator(tenant_id), command, first)
        return tenant_id

    record = {"tenantId": work(opened), "name": command.name, "administrator": first.email}
    made = {} if new.password_stdin else {"password": password}
    write_record(record | made, new.output)


@app.command("list")
def list_all(*, output: Output = Format.TABLE) -> None:
    """List the tenants of this installation."""

    async def listed(daybook: Daybook) -> list[Row]:
        return [await _row(daybook, tenant_id) async for tenant_id in every_tenant(daybook)]

    write_rows(work(listed), ("tenantId", "name", "currency", "sandbox", "events"), output)


async def _row(daybook: Daybook, tenant_id: TenantId) -> Row:
    known = await known_tenant(daybook, tenant_id)
    return {
        "tenantId": tenant_id,
        "name": known.state.name,
        "currency": known.state.base_currency,
        "country": known.state.country,
        "timeZone": known.state.time_zone,
        "sandbox": known.state.sandbox,
        "events": await daybook.storage.store.head(tenant_id),
    }


def password_from_input() -> str:
    """The first line of standard input."""
    return sys.stdin.readline().rstrip("\r\n")
