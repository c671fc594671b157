"""`daybook export`: the log and the read models of a tenant as files, with a manifest."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap.exporting import table_snapshots
from api.bootstrap.operating import Daybook, Part
from api.cli.asking import Tenant, asking
from api.cli.complaint import Complaint, NotFound, WrongUsage
from api.cli.counting import Counting
from api.cli.output import Format, Output, Row, say, write_rows
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, trace, work
from api.exporting.files import WrittenTable, write_table
from api.exporting.folder import whole_folder, write_manifest
from api.exporting.forms import TABLE_FORMS, TableForm
from application.access_record import Export, Person
from application.ports.table_snapshots import TableSnapshots, UnknownTable
from application.request import Origin
from domain.shared.context import SYSTEM
from domain.shared.ids import TenantId

app = program()

_PATIENCE = 60.0
_FOLLOWING = frozenset({Part.PROJECTIONS})
_COLUMNS = ("file", "rows", "position", "sha256")


class Ending(StrEnum):
    """What `--format` takes."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"


class ExportNotReady(Complaint):
    """The read models do not show yet what has happened."""


@dataclass(frozen=True)
class Taking:
    """What is taken along, as what, and where to."""

    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="events, a view of the schema reporting, or a read model as projections.NAME;"
            " without any, what there is is listed.",
            show_default=False,
        ),
    ] = None
    all: Annotated[bool, typer.Option("--all", help="The events and every view.")] = False
    format: Annotated[Ending, typer.Option(help="What the files are.")] = Ending.PARQUET
    to: Annotated[
        Path, typer.Option(file_okay=False, help="A folder that is not there yet, or empty.")
    ] = Path("daybook-export")
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Taking)
def export(taking: Taking) -> None:
    """Write events and read models of a tenant into a folder, with a manifest of them.

    It says counts, hashes and positions. All files show the same moment. The folder is there as a whole
    or not at all. `sha256sum -c SHA256SUMS` in it checks the files. That they were taken along is on
    record.
    """
    if not taking.names and not taking.all:
        write_rows(work(_listed), ("name",), taking.output)
        return
    if taking.to.exists() and any(taking.to.iterdir()):
        raise WrongUsage(
            f"there is something in {taking.to}", "--to a folder that is not there yet"
        )
    try:
        written = work(lambda daybook: _exported(daybook, taking), _FOLLOWING)
    except UnknownTable as unknown:
        raise NotFound(str(unknown), "daybook export") from None
    write_rows([_row(each) for each in written], _COLUMNS, taking.output)
    rows = sum(each.table.rows for each in written)
    say(f"{rows:,} rows in {taking.to}")


async def _listed(daybook: Daybook) -> list[Row]:
    return [{"name": name} for name in await table_snapshots(daybook.storage).names()]


async def _exported(daybook: Daybook, taking: Taking) -> list[WrittenTable]:
    tenant = await chosen_tenant(daybook, taking.tenant)
    snapshots, form = table_snapshots(daybook.storage), TABLE_FORMS[taking.format]
    names = list(dict.fromkeys(taking.names or ()))
    names += [each for each in await snapshots.names() if taking.all and each not in names]
    await _caught_up(daybook, snapshots, tenant, names)
    with whole_folder(taking.to) as folder:
        written = await _written(snapshots, tenant, names, (form, folder))
        write_manifest(folder, tenant, written)
        rows = sum(each.table.rows for each in written)
        what = Export("tables", {"tables": ",".join(names)}, rows, form.media_type)
        origin = Origin(trace=trace())
        await daybook.access_record.exported(Person(tenant, SYSTEM), what, origin)
    return written


async def _written(
    snapshots: TableSnapshots,
    tenant: TenantId,
    names: Sequence[str],
    to: tuple[TableForm, Path],
) -> list[WrittenTable]:
    form, folder = to
    async with snapshots.taken(tenant, names) as snapshot:
        total = sum(table.rows for table in snapshot.tables)
        with Counting("exporting", "rows") as counting:

            def tell(rows: int) -> None:
                counting.tell(counting.done + rows, total)

            return [
                await write_table(snapshot, table, form, folder, tell) for table in snapshot.tables
            ]


async def _caught_up(
    daybook: Daybook, snapshots: TableSnapshots, tenant: TenantId, names: Sequence[str]
) -> None:
    """Everything that the log holds now is shown."""
    head = await daybook.storage.store.head(tenant)
    if not await snapshots.reached(tenant, names, head, _PATIENCE):
        hint = "daybook projections shows how far they are"
        raise ExportNotReady(f"position {head} is not reached yet", hint)


def _row(written: WrittenTable) -> Row:
    return {
        "file": written.name,
        "table": written.table.name,
        "rows": written.table.rows,
        "position": written.table.position,
        "bytes": written.bytes,
        "sha256": written.sha256,
    }
