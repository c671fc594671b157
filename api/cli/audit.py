"""`daybook audit`: verify the log, sign it, and hand it to others who verify it themselves."""

import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.audit_keys import audit_keys, rotate_key
from api.cli.audit_report import Report, with_read_models
from api.cli.complaint import NotFound, NotVerified, WrongUsage
from api.cli.counting import Counting
from api.cli.output import Format, Output, Row, say, write_record, write_rows
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, every_tenant, tenant_of_document, work
from api.http.past import instant
from api.plural import count
from application.audit.proving import Prover
from application.ports.log_exports import Wanted
from application.ports.log_trees import SignedCheckpoint
from domain.audit.checkpoint import MalformedNote
from domain.shared.ids import TenantId, parse_id

app = program(of_many=True)
app.command("keys")(audit_keys)
app.command("rotate-key")(rotate_key)

_REPORTED = ("tenantId", "events", "sealed", "checkpoints", "problems", "root")
_FOUND = ("tenantId", "position", "until", "problem", "table", "id", "column", "path")


@dataclass(frozen=True, slots=True)
class Against:
    """Keys and checkpoints that somebody kept, as text."""

    keys: list[str]
    notes: list[str]


@app.callback()
def audit() -> None:
    """Prove the log: verify, sign, export and pack it."""


@dataclass(frozen=True)
class Verifying:
    """Which logs, and against what."""

    key: Annotated[
        list[str],
        typer.Option(help="A public key that checkpoints must be signed with, instead of ours."),
    ] = field(default_factory=list)
    note: Annotated[
        list[Path],
        typer.Option(
            exists=True,
            dir_okay=False,
            help="A checkpoint that was kept; the log must go on from it.",
        ),
    ] = field(default_factory=list)
    read_models: Annotated[
        bool, typer.Option(help="Also make every row again that people read, and compare.")
    ] = True
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Verifying)
def verify(asked: Verifying) -> None:
    """Read every event again and hold it against the tree, the checkpoints and the witness file.

    All tenants' logs unless one is named. What is wrong is printed, the first position first; then the
    program ends with 3.
    """
    try:
        reports = work(lambda daybook: _verify(daybook, asked))
    except MalformedNote as wrong:
        raise WrongUsage(str(wrong), "daybook audit keys, daybook audit checkpoint") from None
    findings = [finding for each in reports for finding in each.findings]
    if asked.output is Format.JSON or asked.output is Format.JSONL:
        write_rows([each.row(nested=True) for each in reports], _REPORTED, asked.output)
    elif findings:
        write_rows(findings, _FOUND, asked.output)
    else:
        write_rows([each.row() for each in reports], _REPORTED, asked.output)
    if findings:
        first = findings[0]
        where = first.get("position", first.get("id"))
        hint = "keep the database as it is, and compare with a backup and the witness file"
        raise NotVerified(f"{first['tenantId']} at {where}: {first['problem']}", hint)


@app.command()
def checkpoint(*, tenant: Tenant = "", output: Output = Format.TABLE) -> None:
    """Sign the log as it ends now and print the checkpoint, to be kept elsewhere."""

    async def signed(daybook: Daybook) -> SignedCheckpoint:
        return await _sealed(daybook, await chosen_tenant(daybook, tenant))

    made = work(signed)
    if output is Format.TABLE:
        sys.stdout.write(made.note)
        return
    told = {
        "size": made.size,
        "root": made.root.hex(),
        "note": made.note,
        "signedAt": made.signed_at,
    }
    write_record(told, output)


@app.command()
def prove(
    position: Annotated[int, typer.Argument(min=1, help="The position of an event.")],
    *,
    tenant: Tenant = "",
) -> None:
    """Print the proof that an event is in the log, as JSON; the log is signed first."""

    async def proved(daybook: Daybook) -> Row:
        chosen = await chosen_tenant(daybook, tenant)
        head = await _sealed(daybook, chosen)
        found = await Prover(daybook.sealing.trees).inclusion(chosen, position, head.size)
        return {
            "position": found.position,
            "treeSize": found.size,
            "leafHash": found.leaf.hex(),
            "hashes": [each.hex() for each in found.proof],
            "root": found.root.hex(),
            "checkpoint": head.note,
        }

    write_record(work(proved), Format.JSON)


