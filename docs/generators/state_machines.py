"""Every machine as a diagram, a table, and the rules that guard it."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from api.http.problems import title_of
from application.state_diagrams import as_mermaid
from docs.generators.markdown import code, link, page, slug, table
from domain.shared.machine import Decider, Machine, Row
from domain.shared.rule import Rule
from infrastructure.event_store.catalogue import domain_deciders

ORDER = ("requisition", "purchase-order", "supplier", "delegation", "policy", "user", "tenant")

_INTRODUCTION = (
    "What may follow what. Diagrams and tables are read from the tables that the code decides by; "
    "nothing is legal that is not here. `GET /v1/state-machines` answers the same as JSON, or as "
    "Mermaid by `Accept: text/vnd.mermaid`.\n\n"
    "One event leads to one state. A command with several events has several outcomes. The rules of "
    "a command are asked in the order shown; the first that fails is the refusal, and "
    "[errors](errors.md) tells its status."
)


def state_machines() -> str:
    """The page."""
    deciders = sorted(domain_deciders().values(), key=_place)
    contents = " · ".join(link(_title(one), f"#{slug(_title(one))}") for one in deciders)
    return page("State machines", _INTRODUCTION, contents, *map(_section, deciders))


def _place(decider: Decider[Any]) -> tuple[int, str]:
    """In the order in which people meet them; one that is new comes last until it is put in its place."""
    name = decider.machine.name
    return (ORDER.index(name) if name in ORDER else len(ORDER), name)


def _title(decider: Decider[Any]) -> str:
    return decider.machine.name.replace("-", " ").capitalize()


def _section(decider: Decider[Any]) -> str:
    machine = decider.machine
    prefix = getattr(decider.id_type, "prefix", "")
    parts = [
        f"## {_title(decider)}",
        f"Ids begin with {code(prefix + '_')}, streams are of type {code(decider.stream_type)}.",
        f"```mermaid\n{as_mermaid(machine)}```",
        table(("command", "in", "event", "leads to"), _transitions(machine)),
    ]
    rules = list(_rules(machine))
    if rules:
        parts.append(table(("command", "rule", "what must hold", "else"), rules))
    return "\n\n".join(parts)


def _transitions(machine: Machine) -> Iterator[tuple[str, ...]]:
    """One row for each way a command may go, with all states that it goes from."""
    for (command, event, target), rows in groupby(machine.rows, _way):
        sources = [str(row.source) if row.source else "(new)" for row in rows]
        yield code(command), ", ".join(sources), code(event), target or "(stays)"


def _way(row: Row) -> tuple[str, str, str | None]:
    target = str(row.target) if row.target else None
    return row.command.command_name(), row.event.event_type, target


def _rules(machine: Machine) -> Iterator[tuple[str, ...]]:
    for command in machine.commands:
        rows = [row for row in machine.rows if row.command is command]
        asked = dict.fromkeys(rule for row in rows for rule in row.requires)
        name = code(command.command_name())
        for rule in asked:
            yield name, code(rule.name), rule.sentence, _refusal(rule)
            name = ""


def _refusal(rule: Rule) -> str:
    name = rule.refusal.__name__
    return link(name, f"errors.md#{slug(title_of(name))}")
