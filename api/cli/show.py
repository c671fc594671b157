"""`daybook show`: a document as it is, as it was, or what changed between two of its versions."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Identifier, Tenant, asking
from api.cli.complaint import NotFound, WrongUsage
from api.cli.document_view import write_document
from api.cli.moments import past
from api.cli.output import Format, Output, Row, write_rows
from api.cli.programs import program
from api.cli.user_named import user_named
from api.cli.workplace import tenant_of_document, work
from api.http.differences import differences
from api.http.documents import DocumentKind
from api.http.kinds import KINDS
from application.access_at import AccessOfUser, Moment, access_at
from application.failures import DocumentNotFound
from application.ports.event_store import Upto
from domain.shared.ids import Id, TenantId, parse_id

app = program()

_RANGE = re.compile(r"(\d{1,9})\.\.(\d{1,9})").fullmatch


@dataclass(frozen=True)
class Shown:
    """Which document, and when."""

    id: Identifier
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="WHO",
            help="After `user`: whose access, by id or e-mail address.",
            show_default=False,
        ),
    ] = None
    at: Annotated[
        str | None, typer.Option(metavar="T", help="As of an instant (RFC 3339) or a log position.")
    ] = None
    version: Annotated[int | None, typer.Option(min=1, help="As of a version, from 1.")] = None
    diff: Annotated[
        str | None, typer.Option(metavar="A..B", help="What changed between two versions.")
    ] = None
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Shown)
def show(shown: Shown) -> None:
    """Show a document as it is, as it was, or what changed.

    It is folded from its events and rendered as the API renders it. `daybook show user WHO` shows what
    somebody could do: roles, level, delegations and sessions, and the events that made it so.
    """
    if shown.id == "user":
        _show_access(shown)
        return
    if shown.who is not None:
        raise WrongUsage("show takes one id, or `user` and an id or e-mail address")
    stream_id = parse_id(shown.id)
    if shown.diff is not None:
        first, last = _versions(shown)
        write_rows(work(lambda d: _changes(d, shown, (first, last))), _CHANGES, shown.output)
        return
    upto = past("--at", shown.at, shown.version).upto or Upto()
    write_document(work(lambda d: _document(d, shown, stream_id, upto)), shown.output)


def _show_access(shown: Shown) -> None:
    if shown.who is None or shown.version is not None or shown.diff is not None:
        raise WrongUsage("show user takes an id or e-mail address, and at most --at")
    who, upto = shown.who, past("--at", shown.at).upto or Upto()
    found = work(lambda daybook: _access(daybook, who, shown.tenant, upto))
    write_document(orjson.loads(found.model_dump_json()), shown.output)


async def _access(daybook: Daybook, who: str, tenant: str, upto: Upto) -> AccessOfUser:
    tenant_id, user = await user_named(daybook, who, tenant)
    storage = daybook.storage
    moment = Moment(tenant_id, upto, storage.clock.now(tenant_id))
    try:
        return await access_at(storage.store, storage.states, user, moment)
    except DocumentNotFound as failure:
        raise NotFound(failure.detail, "daybook user list") from None


_CHANGES = ("path", "from", "to")


def _versions(shown: Shown) -> tuple[int, int]:
    found = _RANGE(shown.diff or "")
    if found is None or shown.at is not None or shown.version is not None:
        raise WrongUsage("--diff takes two versions like 3..5, and neither --at nor --version")
    return int(found[1]), int(found[2])


async def _changes(daybook: Daybook, shown: Shown, versions: tuple[int, int]) -> list[Row]:
    stream_id = parse_id(shown.id)
    before, after = [
        await _document(daybook, shown, stream_id, Upto(version=version)) if version else {}
        for version in versions
    ]
    return list(differences(before, after))


async def _document(daybook: Daybook, shown: Shown, stream_id: Id, upto: Upto) -> dict[str, Any]:
    kind = _kind(stream_id)
    tenant = await tenant_of_document(daybook, shown.tenant, stream_id)
    document = await _folded(daybook, tenant, kind, (stream_id, upto))
    if document is None:
        wanted = f"version {upto.version} of {stream_id}" if upto.version else stream_id
        when = " at that time" if upto.occurred_at or upto.position is not None else ""
        raise NotFound(f"there is no {wanted}{when}", f"daybook events tail --stream {stream_id}")
    return document


async def _folded(
    daybook: Daybook, tenant: TenantId, kind: DocumentKind, asked: tuple[Id, Upto]
) -> dict[str, Any] | None:
    stream_id, upto = asked
    folded = await daybook.storage.states.load_at(tenant, kind.decider, stream_id, upto)
    if folded.version < (upto.version or 1):
        return None
    document: dict[str, Any] = orjson.loads(kind.render(folded))
    return document


def _kind(stream_id: Id) -> DocumentKind:
    kind = KINDS.of(stream_id)
    if kind is None:
        hint = f"daybook events tail --stream {stream_id}"
        raise NotFound(f"{stream_id} names no document; it only has a history", hint)
    return kind
