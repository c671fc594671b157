"""`daybook report`: a report as it is, or as it was, as a table, as data, or as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.bootstrap.operating import Daybook, Part
from api.cli.asking import Tenant, asking
from api.cli.complaint import Complaint, NotFound, WrongUsage
from api.cli.moments import past
from api.cli.output import Format, Output, Row, say, write_rows
from api.cli.programs import program
from api.cli.workplace import chosen_tenant, work
from api.reporting.documents import items
from api.reporting.forms import BY_ENDING
from api.reporting.values import heading
from application.ports.reports import Report, ReportShape
from application.reporting.reporting import MomentNotReached, ReportRequest, ReportsLagging
from domain.shared.ids import TenantId
from projections.reporting.catalogue import REPORTS

app = program()

_PATIENCE = 60.0
_SHAPES = {question.shape.name: question.shape for question in REPORTS}
_CATALOGUE = ("name", "question")


class ReportNotReady(Complaint):
    """What was asked for has not happened, or is not projected yet."""


@dataclass(frozen=True)
class Asked:
    """Which report, as of when, in which form."""

    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="Its name; without one, all are listed.", show_default=False
        ),
    ] = None
    as_of: Annotated[
        str | None,
        typer.Option(metavar="T", help="As of an instant (RFC 3339) or a log position."),
    ] = None
    day: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day that days are counted to.")
    ] = None
    only: Annotated[
        list[str],
        typer.Option(metavar="COLUMN=VALUE", help="Only rows with this value; may be repeated."),
    ] = field(default_factory=list)
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it into this SVG file.")
    ] = None
    save: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write it into this file, as its ending says: json, csv, arrow, parquet, xlsx or svg.",
        ),
    ] = None
    tenant: Tenant = ""
    output: Output = Format.TABLE


@app.command()
@asking(Asked)
def report(asked: Asked) -> None:
    """Tell a report as it is or as it was; as of a position it is the same for ever.

    It is the report that `GET /v1/reports/NAME` answers. Files that are written have the same bytes.
    """
    if asked.name is None:
        rows: list[Row] = [{"name": it.name, "question": it.question} for it in _SHAPES.values()]
        write_rows(rows, _CATALOGUE, asked.output)
        return
    shape, request = _shape(asked.name), _request(asked)
    files = _files(asked)
    found = work(lambda daybook: _report(daybook, asked, shape, request), _FOLLOWING)
    for file, ending in files:
        file.write_bytes(BY_ENDING[ending].write(found))
        say(f"written to {file}")
    if not files:
        headings = {column.name: heading(column.name, column.kind) for column in shape.columns}
        write_rows(items(found), list(headings), asked.output, headings)
    say(f"{shape.title} as of position {found.as_of.position:,}, counted to {found.as_of.day}")


_FOLLOWING = frozenset({Part.PROJECTIONS})
"""While no server runs, the facts are brought up to date first."""


def _shape(name: str) -> ReportShape:
    shape = _SHAPES.get(name)
    if shape is None:
        raise NotFound(f"there is no report {name}", "daybook report")
    return shape


def _request(asked: Asked) -> ReportRequest:
    shape = _shape(asked.name or "")
    moment = past("--as-of", asked.as_of or None).as_of
    filters = {}
    for each in asked.only:
        name, equals, value = each.partition("=")
        if not equals or name not in shape.filters:
            known = ", ".join(shape.filters) or "none"
            raise WrongUsage(f"--only takes COLUMN=VALUE with one of these columns: {known}")
        filters[name] = value
    return ReportRequest(moment, _day(asked.day), filters, patience=_PATIENCE)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongUsage("--day takes a day like 2026-03-31") from None


def _files(asked: Asked) -> Sequence[tuple[Path, str]]:
    files = [(asked.plot, "svg")] if asked.plot else []
    if asked.save:
        ending = asked.save.suffix.removeprefix(".")
        if ending not in BY_ENDING:
            raise WrongUsage(f"--save takes a file that ends in one of {', '.join(BY_ENDING)}")
        files.append((asked.save, ending))
    return files


async def _report(
    daybook: Daybook, asked: Asked, shape: ReportShape, request: ReportRequest
) -> Report:
    tenant = await chosen_tenant(daybook, asked.tenant)
    try:
        return await daybook.read_side.reporting.report(
            tenant, shape, await _with_everything(daybook, tenant, request)
        )
    except (MomentNotReached, ReportsLagging) as failure:
        hint = "daybook projections shows how far they are"
        raise ReportNotReady(failure.detail, hint) from None


async def _with_everything(
    daybook: Daybook, tenant: TenantId, request: ReportRequest
) -> ReportRequest:
    """A report as of now tells all that the log holds."""
    head = await daybook.storage.store.head(tenant)
    return ReportRequest(request.moment, request.day, request.filters, head, request.patience)
