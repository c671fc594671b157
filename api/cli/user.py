"""`daybook user`: let people into a tenant and list them."""

import secrets
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import orjson
import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.job import follow, tell_and_end
from api.cli.output import Format, Output, Row, write_record, write_rows
from api.cli.programs import program
from api.cli.tenant import PasswordFromInput, password_from_input
from api.cli.workplace import as_operator, chosen_tenant, work
from application.desk import Done
from application.documents.user import render
from application.ports.event_store import LogQuery, Upto
from application.ports.job_queue import JobName
from domain.identity.user.commands import Register
from domain.identity.user.events import UserRegistered
from domain.identity.user.machine import USER
from domain.shared.ids import JobId

app = program(of_many=True)

_COLUMNS = ("id", "name", "email", "roles", "approvalLevel", "status")
_PAGE = 500
_PIECE = 64 * 1024


@app.callback()
def user() -> None:
    """Let people into a tenant and list them."""


@dataclass(frozen=True)
class Newcomer:
    """What is said of somebody who is let in."""

    email: Annotated[str, typer.Argument(help="Their e-mail address, which nobody else has.")]
    name: Annotated[str, typer.Option(help="What they are called.")]
    role: Annotated[list[str], typer.Option(help="What they are; may be given several times.")]
    level: Annotated[str | None, typer.Option(help="Up to which level they approve: L1..L3.")] = (
        None
    )
    supplier: Annotated[str | None, typer.Option(help="For the role supplier: which one.")] = None
    tenant: Tenant = ""
    output: Output = field(default=Format.TABLE)

    @property
    def command(self) -> Register:
        """The same as the desk is asked it."""
        return Register.model_validate(
            {
                "email": self.email,
                "name": self.name,
                "roles": self.role,
                "approval_level": self.level,
                "supplier_id": self.supplier,
            }
        )


@dataclass(frozen=True)
class NewUser(Newcomer):
    """What is said of somebody who is given a password."""

    password_stdin: PasswordFromInput = False


@app.command()
@asking(NewUser)
def create(new: NewUser) -> None:
    """Let somebody into a tenant; their password is made up and shown once."""
    command = new.command
    password = password_from_input() if new.password_stdin else secrets.token_urlsafe(15)

    async def registered(daybook: Daybook) -> Row:
        request = as_operator(await chosen_tenant(daybook, new.tenant))
        return _row(await daybook.registration.register(request, command, password, render))

    made = {} if new.password_stdin else {"password": password}
    write_record({**work(registered), **made}, new.output)


@app.command()
@asking(Newcomer)
def invite(new: Newcomer) -> None:
    """Let somebody in who chooses their own password, with what a mail says; a server sends it."""
    command = new.command

    async def invited(daybook: Daybook) -> Row:
        request = as_operator(await chosen_tenant(daybook, new.tenant))
        return _row(await daybook.registration.invite(request, command, render))

    write_record(work(invited), new.output)


def _row(done: Done) -> Row:
    document: Row = orjson.loads(done.answer)
    return {name: document[name] for name in _COLUMNS}


@app.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file in UTF-8 with the columns email, name, roles, approvalLevel, supplierId.",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ],
    *,
    tenant: Tenant = "",
    output: Output = Format.TABLE,
) -> None:
    """Let the users of a file in, and wait until that is done.

    It is a job: when this is interrupted, a server or `daybook job watch` goes on with it.
    """

    async def imported(daybook: Daybook) -> Row:
        chosen, long_work = await chosen_tenant(daybook, tenant), daybook.long_work
        done = await long_work.user_imports.receive(
            chosen, _pieces(file), lambda _: as_operator(chosen), lambda job: job.stream_id.encode()
        )
        async with long_work.working():
            return await follow(daybook, JobName(chosen, JobId(done.answer.decode())))

    tell_and_end(work(imported), output)


async def _pieces(file: Path) -> AsyncGenerator[bytes, None]:
    with file.open("rb") as opened:
        while piece := opened.read(_PIECE):
            yield piece


@app.command("list")
def list_all(*, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """List the people of a tenant."""

    async def listed(daybook: Daybook) -> list[Row]:
        return [row async for row in _users(daybook, tenant)]

    write_rows(work(listed), _COLUMNS, output)


async def _users(daybook: Daybook, wanted: str) -> AsyncIterator[Row]:
    """From the log, so that it is right also while nobody follows it."""
    tenant, storage = await chosen_tenant(daybook, wanted), daybook.storage
    after = 0
    while True:
        query = LogQuery(after=after, limit=_PAGE, types=(UserRegistered.event_type,))
        page = await storage.store.log(tenant, query)
        for event in page:
            folded = await storage.states.load_at(tenant, USER, event.stream_id, Upto())
            yield orjson.loads(render(folded))
        if len(page) < _PAGE:
            return
        after = page[-1].position
