"""The commands, each with its module and a sentence, so that help needs to load none of them."""

import gc
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from typer.main import get_command


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: the module that has its `app`, and what it is for."""

    module: str
    sentence: str


CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        "demo": Entry(
            "api.cli.demo.command", "Play a month of purchasing through the HTTP API and show it."
        ),
        "serve": Entry("api.cli.serve", "Serve the API, and follow the log beside it."),
        "migrate": Entry("api.cli.migrate", "Bring the database's schema up to date."),
        "doctor": Entry("api.cli.doctor", "Examine this installation and say how to mend it."),
        "show": Entry("api.cli.show", "Show a document as it is, as it was, or what changed."),
        "report": Entry(
            "api.cli.report",
            "Tell a report as it is or as it was; as of a position it is the same for ever.",
        ),
        "export": Entry(
            "api.cli.export",
            "Write events and read models of a tenant into a folder, with a manifest of them.",
        ),
        "events": Entry("api.cli.events", "Read the history of a tenant."),
        "why": Entry(
            "api.cli.why", "Show what led to a document or an event, and what they led to."
        ),
        "replay": Entry("api.cli.replay", "Fold documents again, and compare with what is shown."),
        "backtest": Entry(
            "api.cli.backtest",
            "Try another policy on the past: what would have come out otherwise.",
        ),
        "audit": Entry("api.cli.audit", "Prove the log: verify, sign, export and pack it."),
        "process": Entry(
            "api.cli.process", "Hand the log to process mining, and see what follows what."
        ),
        "sod": Entry("api.cli.sod", "Check the log for people who joined duties to be kept apart."),
        "projections": Entry("api.cli.projections", "See to those who follow the log."),
        "tenant": Entry("api.cli.tenant", "Open and list tenants."),
        "user": Entry("api.cli.user", "Let people into a tenant and list them."),
        "service-account": Entry(
            "api.cli.service_account", "Let machines act for people, and see to their keys."
        ),
        "analyst": Entry(
            "api.cli.analyst", "Let people and programs of a tenant ask the database in SQL."
        ),
        "job": Entry(
            "api.cli.job", "Follow long work, see what was wrong with its rows, and stop it."
        ),
        "token": Entry("api.cli.token", "Issue an access token for a user."),
        "keys": Entry("api.cli.keys", "See to the keys of tokens and of personal data."),
        "privacy": Entry("api.cli.privacy", "See to the personal data of users and suppliers."),
        "clock": Entry("api.cli.clock", "Move the clock of a sandbox forward."),
        "bank-simulator": Entry(
            "api.cli.bank_simulator", "Run a bank to try payments on, until it is interrupted."
        ),
        "openapi": Entry("api.cli.openapi", "Print the OpenAPI document."),
    }
)


def load(name: str) -> Any:
    """The command itself; its module is imported now.

    What is imported stays, so that looking for garbage meanwhile would double the time to start.
    """
    gc.disable()
    try:
        command = get_command(importlib.import_module(CATALOGUE[name].module).app)
    finally:
        gc.freeze()
        gc.enable()
    command.name = name
    return command
