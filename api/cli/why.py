"""`daybook why`: what led to a document or an event, and what they led to, as an indented tree."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import orjson
import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.complaint import NotFound, WrongUsage
from api.cli.output import Format, say, text_of
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, tenant_of_document, work
from api.http.causation import as_data
from application.audit.causation import MOST, Causation, Causes, Deed, walked
from application.ports.event_store import Upto
from domain.identity.user.machine import USER
from domain.shared.context import SYSTEM
from domain.shared.ids import Id, TenantId, parse_id
from domain.shared.invalid_value import InvalidValue

app = program()

_TIME = "%Y-%m-%d %H:%M:%S"
_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z

Names = Mapping[str, str]


@dataclass(frozen=True)
class Asked:
    """About what, and in which form."""

    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="The id of a document, or the position or the id of an event.",
            show_default=False,
        ),
    ]
    tenant: Tenant = ""
    output: Annotated[
        Format, typer.Option("-o", "--output", help="A tree for people, or as json.")
    ] = Format.TABLE


@app.command()
@asking(Asked)
def why(asked: Asked) -> None:
    """Show what led to a document or an event, and what they led to.

    Each request or reaction stands with the events that it stored; below an event stands what the product
    did because of it.
    """
    if asked.output not in (Format.TABLE, Format.JSON):
        raise WrongUsage("a tree is shown as a table or as json", "-o json")
    causes, names = work(lambda daybook: _causes(daybook, asked))
    if not causes.stories:
        raise NotFound(f"there is no {asked.what}", "daybook events tail")
    if asked.output is Format.JSON:
        written = orjson.dumps(as_data(causes), option=_LINE | orjson.OPT_INDENT_2)
        sys.stdout.buffer.write(written)
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(causes, names))
    if not causes.complete:
        say(f"there is more: these are the first {MOST:,} events")


async def _causes(daybook: Daybook, asked: Asked) -> tuple[Causes, Names]:
    store = daybook.storage.store
    if asked.what.isdigit():
        tenant = await chosen_tenant(daybook, asked.tenant)
        causes = await Causation(store, tenant).at(int(asked.what))
    elif (event_id := _event_id(asked.what)) is not None:
        tenant = await chosen_tenant(daybook, asked.tenant)
        causes = await Causation(store, tenant).of_event(event_id)
    else:
        stream_id = _document_id(asked.what)
        tenant = await tenant_of_document(daybook, asked.tenant, stream_id)
        causes = await Causation(store, tenant).of_document(stream_id)
    return causes, await _names(daybook, tenant, causes)


def _event_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _document_id(text: str) -> Id:
    try:
        return parse_id(text)
    except InvalidValue:
        raise WrongUsage(
            f"{text} is neither the id of a document nor the position or id of an event"
        ) from None


async def _names(daybook: Daybook, tenant: TenantId, causes: Causes) -> Names:
    names: dict[str, str] = {SYSTEM: "daybook"}
    for actor in {str(one.metadata.get("actor", "")) for one in walked(causes.stories)} - {SYSTEM}:
        folded = await daybook.storage.states.load_at(tenant, USER, actor, Upto())
        names[actor] = folded.state.name or actor
    return names


def _lines(causes: Causes, names: Names) -> Iterator[str]:
    for story in causes.stories:
        yield f"story {text_of(story.correlation)}"
        for deed in story.deeds:
            yield from _deed(deed, names, 1)


def _deed(deed: Deed, names: Names, depth: int) -> Iterator[str]:
    said, indent = deed.first.metadata, "  " * depth
    who = names.get(str(said.get("actor", "")), "nobody")
    because = "because of this" if "causationId" in said else "on its own"
    reason = f"request {said['requestId']}" if "requestId" in said else because
    yield f"{indent}{text_of(who)}, {deed.first.occurred_at:{_TIME}}, {text_of(reason)}"
    for one in deed.happened:
        event = one.recorded
        yield f"{indent}  #{event.position} {event.event_type}  {event.stream_id} v{event.version}"
        for following in one.led_to:
            yield from _deed(following, names, depth + 2)
