"""`daybook demo`: start everything, play a month of purchasing over HTTP, and show what came of it."""

import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import httpx
import orjson
import typer
from rich.text import Text

from api.bootstrap.operating import load_settings
from api.cli.complaint import WrongUsage
from api.cli.demo.cast import TOMAS
from api.cli.demo.client import Connection
from api.cli.demo.company import NAME, Company
from api.cli.demo.evidence import verify
from api.cli.demo.farewell import checking, going_on
from api.cli.demo.finance.figures import Month as Figures
from api.cli.demo.finance.figures import Proof
from api.cli.demo.finance.page import write_report
from api.cli.demo.finance.reading import Period, read_month
from api.cli.demo.finance.summary import summary as summary_of
from api.cli.demo.finance.terminal import Picture, screen
from api.cli.demo.finance.wording import OWN_TIME
from api.cli.demo.narration import Narration
from api.cli.demo.plan.month import planned
from api.cli.demo.play.days import play
from api.cli.demo.play.month import Month
from api.cli.demo.play.programme import SCENES
from api.cli.demo.play.scenes.buying import suppliers
from api.cli.demo.proof import prove
from api.cli.demo.stage import Stage, stage
from api.cli.logs import write_logs
from api.cli.output import Format, Output, say, write_record
from api.cli.programs import program

app = program()

FIGURES = "month.json"


@dataclass(frozen=True, slots=True)
class Played:
    """The month after its last day."""

    month: Month
    figures: Figures
    proof: Proof
    ready: Stage
    seconds: float


@app.command()
def demo(
    *,
    report: Annotated[
        Path, typer.Option(help="The folder for the report: a page for a browser, and its figures.")
    ] = Path("daybook-report"),
    output: Output = Format.TABLE,
) -> None:
    """Play a month of purchasing through the HTTP API and show it.

    Starts the database, a server and a bank, opens a tenant of its own with a clock of its own, and lets its
    people buy, receive, match and pay. Every step must be answered as it should be, or the program ends with
    1. The charts are printed, and written as a page for a browser; its figures are beside it in `month.json`,
    without the password that is printed.
    """
    if output is Format.CSV:
        raise WrongUsage("a play is no table", "--output json")
    _prepare(report)
    settings = load_settings()
    write_logs(settings, least="error")
    where = "" if settings.database_url else "an embedded PostgreSQL, "
    say(f"Starting {where}a server and a bank ...")
    begun = time.monotonic()
    with stage(settings) as ready, _client(ready.url) as http:
        month = Month(Company(Connection(http), Narration(), ready.admin), ready.bank, planned())
        figures = _perform(month, ready)
        proof = prove(month.company.admin, checking(ready.tenant))
    played = Played(month, figures, proof, ready, time.monotonic() - begun)
    page = write_report(replace(figures, proof=proof), report)
    summary = _summary(played, page)
    kept = summary | {"logIn": {"email": summary["logIn"]["email"]}}
    page.with_name(FIGURES).write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2))
    if output is Format.TABLE:
        _show(played, page, f"http://127.0.0.1:{settings.port}")
    else:
        write_record(summary, output)


def _prepare(folder: Path) -> None:
    """Make the folder for the report before anything else, so that nobody waits in vain."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        hint = "daybook demo --report FOLDER"
        raise WrongUsage(f"{folder} cannot be made: {wrong.strerror}", hint) from None


def _client(url: str) -> httpx.Client:
    """Straight to this machine, whatever proxy the environment names."""
    return httpx.Client(base_url=url, timeout=30, trust_env=False)


def _perform(month: Month, ready: Stage) -> Figures:
    company = month.company
    say(f"{NAME} is open for business at {ready.url}")
    company.let_everybody_in(ready.run, ready.bank.account)
    month.opens(suppliers)
    now = play(month, SCENES)
    order = month.order(month.named("microscopes"))
    period = Period(NAME, month.first_day, now, company.names, order)
    figures = read_month(company.admin, period)
    verify(figures)
    return figures


def _show(played: Played, page: Path, address: str) -> None:
    month, console = played.month, screen()
    console.print(Picture(played.figures).draw())
    connection, steps = month.company.connection, len(month.company.narration.steps)
    console.print(
        Text(
            f"{connection.sent:,} requests in {played.seconds:.1f} seconds, {steps} of them told, "
        ).append("all answered as they should")
    )
    console.print(Text(played.proof.sentence))
    console.print(Text(OWN_TIME))
    console.print(Text(f"\nThe report, for a browser: {page}"), soft_wrap=True)
    order = month.order(month.named("microscopes"))
    account = month.company[TOMAS].account
    moment = month.agreed_at.isoformat(timespec="seconds")
    console.print(Text(going_on(address, account, order, moment)), soft_wrap=True)


def _summary(played: Played, page: Path) -> dict[str, Any]:
    month = played.month
    account, narration = month.company[TOMAS].account, month.company.narration
    return {
        "tenantId": played.ready.tenant,
        "logIn": {"email": account.email, "password": account.password},
        "purchaseOrderId": month.order(month.named("microscopes")),
        **summary_of(played.figures),
        "told": [
            {"who": step.who, "what": step.what, "outcome": step.outcome, "refused": step.refused}
            for step in narration.steps
        ],
        "requests": month.company.connection.sent,
        "seconds": round(played.seconds, 2),
        "proof": {
            "events": played.proof.events,
            "sealed": played.proof.sealed,
            "root": played.proof.root,
            "signedAt": played.proof.signed_at.isoformat(),
            "key": played.proof.key,
        },
        "report": str(page),
    }
