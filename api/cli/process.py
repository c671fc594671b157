"""`daybook process`: the log for process mining, and what follows what in it."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook
from api.cli.asking import Tenant, asking
from api.cli.complaint import WrongUsage
from api.cli.counting import Counting
from api.cli.output import Format, Output, Row, say, write_record, write_rows
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, trace, work
from api.http.process_mining import ORDERS, ObjectType, as_data
from api.reporting.process_export import directly_follows, write_json, write_log
from api.reporting.process_picture import as_picture, duration
from application.access_record import Export, Person
from application.process_mining.directly_follows import Graph
from application.request import Origin
from domain.shared.context import SYSTEM
from domain.shared.ids import TenantId

app = program(of_many=True)

_FOLLOWS = ("from", "to", "times", "meanTime")
_ENDINGS = ("json", "jsonocel", "sqlite")

At = Annotated[int | None, typer.Option(min=1, help="Only events up to this position of the log.")]


@app.callback()
def process() -> None:
    """Hand the log to process mining, and see what follows what."""


@app.command()
def export(
    file: Annotated[
        Path,
        typer.Argument(
            dir_okay=False, help="A file that is not there yet: .json, .jsonocel or .sqlite."
        ),
    ],
    *,
    at: At = None,
    tenant: Tenant = "",
) -> None:
    """Write the log as OCEL 2.0: events, the documents they are about, and how these belong together.

    The same events make the same bytes. People are in it by their ids alone.
    """
    ending = file.suffix.removeprefix(".")
    if ending not in _ENDINGS:
        raise WrongUsage(f"the file has to end in one of {', '.join(_ENDINGS)}")
    if file.exists():
        raise WrongUsage(f"{file} is there already", "name a file that is not there yet")
    events, until = work(lambda daybook: _export(daybook, file, (tenant, at)))
    say(f"{events:,} events up to position {until:,} in {file}")


@dataclass(frozen=True)
class Graphed:
    """Of which documents, and in which form."""

    of: Annotated[ObjectType, typer.Option(help="The type of the documents.")] = ORDERS
    at: At = None
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it into this SVG file.")
    ] = None
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Graphed)
def graph(asked: Graphed) -> None:
    """Tell which event of a document follows which, how often, and how long after in the mean."""
    found, until = work(lambda daybook: _graph(daybook, asked))
    if asked.plot is not None:
        asked.plot.write_bytes(as_picture(found, until))
        say(f"drawn into {asked.plot}")
    elif asked.output is Format.JSON:
        write_record(as_data(found, until), Format.JSON)
    else:
        rows: list[Row] = [
            {
                "from": each.before,
                "to": each.after,
                "times": each.times,
                "meanTime": duration(each.mean_seconds),
                "meanSeconds": each.mean_seconds,
            }
            for each in found.follows
        ]
        write_rows(rows, _FOLLOWS, asked.output)
    say(f"{found.objects:,} documents as of position {until:,}")


async def _export(daybook: Daybook, file: Path, asked: tuple[str, int | None]) -> tuple[int, int]:
    tenant, until = await _until(daybook, *asked)
    store = daybook.storage.store
    with (
        Counting("exporting", "events") as told,
        tempfile.TemporaryDirectory(dir=file.parent) as folder,
    ):
        made = Path(folder) / "process-log.sqlite"
        events = await write_log(store, tenant, until, made, told.tell)
        if file.suffix != ".sqlite":
            made = await write_json(made)
        what = Export("process-log", {"asOf": str(until)}, events, file.suffix[1:])
        origin = Origin(trace=trace())
        await daybook.access_record.exported(Person(tenant, SYSTEM), what, origin)
        made.replace(file)
    return events, until


async def _graph(daybook: Daybook, asked: Graphed) -> tuple[Graph, int]:
    tenant, until = await _until(daybook, asked.tenant, asked.at)
    with Counting("counting", "events") as told:
        store = daybook.storage.store
        return await directly_follows(store, tenant, until, asked.of, told.tell), until


async def _until(daybook: Daybook, tenant: str, at: int | None) -> tuple[TenantId, int]:
    chosen = await chosen_tenant(daybook, tenant)
    head = await daybook.storage.store.head(chosen)
    return chosen, head if at is None else min(at, head)
