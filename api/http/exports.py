"""Tables over HTTP: written to a file of one moment first, so that a slow reader keeps no connection."""

import asyncio
import base64
import tempfile
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from api.exporting.files import WrittenTable, write_table
from api.exporting.forms import TABLE_FORMS, TableForm
from api.http.answer import VARIES, StreamedAnswer, position
from api.http.headers import acceptable
from api.http.models import Wire
from api.http.querying import LONGEST_WAIT, Querying, lagging
from application.access_record import Export
from application.failures import DocumentNotFound
from application.ports.table_snapshots import TableSnapshots
from domain.shared.ids import TenantId

FORMS = {form.media_type: form for form in TABLE_FORMS.values()}
AT_ONCE = 2
PART_BYTES = 256 * 1024


class ExportName(Wire):
    """Something that can be taken along."""

    name: str


class ExportNames(Wire):
    """All that can be taken along."""

    items: list[ExportName]


@dataclass(frozen=True, slots=True)
class Exports:
    """What there is to be taken along, and a few turns, so that connections are left for everybody else."""

    snapshots: TableSnapshots
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Taken:
    """A file that has no name any more and is gone once it is closed."""

    written: WrittenTable
    file: BinaryIO


async def export_answer(asking: Querying, name: str) -> StreamedAnswer:
    """The table in the form that the caller likes best; raises `DocumentNotFound`."""
    exports, tenant = asking.services.exports, asking.caller.tenant
    form = FORMS[acceptable(asking.exchange, tuple(FORMS))]
    if name not in await exports.snapshots.names():
        raise DocumentNotFound(f"there is nothing named {name} to be taken along")
    if asking.wanted and not await exports.snapshots.reached(
        tenant, [name], asking.wanted, LONGEST_WAIT
    ):
        raise lagging(asking.wanted)
    hidden = asking.services.event_access.hidden(asking.caller.roles)
    taken = await _in_turn(exports, tenant, name, form, hidden)
    try:
        table = taken.written.table
        at = {"position": str(table.position)}
        await asking.exported(Export(name, at, table.rows, form.media_type))
    except BaseException:
        taken.file.close()
        raise
    return _answer(taken, form)


async def _in_turn(
    exports: Exports, tenant: TenantId, name: str, form: TableForm, hidden: Collection[str]
) -> _Taken:
    async with exports.turns:
        with tempfile.TemporaryDirectory(prefix="daybook-export-") as folder:
            async with exports.snapshots.taken(tenant, [name], hidden) as snapshot:
                (table,) = snapshot.tables
                written = await write_table(snapshot, table, form, Path(folder), lambda _: None)
            return _Taken(written, (Path(folder) / written.name).open("rb"))


def _answer(taken: _Taken, form: TableForm) -> StreamedAnswer:
    written = taken.written
    digest = base64.b64encode(bytes.fromhex(written.sha256))
    name = f"{written.table.name}-{written.table.position}.{form.ending}"
    answer = StreamedAnswer(_parts(taken.file), f"{form.media_type}{form.parameters}".encode())
    answer.headers += [
        (b"content-length", b"%d" % written.bytes),
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
        (b"repr-digest", b"sha-256=:%b:" % digest),
        position(written.table.position),
        VARIES,
    ]
    return answer


async def _parts(file: BinaryIO) -> AsyncGenerator[bytes, None]:
    with file:
        while part := await asyncio.to_thread(file.read, PART_BYTES):
            yield part
