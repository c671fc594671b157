"""`daybook demo`: start everything, play a purchase through the HTTP API, and show what came of it."""

import time
from typing import Any

import httpx
import typer
from rich.text import Text

from api.bootstrap.operating import load_settings
from api.cli.complaint import WrongUsage
from api.cli.demo.client import Connection
from api.cli.demo.company import NAME, TOMAS, Company
from api.cli.demo.evidence import Evidence, gather
from api.cli.demo.farewell import going_on
from api.cli.demo.narration import Narration
from api.cli.demo.picture import picture, screen
from api.cli.demo.stage import Stage, stage
from api.cli.demo.story import Play, perform
from api.cli.logs import write_logs
from api.cli.output import Format, Output, say, write_record

app = typer.Typer(rich_markup_mode=None)


@app.command()
def demo(*, output: Output = Format.TABLE) -> None:
    """Play a purchase through the HTTP API and show it.

    Starts the database and a server, opens a tenant of its own with a clock of its own, and lets its people
    buy. Every step must be answered as it should be, or the program ends with 1.
    """
    if output is Format.CSV:
        raise WrongUsage("a play is no table", "--output json")
    begun = time.monotonic()
    settings = load_settings()
    write_logs(settings, least="warning")
    named = settings.database_url is not None
    say(f"Starting {'' if named else 'an embedded PostgreSQL and '}a server ...")
    with stage(settings) as ready, _client(ready.url) as http:
        company = Company(Connection(http), Narration(), ready.admin)
        say(f"{NAME} is open for business at {ready.url}")
        begins = f"{company.day(0):%A %-d %B %Y}"
        say(f"Its clock is a sandbox's, which the play moves forward: its week begins on {begins}")
        company.let_everybody_in(ready.run)
        play = Play(company)
        perform(play)
        evidence = gather(play)
    seconds = time.monotonic() - begun
    if output is Format.TABLE:
        _show(play, evidence, seconds, f"http://127.0.0.1:{settings.port}")
    else:
        write_record(_summary(ready, play, evidence, seconds), output)


def _client(url: str) -> httpx.Client:
    """Straight to this machine, whatever proxy the environment names."""
    return httpx.Client(base_url=url, timeout=30, trust_env=False)


def _show(play: Play, evidence: Evidence, seconds: float, address: str) -> None:
    console = screen()
    console.print(picture(evidence, play.names))
    steps = len(play.company.narration.steps)
    console.print(
        Text(
            f"{steps} steps over HTTP in {seconds:.1f} seconds, all answered as they should\n"
            "The days are those of the company's own clock, which the play moved forward"
        )
    )
    account = play.company[TOMAS].account
    moment = evidence.agreed_at.isoformat(timespec="seconds")
    console.print(Text(going_on(address, account, play.order, moment)), soft_wrap=True)


def _summary(ready: Stage, play: Play, evidence: Evidence, seconds: float) -> dict[str, Any]:
    account = play.company[TOMAS].account
    return {
        "tenantId": ready.tenant,
        "logIn": {"email": account.email, "password": account.password},
        "purchaseOrderId": play.order,
        "orders": {order["id"]: order["status"] for order in evidence.orders},
        "refused": [
            {"who": step.who, "what": step.what, "outcome": step.outcome}
            for step in play.company.narration.steps
            if step.refused
        ],
        "steps": len(play.company.narration.steps),
        "events": evidence.events,
        "position": evidence.position,
        "seconds": round(seconds, 2),
    }
