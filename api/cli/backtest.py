"""`daybook backtest`: another policy over the real history, and what would have come out otherwise."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.complaint import WrongUsage
from api.cli.counting import Counting
from api.cli.output import Format, Output, Row, say, write_record, write_rows
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, known_tenant, work
from api.http.past import instant
from application.audit.backtest.backtest import Backtest, Period
from application.audit.backtest.report import BacktestReport, report, told
from application.audit.backtest.tried import TriedPolicies
from domain.shared.approval_mode import ApprovalMode
from domain.shared.ids import TenantId
from domain.shared.message import Message

app = program()

_CHANGES = ("decision", "id", "position", "before", "after", "amount")
_TOTALS = ("decision", "before", "after", "decisions", "amount")


@dataclass(frozen=True)
class Tried:
    """Which policies, and over which part of the history."""

    policy: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            metavar="FILE",
            help="The policies as JSON, in the words in which they are set.",
        ),
    ] = None
    tolerance: Annotated[
        str, typer.Option(metavar="PERCENT", help="How far invoices may be off.")
    ] = ""
    receipt_tolerance: Annotated[
        str, typer.Option(metavar="PERCENT", help="How far deliveries may be off.")
    ] = ""
    thresholds: Annotated[
        str,
        typer.Option(metavar="L1,L2", help="Up to which totals these levels are enough."),
    ] = ""
    mode: Annotated[
        ApprovalMode | None, typer.Option(help="One approver, or one of each level.")
    ] = None
    since: Annotated[
        str, typer.Option("--from", metavar="T", help="Only decisions from this instant on.")
    ] = ""
    before: Annotated[str, typer.Option("--to", metavar="T", help="Only before this one.")] = ""
    at: Annotated[
        int | None, typer.Option(min=1, help="Only decisions up to this position of the log.")
    ] = None
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Tried)
def backtest(asked: Tried) -> None:
    """Try another policy on the past: what would have come out otherwise.

    Every match, delivery and approval is decided again on the facts that it had then, by the policies that
    are named here in place of those that applied. Nothing is stored. With `-o jsonl` each one is printed as
    it is found, with `-o csv` without the sums.
    """
    changes, found = work(lambda daybook: _run(daybook, asked))
    totals = [_row(each) for each in found.totals]
    match asked.output:
        case Format.JSON:
            write_record({**_row(found), "changes": changes}, Format.JSON)
        case Format.JSONL:
            write_rows([_row(found)], (), Format.JSONL)
        case Format.CSV:
            write_rows(changes, _CHANGES, Format.CSV)
        case Format.TABLE:
            write_rows(changes, _CHANGES, Format.TABLE)
            sys.stdout.write("\n")
            write_rows(totals, _TOTALS, Format.TABLE)
    decided = sum(each.decisions for each in found.decided)
    say(
        f"{decided:,} decisions made again up to position {found.position:,}; {found.changed:,} would "
        "have come out otherwise"
    )


async def _run(daybook: Daybook, asked: Tried) -> tuple[list[Row], BacktestReport]:
    tenant = await chosen_tenant(daybook, asked.tenant)
    tried = await _policies(daybook, tenant, asked)
    walk = Backtest(daybook.storage.store, tenant, tried, _period(asked))
    changes: list[Row] = []
    position = 0
    with Counting("deciding again", "events") as counting:
        async for step in await walk.begin():
            position = step.of
            rows = [_row(told(changed)) for changed in step.changed]
            if asked.output is Format.JSONL:
                write_rows(rows, (), Format.JSONL)
            else:
                changes += rows
            counting.tell(step.position, step.of)
    return changes, report(walk.tally, position)


async def _policies(daybook: Daybook, tenant: TenantId, asked: Tried) -> TriedPolicies:
    """What is tried: the file, and over it what the options say; thresholds are in the tenant's currency."""
    given: dict[str, Any] = _file(asked.policy) if asked.policy else {}
    if asked.tolerance:
        given["matchTolerance"] = {"percent": asked.tolerance}
    if asked.receipt_tolerance:
        given["receiptTolerance"] = {"percent": asked.receipt_tolerance}
    if asked.mode is not None:
        given["approvalMode"] = asked.mode
    if asked.thresholds:
        l1, comma, l2 = asked.thresholds.partition(",")
        if not comma:
            raise WrongUsage("--thresholds takes two totals like 500.00,5000.00")
        currency = (await known_tenant(daybook, tenant)).state.base_currency
        given["approvalThresholds"] = {"currency": currency, "l1": l1.strip(), "l2": l2.strip()}
    if not given:
        raise WrongUsage("say which policy to try", "daybook backtest --tolerance 1")
    return TriedPolicies.model_validate(given)


def _file(path: Path) -> dict[str, Any]:
    try:
        read = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as wrong:
        raise WrongUsage(f"{path} is not JSON: {wrong}") from None
    if not isinstance(read, dict):
        raise WrongUsage(f"{path} does not hold a JSON object")
    return read


def _period(asked: Tried) -> Period:
    try:
        since = instant(asked.since) if asked.since else None
        before = instant(asked.before) if asked.before else None
    except ValueError as wrong:
        raise WrongUsage(f"--from and --to: {wrong}", "--from 2026-03-01T00:00:00Z") from None
    return Period(asked.at, since, before)


def _row(message: Message) -> Row:
    read: Row = orjson.loads(message.model_dump_json())
    return read
