"""`daybook events`: the history of a tenant, as it was made and as it goes on."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.complaint import WrongUsage
from api.cli.event_lines import EventLines
from api.cli.history import Wanted, everything, from_now_on, newest
from api.cli.moments import past
from api.cli.output import Format, Output
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, tenant_of_document, work
from application.ports.event_store import RecordedEvent, Upto
from domain.identity.user.machine import USER
from domain.shared.context import SYSTEM
from domain.shared.ids import TenantId, parse_id

app = program(of_many=True)

_USUAL = 20


@app.callback()
def events() -> None:
    """Read the history of a tenant."""


@dataclass(frozen=True)
class Tail:
    """Which events, and whether to wait for more."""

    type: Annotated[
        list[str],
        typer.Option(
            help="Only this type, or all whose names begin so; may be given several times."
        ),
    ] = field(default_factory=list)
    stream: Annotated[
        str | None, typer.Option(metavar="ID", help="Only events of this document.")
    ] = None
    since: Annotated[
        str | None, typer.Option(metavar="T", help="From an instant on, or behind a log position.")
    ] = None
    limit: Annotated[
        int | None, typer.Option("-n", min=1, help="The last so many; 20 without --since.")
    ] = None
    follow: Annotated[
        bool, typer.Option("-f", "--follow", help="Go on with what happens from now on.")
    ] = False
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command("tail")
@asking(Tail)
def tail(asked: Tail) -> None:
    """Print the newest events, or all since a moment, and with --follow those to come."""
    if asked.follow and asked.output is Format.JSON:
        raise WrongUsage("a list without an end cannot be one JSON value", "--output jsonl")
    work(lambda daybook: _tail(daybook, asked))


async def _tail(daybook: Daybook, asked: Tail) -> None:
    wanted = await _wanted(daybook, asked)
    names: dict[str, str] = {SYSTEM: "daybook"}
    lines = EventLines(asked.output, lambda actor: names.get(actor, actor))
    head = await daybook.storage.store.head(wanted.tenant)
    async for page in _known(daybook, wanted, asked, head):
        await _learn(daybook, wanted.tenant, page, names)
        lines.write(page)
    if asked.follow:
        async for page in from_now_on(daybook, replace(wanted, after=head)):
            await _learn(daybook, wanted.tenant, page, names)
            lines.write(page)
    lines.end()


async def _known(
    daybook: Daybook, wanted: Wanted, asked: Tail, head: int
) -> AsyncIterator[Sequence[RecordedEvent]]:
    if asked.since is not None and asked.limit is None:
        async for page in everything(daybook, wanted, head):
            yield page
    else:
        yield await newest(daybook, wanted, asked.limit or _USUAL, head)


async def _wanted(daybook: Daybook, asked: Tail) -> Wanted:
    stream = parse_id(asked.stream) if asked.stream else None
    if stream is None:
        tenant = await chosen_tenant(daybook, asked.tenant)
    else:
        tenant = await tenant_of_document(daybook, asked.tenant, stream)
    since = past("--since", asked.since).upto or Upto()
    known = [name for name, _ in daybook.storage.registry.keys]
    return Wanted(
        tenant,
        types=tuple(name for text in asked.type for name in _types(text, known)),
        stream=stream,
        after=since.position or 0,
        since=since.occurred_at,
    )


def _types(text: str, known: list[str]) -> list[str]:
    found = [name for name in known if name == text or name.startswith(f"{text}.")]
    if not found:
        close = get_close_matches(text, known, n=1)
        raise WrongUsage(f"there is no event type {text}", f"--type {close[0]}" if close else "")
    return found


async def _learn(
    daybook: Daybook, tenant: TenantId, page: Sequence[RecordedEvent], names: dict[str, str]
) -> None:
    """Look up who the actors are that have not been seen before."""
    for actor in {str(event.metadata.get("actor", "")) for event in page} - names.keys():
        folded = await daybook.storage.states.load_at(tenant, USER, actor, Upto())
        names[actor] = folded.state.name or actor
