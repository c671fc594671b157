"""`daybook sod`: who joined duties that are to be kept apart, by a walk over the log itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import orjson
import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.complaint import NotVerified
from api.cli.moments import past
from api.cli.output import Format, Output, Row, say, write_rows
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, work
from application.audit.duty_operations import OPERATIONS
from application.audit.duty_walk import DutyWalk, walk
from application.documents.duty_finding import DutyFinding, HalfOfConflict, Kind
from application.ports.event_store import Upto
from domain.audit.segregation.conflicts import CONFLICTS
from domain.identity.user.machine import USER
from domain.shared.ids import TenantId

app = program(of_many=True)

_FINDINGS = ("kind", "control", "rule", "name", "subject", "firstDeed", "secondDeed", "person")
_RULES = ("rule", "control", "first", "second", "link", "risk")


@app.callback()
def sod() -> None:
    """Check the log for people who joined duties to be kept apart."""


@dataclass(frozen=True)
class Check:
    """Which findings, and as of when."""

    kind: Annotated[
        Kind | None, typer.Option(help="Only what people hold today, or only what they used.")
    ] = None
    at: Annotated[
        str | None, typer.Option(metavar="T", help="As of an instant or a log position.")
    ] = None
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Check)
def check(asked: Check) -> None:
    """Find who holds or used conflicting duties, without a look at any projection.

    If somebody used a conflict that should have been prevented, the program ends with 3.
    """
    upto = past("--at", asked.at or None).upto
    found, rows = work(lambda daybook: _checked(daybook, asked, upto or Upto()))
    write_rows(rows, _FINDINGS, asked.output)
    say(
        f"{found.events:,} events walked; {len(found.used)} conflicts used, {len(found.held)} held, "
        f"{len(found.broken)} of those used should have been prevented"
    )
    if found.broken:
        positions = sorted({one.position for one in found.broken})
        hint = f"look at the events at {', '.join(map(str, positions[:5]))}, and report it"
        raise NotVerified(f"{len(found.broken)} conflicts were used that are prevented", hint)


@app.command()
def rules(*, output: Output = Format.TABLE) -> None:
    """Print the conflicts of duties, with what links the two deeds and what could come of it."""
    rows: list[Row] = [
        {
            "rule": one.name,
            "control": one.control,
            "first": one.first,
            "second": one.second,
            "link": one.link,
            "risk": one.risk,
            "eitherOrder": not one.directed,
            "firstOperations": OPERATIONS[one.first],
            "secondOperations": OPERATIONS[one.second],
        }
        for one in CONFLICTS
    ]
    write_rows(rows, _RULES, output)


async def _checked(daybook: Daybook, asked: Check, upto: Upto) -> tuple[DutyWalk, list[Row]]:
    tenant = await chosen_tenant(daybook, asked.tenant)
    found = await walk(daybook.storage.store, tenant, upto)
    wanted = [one for one in (*found.used.values(), *found.held) if asked.kind in (None, one.kind)]
    return found, await _rows(daybook, tenant, wanted)


async def _rows(daybook: Daybook, tenant: TenantId, findings: Sequence[DutyFinding]) -> list[Row]:
    names: dict[str, str] = {}
    for person in dict.fromkeys(one.person for one in findings):
        folded = await daybook.storage.states.load_at(tenant, USER, person, Upto())
        names[person] = folded.state.name
    return [_row(one, names[one.person]) for one in findings]


def _row(finding: DutyFinding, name: str) -> Row:
    shown: dict[str, object] = orjson.loads(finding.model_dump_json())
    said = {"firstDeed": _deed(finding.first), "secondDeed": _deed(finding.second)}
    return {**shown, "name": name, **said}


def _deed(half: HalfOfConflict) -> str:
    """What was done where in the log, or which roles allow it."""
    if half.evidence is None:
        return f"{half.duty} as {', '.join(half.roles or ())}"
    return f"{half.duty} at {half.evidence.position} on {half.evidence.document_id}"
