"""The transition tables: what may follow what, and which rules are asked."""

import orjson

from api.http.answer import JSON, PRIVATE, VARIES, Answer
from api.http.exchange import Exchange
from api.http.headers import acceptable
from api.http.models import StateMachine, StateMachines
from api.http.operation import Gives
from api.http.resource import Resource
from application.failures import DocumentNotFound
from application.state_diagrams import as_data, as_mermaid
from domain.shared.machine import Machine

MERMAID = "text/vnd.mermaid"
OFFERED = ("application/json", MERMAID)

state_machines = Resource("/v1/state-machines", "State machines")


@state_machines.plain(
    "GET", "", "state-machines.read", Gives(StateMachines, also=(MERMAID,), or_problems=(406,))
)
async def show_all(exchange: Exchange) -> Answer:
    """Every machine, as data or as Mermaid by Accept."""
    machines = _machines(exchange).values()
    if acceptable(exchange, OFFERED) == MERMAID:
        return _mermaid("\n".join(f"%% {m.name}\n{as_mermaid(m)}" for m in machines))
    body = orjson.dumps({"items": [as_data(machine) for machine in machines]})
    return Answer(200, body, [PRIVATE, VARIES], JSON)


@state_machines.plain(
    "GET",
    "/{name}",
    "state-machines.read",
    Gives(StateMachine, also=(MERMAID,), or_problems=(406,)),
)
async def show(name: str, exchange: Exchange) -> Answer:
    """One machine, for example purchase-order, as data or as Mermaid by Accept."""
    machine = _machines(exchange).get(name)
    if machine is None:
        raise DocumentNotFound("there is no state machine of this name")
    if acceptable(exchange, OFFERED) == MERMAID:
        return _mermaid(as_mermaid(machine))
    return Answer(200, orjson.dumps(as_data(machine)), [PRIVATE, VARIES], JSON)


def _machines(exchange: Exchange) -> dict[str, Machine]:
    machines = (kind.decider.machine for kind in exchange.services.kinds)
    return {machine.name.replace(" ", "-"): machine for machine in machines}


def _mermaid(text: str) -> Answer:
    return Answer(200, text.encode(), [PRIVATE, VARIES], f"{MERMAID}; charset=utf-8".encode())
