"""`daybook token`: an access token for somebody, issued by whoever sits at the machine."""

import sys
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant
from api.cli.complaint import Complaint, NotFound
from api.cli.output import Format, Output, Row, write_record
from api.cli.user_named import user_named
from api.cli.workplace import work
from application.ports.event_store import Upto
from application.ports.tokens import Bearer
from domain.identity.user.machine import USER

app = typer.Typer(rich_markup_mode=None)


class NotActive(Complaint):
    """The user is kept out."""


@app.command()
def token(
    user: Annotated[str, typer.Argument(metavar="USER", help="An e-mail address or a user id.")],
    *,
    tenant: Tenant = "",
    output: Output = Format.TABLE,
) -> None:
    """Issue an access token for a user.

    It is good for a few minutes and opens no session, so that nobody is logged out by it.
    """

    async def issued(daybook: Daybook) -> Row:
        tenant_id, user_id = await user_named(daybook, user, tenant)
        folded = await daybook.storage.states.load_at(tenant_id, USER, user_id, Upto())
        if folded.version == 0:
            raise NotFound(f"there is no user {user}", "daybook user list")
        if not folded.state.active:
            raise NotActive(f"{user} is kept out of the tenant")
        bearer = Bearer(
            tenant=tenant_id,
            user=user_id,
            email=folded.state.email or "",
            roles=frozenset(folded.state.roles),
            session="",
        )
        access = daybook.tokens.issue(bearer)
        return {
            "accessToken": access.text,
            "expiresIn": access.expires_in,
            "userId": user_id,
            "tenantId": tenant_id,
        }

    record = work(issued)
    if output is Format.TABLE:
        sys.stdout.write(f"{record['accessToken']}\n")
    else:
        write_record(record, output)
