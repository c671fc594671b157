"""`daybook privacy`: what is kept of somebody, forgetting them, and forgetting them again after a restore."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import orjson
import typer

from api.bootstrap.operating import Daybook, Part
from api.cli.asking import Tenant, asking
from api.cli.complaint import Complaint, WrongUsage
from api.cli.exit_code import ExitCode
from api.cli.output import Format, Output, Row, say, write_record, write_rows
from api.cli.programs import program
from api.cli.workplace import as_operator, chosen_tenant, every_tenant, tenant_of_document, work
from application.documents.erasure import render
from application.failures import Failure
from application.ports.event_store import Upto
from application.ports.subscriber import Unavailable
from application.privacy.erasure import request_erasure
from application.privacy.reapplying import reapply as reapply_all
from application.privacy.subject import SubjectReader
from domain.privacy.erasure.commands import RequestErasure
from domain.privacy.erasure.machine import ERASURE
from domain.shared.ids import Id, SupplierId, TenantId, UserId, parse_id
from domain.shared.refusal import Refused

Result = TypeVar("Result")

app = program(of_many=True)

_ERASURE = ("erasureId", "subjectId", "status")
_REAPPLIED = ("tenantId", "subjectId", "erasureId", "rows", "problem")
Subject = Annotated[
    str, typer.Argument(metavar="ID", help="The user or supplier, usr_... or sup_...")
]


class ListsBehind(Complaint):
    """The lists did not follow the log in time."""


_FOLLOWING = frozenset({Part.PROJECTIONS})
_PATIENCE = 60.0


@app.callback()
def privacy() -> None:
    """See to the personal data of users and suppliers."""


@app.command()
def show(subject: Subject, *, tenant: Tenant = "") -> None:
    """Print everything personal that is kept of somebody, as JSON for them to have."""
    wanted = _subject(subject)

    async def told(daybook: Daybook) -> list[Row]:
        owner = await tenant_of_document(daybook, tenant, wanted)
        reader = SubjectReader(daybook.storage.store, daybook.read_side.personal_records)
        documents: list[Row] = []
        after: str | None = ""
        while after is not None:
            report = await _patiently(partial(reader.report, owner, wanted, after))
            documents += [orjson.loads(each.model_dump_json()) for each in report.documents]
            after = report.next
        return documents

    documents = work(told, _FOLLOWING)
    write_record({"subjectId": wanted, "documents": documents}, Format.JSON)


@dataclass(frozen=True)
class Erasing:
    """Who is to be forgotten, and why."""

    subject: Subject
    reason: Annotated[str, typer.Option(help="Why; it stays on record, so it should name nobody.")]
    tenant: Tenant = ""
    output: Output = field(default=Format.TABLE)


@app.command()
@asking(Erasing)
def erase(erasing: Erasing) -> None:
    """Have a user who is deactivated or a supplier who is blocked forgotten, and wait until it is done."""
    wanted = _subject(erasing.subject)

    async def asked(daybook: Daybook) -> Row:
        tenant = await tenant_of_document(daybook, erasing.tenant, wanted)
        return await _request(daybook, tenant, wanted, erasing.reason)

    write_record(work(asked, _FOLLOWING), erasing.output)


@app.command()
def reapply(
    *,
    subjects: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            help="Also erase these, one id a line: erasures that the restored log does not know.",
        ),
    ] = None,
    tenant: Tenant = "",
    output: Output = Format.TABLE,
) -> None:
    """Make sure of every erasure after a restore: the keys that came back with it are destroyed again."""
    more = [_subject(each) for each in subjects.read_text().split()] if subjects else []

    async def again(daybook: Daybook) -> list[Row]:
        rows: list[Row] = []
        tenants = (
            [await chosen_tenant(daybook, tenant)]
            if tenant
            else [each async for each in every_tenant(daybook)]
        )
        for each in tenants:
            rows += await _reapply(daybook, each)
        known = {row["subjectId"] for row in rows}
        for subject in more:
            if subject not in known:
                rows.append(await _erase_again(daybook, subject))
        return rows

    rows = work(again, _FOLLOWING)
    write_rows(rows, _REAPPLIED, output)
    if any(row["problem"] for row in rows):
        say("some are not erased; their problem says what is in the way")
        raise typer.Exit(ExitCode.FAILED)


async def _reapply(daybook: Daybook, tenant: TenantId) -> list[Row]:
    done = await reapply_all(daybook.storage.store, daybook.read_side.eraser, tenant)
    return [
        {
            "tenantId": tenant,
            "subjectId": each.subject_id,
            "erasureId": each.erasure_id,
            "rows": each.rows,
            "problem": "",
        }
        for each in done
    ]


async def _erase_again(daybook: Daybook, subject: UserId | SupplierId) -> Row:
    row: dict[str, object] = {"tenantId": "", "subjectId": subject, "erasureId": "", "rows": 0}
    try:
        tenant = await tenant_of_document(daybook, "", subject)
        asked = await _request(daybook, tenant, subject, "Erased before the restore.")
    except (Refused, Failure, Complaint) as problem:
        return {**row, "problem": f"{type(problem).__name__}: {problem}"}
    return {**row, "tenantId": tenant, "erasureId": asked["erasureId"], "problem": ""}


async def _request(
    daybook: Daybook, tenant: TenantId, subject: UserId | SupplierId, reason: str
) -> Row:
    reads = daybook.read_side
    command = RequestErasure(subject_id=subject, reason=reason)
    task = request_erasure(command, reads.eraser, reads.personal_records)
    asked = await _patiently(lambda: daybook.desk.carry_out(as_operator(tenant), task, render))
    assert asked.folded is not None
    erasure_id = asked.folded.stream_id
    await _carry_out(daybook, tenant, erasure_id)
    folded = await daybook.storage.states.load_at(tenant, ERASURE, erasure_id, Upto())
    document: Row = orjson.loads(render(folded))
    return {name: document[name] for name in _ERASURE}


async def _carry_out(daybook: Daybook, tenant: TenantId, erasure_id: str) -> None:
    """Step by step, as the policy does, which may do it at the same time: each step happens once."""
    done = 0
    while True:
        events = await daybook.storage.store.stream(tenant, erasure_id, after=done)
        if not events:
            return
        for event in events:
            await _patiently(partial(daybook.read_side.erasing.handle, event))
            done = event.version


async def _patiently(attempt: Callable[[], Awaitable[Result]]) -> Result:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return await attempt()
        except (TimeoutError, Unavailable):
            if time.monotonic() > deadline:
                raise ListsBehind("the lists do not follow the log", "daybook doctor") from None


def _subject(text: str) -> UserId | SupplierId:
    found: Id = parse_id(text)
    if not isinstance(found, UserId | SupplierId):
        raise WrongUsage(
            f"{text} is neither a user nor a supplier", "an id like usr_... or sup_..."
        )
    return found
