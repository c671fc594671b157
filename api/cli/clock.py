"""`daybook clock`: the time of a sandbox."""

import re
from datetime import datetime, timedelta
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant
from api.cli.complaint import WrongUsage
from api.cli.output import Format, Output, Row, write_record
from api.cli.programs import program
from api.cli.workplace import as_operator, chosen_tenant, work
from application.identity.tenant import advance_clock
from domain.identity.tenant.commands import AdvanceClock

app = program(of_many=True)

_SPAN = re.compile(r"(\d{1,5})([dhm])").fullmatch
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


@app.callback()
def clock() -> None:
    """Move the clock of a sandbox forward."""


@app.command()
def advance(
    by: Annotated[
        str,
        typer.Argument(metavar="SPAN|INSTANT", help="How far (3d, 12h, 30m), or to which instant."),
    ],
    *,
    tenant: Tenant = "",
    output: Output = Format.TABLE,
) -> None:
    """Move the clock of a sandbox forward; it never goes back.

    Things happen by that clock from then on (`occurredAt`), and are recorded by the real one (`recordedAt`).
    """

    async def advanced(daybook: Daybook) -> Row:
        tenant_id = await chosen_tenant(daybook, tenant)
        stood_at = daybook.storage.clock.now(tenant_id)
        command = AdvanceClock(advance_to=_target(stood_at, by))
        await daybook.desk.carry_out(as_operator(tenant_id), advance_clock(command))
        return {"tenantId": tenant_id, "stoodAt": stood_at, "advancedTo": command.advance_to}

    write_record(work(advanced), output)


def _target(now: datetime, text: str) -> datetime:
    span = _SPAN(text)
    if span:
        return now + timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(
            f"{text} is neither a span like 3d nor an instant", "3d, 12h, 30m"
        ) from None
