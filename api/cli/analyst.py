"""`daybook analyst`: log-ins to the database for people and programs that ask in SQL."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar

import typer

from api.bootstrap.analysts import Analysts, LogIn, seeing_to_analysts
from api.bootstrap.operating import load_settings
from api.cli.asking import Tenant, asking
from api.cli.logs import write_logs
from api.cli.output import Format, Output, Row, say, write_record, write_rows
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, trace

app = program(of_many=True)

_COLUMNS = ("login", "status", "note", "until", "sessions")
Outcome = TypeVar("Outcome")


@app.callback()
def analyst() -> None:
    """Let people and programs of a tenant ask the database in SQL.

    They read the schema `reporting`, and nothing else.
    """


@dataclass(frozen=True)
class NewAnalyst:
    """What is said of a new log-in."""

    note: Annotated[
        str, typer.Option(help="What it is for, such as Metabase; it should name nobody.")
    ] = ""
    days: Annotated[int, typer.Option(min=1, max=3660, help="For how long it is good.")] = 365
    tenant: Tenant = ""
    output: Output = field(default=Format.TABLE)


@app.command()
@asking(NewAnalyst)
def create(new: NewAnalyst) -> None:
    """Make a log-in that reads one tenant's views; its password is shown once."""

    async def created(analysts: Analysts) -> Row:
        tenant = await chosen_tenant(analysts.daybook, new.tenant)
        made = await analysts.admit(tenant, new.note, timedelta(days=new.days))
        return {
            "tenantId": tenant,
            "login": made.login,
            "password": made.password,
            "until": made.until,
            "url": made.url,
        }

    write_record(_seeing_to(created), new.output)


@app.command()
def revoke(
    login: Annotated[str, typer.Argument(metavar="LOGIN", help="As `list` shows it.")],
    *,
    tenant: Tenant = "",
) -> None:
    """End a log-in, and the sessions that it has, at once."""

    async def revoked(analysts: Analysts) -> None:
        chosen = await chosen_tenant(analysts.daybook, tenant)
        await analysts.revoke(chosen, login)

    _seeing_to(revoked)
    say(f"{login} sees nothing any more")


@app.command("list")
def list_all(*, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """List the log-ins of a tenant, those that were ended too."""

    async def listed(analysts: Analysts) -> list[Row]:
        chosen = await chosen_tenant(analysts.daybook, tenant)
        return [_row(each) for each in await analysts.known(chosen)]

    write_rows(_seeing_to(listed), _COLUMNS, output)


def _seeing_to(task: Callable[[Analysts], Coroutine[Any, Any, Outcome]]) -> Outcome:
    settings = load_settings()
    write_logs(settings, least="warning")

    async def run() -> Outcome:
        async with seeing_to_analysts(settings, trace()) as analysts:
            return await task(analysts)

    return asyncio.run(run())


def _row(known: LogIn) -> Row:
    return {
        "login": known.login,
        "status": _status(known),
        "note": known.note,
        "madeAt": known.made_at,
        "madeBy": known.made_by,
        "revokedAt": known.revoked_at,
        "until": known.until,
        "sessions": known.sessions,
    }


def _status(known: LogIn) -> str:
    if known.revoked_at is not None:
        return "Revoked"
    if known.until is None:
        return "Missing"
    return "Good" if known.until > datetime.now(UTC) else "Expired"
