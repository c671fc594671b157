"""`daybook token`: an access token for somebody, issued by whoever sits at the machine."""

import sys
from datetime import timedelta
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant
from api.cli.complaint import Complaint, NotFound
from api.cli.output import Format, Output, Row, write_record
from api.cli.programs import program
from api.cli.user_named import user_named
from api.cli.workplace import as_operator, work
from application.access_record import Person
from application.ports.event_store import Upto
from application.ports.tokens import Bearer
from application.request import Origin
from domain.identity.user.machine import USER

app = program()


LONGEST_MINUTES = 15


class NotActive(Complaint):
    """The user is kept out."""


@app.command()
def token(
    user: Annotated[str, typer.Argument(metavar="USER", help="An e-mail address or a user id.")],
    *,
    tenant: Tenant = "",
    minutes: Annotated[
        int, typer.Option(min=1, max=LONGEST_MINUTES, help="For how long it is good.")
    ] = 5,
    output: Output = Format.TABLE,
) -> None:
    """Issue an access token for a user.

    It opens no session, so that nobody is logged out by it, and none can be ended to take it back: it is
    over when its minutes are, or within a second when the user is deactivated or the keys are retired. Who
    issued it for whom is on record.
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
        ends_at = daybook.storage.clock.now(tenant_id) + timedelta(minutes=minutes)
        origin = Origin(trace=as_operator(tenant_id).trace)
        await daybook.access_record.token_issued(Person(tenant_id, user_id), ends_at, origin)
        access = daybook.tokens.issue(bearer, minutes * 60)
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
