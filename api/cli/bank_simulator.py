"""`daybook bank-simulator`: a bank of one's own, as a separate process."""

import sys
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap.simulating import (
    BankOptions,
    Customer,
    Faults,
    Reporting,
    load_settings,
    run_bank,
)
from api.cli.asking import asking
from api.cli.output import say
from api.cli.programs import program

app = program()


class ReportVersion(StrEnum):
    """Versions of pain.002 that banks speak."""

    V03 = "03"
    V10 = "10"
    V12 = "12"


@dataclass(frozen=True)
class Simulated:
    """What is said of the bank."""

    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port; 0 takes any that is free.")
    ] = 8090
    home: Annotated[
        Path | None,
        typer.Option(help="Where the bank keeps its books.", show_default="DAYBOOK_HOME/bank"),
    ] = None
    report_to: Annotated[
        str, typer.Option(metavar="URL", help="Where status reports go; without it, nowhere.")
    ] = ""
    report_version: Annotated[
        ReportVersion, typer.Option(help="The version of pain.002 that the bank writes.")
    ] = ReportVersion.V12
    report_after: Annotated[
        float, typer.Option(min=0, max=86400, help="Seconds from a file to the reports on it.")
    ] = 0.2
    tls: Annotated[
        bool, typer.Option("--tls", help="Serve HTTPS; customers trust ca.pem in the home.")
    ] = False
    faults: Annotated[
        str, typer.Option(metavar="JSON", help="What is wrong with the bank, as for PUT /faults.")
    ] = "{}"
    token: Annotated[
        str, typer.Option(envvar="DAYBOOK_BANK_TOKEN", help="What customers have to show.")
    ] = field(default="", repr=False)
    report_token: Annotated[
        str,
        typer.Option(envvar="DAYBOOK_BANK_REPORT_TOKEN", help="An access token for the reports."),
    ] = field(default="", repr=False)
    user: Annotated[
        str, typer.Option(envvar="DAYBOOK_BANK_USER", help="Who logs in to deliver reports.")
    ] = ""
    password: Annotated[
        str, typer.Option(envvar="DAYBOOK_BANK_PASSWORD", help="Better told by the environment.")
    ] = field(default="", repr=False)

    @property
    def options(self) -> BankOptions:
        """The same, as the bank wants to know it."""
        return BankOptions(
            home=self.home or load_settings().home / "bank",
            port=self.port,
            tls=self.tls,
            reporting=Reporting(self.report_version.value, self.report_after),
            customer=self._customer(),
            token=self.token or None,
            faults=Faults.model_validate_json(self.faults),
        )

    def _customer(self) -> Customer | None:
        if not self.report_to:
            return None
        return Customer(
            report_to=self.report_to,
            token=self.report_token or None,
            email=self.user or None,
            password=self.password or None,
        )


@app.command()
@asking(Simulated)
def bank_simulator(simulated: Simulated) -> None:
    """Run a bank to try payments on, until it is interrupted.

    It takes pain.001 files (PUT /files/ID), books each transfer once, and delivers pain.002 reports later.
    What it booked is under /transfers; PUT /faults makes it misbehave. The address is printed on standard
    output.
    """
    options = simulated.options

    def announce(address: str) -> None:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        say(f"the bank is open at {address}  (Ctrl-C closes it)")
        if options.tls:
            say(f"trust it by  DAYBOOK_BANK_CA={options.home / 'ca.pem'}")

    run_bank(options, announce)
