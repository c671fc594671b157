"""`daybook projections`: those who follow the log, how far they are, and what to do when one stops."""

from dataclasses import asdict
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook, subscribers
from api.cli.asking import Tenant
from api.cli.complaint import Complaint, NotFound
from api.cli.output import Format, Output, Row, say, write_rows
from api.cli.programs import program
from api.cli.rebuild import rebuild
from api.cli.workplace import as_operator, chosen_tenant, work
from application.ports.subscribers import Stop, SubscriberStatus
from domain.shared.ids import TenantId

app = program(of_many=True)

Name = Annotated[str, typer.Argument(help="The name of a follower, as `status` shows it.")]
_COLUMNS = ("name", "lagEvents", "lagSeconds", "tenantsBehind", "partitionsLed", "stopped")


class NotStopped(Complaint):
    """There is nothing to retry or to skip."""


@app.callback()
def projections() -> None:
    """See to those who follow the log.

    They are the projections, which keep the lists, and the process managers, which react.
    """


@app.command()
def status(*, output: Output = Format.TABLE) -> None:
    """Show how far everybody is, and at which events somebody stopped."""

    async def asked(daybook: Daybook) -> list[Row]:
        return [_row(each) for each in await subscribers(daybook).status()]

    write_rows(work(asked), _COLUMNS, output)


@app.command()
def retry(name: Name, *, tenant: Tenant = "") -> None:
    """Try the event again at which somebody stopped."""

    async def tried(daybook: Daybook) -> None:
        stop = await _stop_of(daybook, name, await chosen_tenant(daybook, tenant))
        await subscribers(daybook).retry(name, stop.tenant)
        say(f"{name} tries position {stop.position} of {stop.tenant} again")

    work(tried)


@app.command()
def skip(
    name: Name,
    *,
    reason: Annotated[str, typer.Option(help="Why; it is recorded with who did it.")],
    tenant: Tenant = "",
) -> None:
    """Go on behind the event at which somebody stopped; its effect will be missing."""

    async def skipped(daybook: Daybook) -> None:
        stop = await _stop_of(daybook, name, await chosen_tenant(daybook, tenant))
        operator = as_operator(stop.tenant).trace["operator"]
        if not await subscribers(daybook).skip(stop, reason, operator):
            raise NotStopped(f"{name} got past position {stop.position} meanwhile")
        say(f"{name} goes on behind position {stop.position} of {stop.tenant}")

    work(skipped)


app.command()(rebuild)


async def _stop_of(daybook: Daybook, name: str, tenant: TenantId) -> Stop:
    """Where the follower stopped in the tenant; raises NotFound and NotStopped."""
    known = {each.name: each for each in await subscribers(daybook).status()}
    if name not in known:
        raise NotFound(f"nobody named {name} follows the log", "daybook projections status")
    for stop in known[name].stops:
        if stop.tenant == tenant:
            return stop
    raise NotStopped(f"{name} is not stopped in {tenant}", "daybook projections status")


def _row(status: SubscriberStatus) -> Row:
    return {
        "name": status.name,
        "lagEvents": status.lag_events,
        "lagSeconds": round(status.lag_seconds, 1),
        "tenantsBehind": status.tenants_behind,
        "partitionsLed": status.partitions_led,
        "stopped": [f"{stop.tenant} at {stop.position}: {stop.error}" for stop in status.stops]
        or None,
        "stops": [asdict(stop) for stop in status.stops],
    }
