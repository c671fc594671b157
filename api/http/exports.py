"""Tables over HTTP, as files of one moment."""

import base64
from dataclasses import dataclass, field
from pathlib import Path

from api.exporting.files import WrittenTable, write_table
from api.exporting.forms import TABLE_FORMS, TableForm
from api.http.answer import StreamedAnswer, position
from api.http.file_answer import Written, file_answer
from api.http.headers import acceptable
from api.http.models import Wire
from api.http.querying import LONGEST_WAIT, Querying, lagging
from api.http.turns import Turns
from application.access_record import Export
from application.failures import DocumentNotFound
from application.ports.table_snapshots import TableSnapshots

FORMS = {form.media_type: form for form in TABLE_FORMS.values()}


class ExportName(Wire):
    """Something that can be taken along."""

    name: str


class ExportNames(Wire):
    """All that can be taken along."""

    items: list[ExportName]


@dataclass(frozen=True, slots=True)
class Exports:
    """What there is to be taken along, and the turns that everything takes which is."""

    snapshots: TableSnapshots
    turns: Turns = field(default_factory=Turns)


async def export_answer(asking: Querying, name: str) -> StreamedAnswer:
    """The table in the form that the caller likes best.

    Raises `DocumentNotFound`, `ProjectionLagging`, `TooManyExports` and `ServiceOverloaded`.
    """
    snapshots, tenant = asking.services.exports.snapshots, asking.caller.tenant
    form = FORMS[acceptable(asking.exchange, tuple(FORMS))]
    if name not in await snapshots.names():
        raise DocumentNotFound(f"there is nothing named {name} to be taken along")
    if asking.wanted and not await snapshots.reached(tenant, [name], asking.wanted, LONGEST_WAIT):
        raise lagging(asking.wanted)
    hidden = asking.services.event_access.hidden(asking.caller.roles)

    async def write(folder: Path) -> Written:
        async with snapshots.taken(tenant, [name], hidden) as snapshot:
            (table,) = snapshot.tables
            made = await write_table(snapshot, table, form, folder, lambda _: None)
        return _written(folder, made, form)

    return await file_answer(asking, write)


def _written(folder: Path, made: WrittenTable, form: TableForm) -> Written:
    table = made.table
    digest = base64.b64encode(bytes.fromhex(made.sha256))
    return Written(
        path=folder / made.name,
        name=f"{table.name}-{table.position}.{form.ending}",
        export=Export(table.name, {"position": str(table.position)}, table.rows, form.media_type),
        media_type=f"{form.media_type}{form.parameters}",
        headers=[(b"repr-digest", b"sha-256=:%b:" % digest), position(table.position)],
    )