@app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(file_okay=False, help="A folder that is not there yet.")
    ],
    *,
    tenant: Tenant = "",
) -> None:
    """Write a whole log with its checkpoints into a folder that anybody verifies without us."""
    if folder.exists() and any(folder.iterdir()):
        raise WrongUsage(f"there is something in {folder}", "name a folder that is not there yet")

    async def exported(daybook: Daybook) -> SignedCheckpoint:
        chosen = await chosen_tenant(daybook, tenant)
        head = await _sealed(daybook, chosen)
        with Counting("exporting", "events") as told:
            await daybook.sealing.folder(folder).write(chosen, head, told.tell)
        return head

    head = work(exported)
    say(
        f"{count(head.size, 'event')} in {folder}; python {folder}/daybook_verify.py {folder} verifies them"
    )


@dataclass(frozen=True)
class Packing:
    """What a pack is about, and where it goes."""

    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of one document.")] = None
    since: Annotated[
        str,
        typer.Option("--from", metavar="T", help="Instead: what happened from this instant on."),
    ] = ""
    before: Annotated[str, typer.Option("--to", metavar="T", help="And before this one.")] = ""
    at: Annotated[
        int | None, typer.Option(min=1, help="Only events up to this position of the log.")
    ] = None
    to: Annotated[Path, typer.Option("-f", "--file", dir_okay=False, help="The .zip file.")] = Path(
        "evidence.zip"
    )
    tenant: Tenant = ""


@app.command()
@asking(Packing)
def pack(asked: Packing) -> None:
    """Pack the events of a document, or of a period, with proofs and a verifier, into a .zip file.

    The same bytes whenever it is made, as long as nothing more happened to it.
    """
    period = _period(asked)
    if (asked.id is None) == (period is None):
        raise WrongUsage("say which document, or --from and --to", "daybook audit pack ID")

    async def made(daybook: Daybook) -> bytes:
        tenant = await _tenant_of(daybook, asked)
        await _sealed(daybook, tenant)
        wanted = Wanted(asked.id, period, asked.at)
        return await daybook.sealing.exports.evidence(tenant, wanted)

    content = work(made)
    asked.to.write_bytes(content)
    verifies = f"PYTHONPATH={asked.to} python -m daybook_verify {asked.to}"
    say(f"{len(content):,} bytes in {asked.to}; {verifies} verifies them")


def _period(asked: Packing) -> tuple[datetime, datetime] | None:
    if not asked.since and not asked.before:
        return None
    try:
        return instant(asked.since), instant(asked.before)
    except ValueError as wrong:
        raise WrongUsage(f"--from and --to: {wrong}", "--from 2026-03-01T00:00:00Z") from None


async def _tenant_of(daybook: Daybook, asked: Packing) -> TenantId:
    if asked.id is None:
        return await chosen_tenant(daybook, asked.tenant)
    return await tenant_of_document(daybook, asked.tenant, parse_id(asked.id))


async def _sealed(daybook: Daybook, tenant: TenantId) -> SignedCheckpoint:
    signed = await daybook.sealing.sealer.seal(tenant)
    if signed is None:
        raise NotFound(f"nothing has happened in {tenant} yet", "daybook tenant list")
    return signed


async def _verify(daybook: Daybook, asked: Verifying) -> list[Report]:
    keys = [key for text in asked.key for key in text.split()]
    against = Against(keys, [note.read_text(encoding="utf-8") for note in asked.note])
    tenants = (
        [await chosen_tenant(daybook, asked.tenant)]
        if asked.tenant
        else [tenant async for tenant in every_tenant(daybook)]
    )
    with Counting("verifying", "events") as told:
        reports = [await _verified(daybook, tenant, told, against) for tenant in tenants]
        rate = told.rate
    events = sum(each.checked.events for each in reports)
    if asked.read_models:
        reports = await with_read_models(daybook, reports)
    say(f"{count(events, 'event')} of {count(len(tenants), 'log')} verified, {rate:,.0f} events/s")
    return reports


async def _verified(daybook: Daybook, tenant: TenantId, told: Counting, against: Against) -> Report:
    before = told.done

    def tell(done: int, total: int) -> None:
        told.tell(before + done, before + total)

    check = daybook.sealing.check(tenant, against.keys, against.notes)
    return Report(tenant, await check.check(tenant, tell))
