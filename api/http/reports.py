"""Reports over HTTP: the question as a model, the answer in the form that the caller takes."""

import asyncio
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model
from pydantic.alias_generators import to_pascal

from api.http.answer import PRIVATE, VARIES, Answer, Header, digest_of, etag, position
from api.http.binding import query_parameters
from api.http.headers import acceptable, none_match
from api.http.models import Wire
from api.http.past import PARAMETERS, Moment, WholeNumber
from api.http.pictures import drawn
from api.http.querying import LONGEST_WAIT, Querying
from api.http.report_pages import MOST_ROWS, Place, link, question_of, read_cursor
from api.reporting.forms import FORMS, Form
from application.access_record import Export
from application.ports.reports import ColumnKind, Part, Report, ReportColumn, ReportShape
from application.reporting.reporting import ReportRequest
from domain.shared.business_date import BusinessDate
from domain.shared.money import SignedMoney

_TYPES: dict[ColumnKind, Any] = {
    ColumnKind.TEXT: str,
    ColumnKind.AMOUNT: SignedMoney,
    ColumnKind.PERCENT: Annotated[str, Field(pattern=r"^-?\d+\.\d\d$")],
    ColumnKind.COUNT: int,
    ColumnKind.SECONDS: int,
    ColumnKind.DATE: date,
}


class ReportQuery(BaseModel):
    """As of when a report is asked; the filters of each report come on top."""

    model_config = PARAMETERS

    as_of: Moment | None = Field(
        default=None,
        description="An instant (RFC 3339, with offset) or a log position; now without it.",
        json_schema_extra={"examples": ["2025-03-31T23:59:59Z"]},
    )
    day: BusinessDate | None = Field(
        default=None,
        description="The day that days are counted to; the tenant's day of `asOf` without it.",
        json_schema_extra={"examples": ["2025-03-31"]},
    )
    limit: Annotated[int, WholeNumber, Field(ge=1, le=MOST_ROWS)] = Field(
        default=MOST_ROWS, description="How many rows an answer has at most; a picture shows all."
    )
    cursor: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description="`nextCursor` of the part before, which has the same position."
    )


class AsOfModel(Wire):
    """Which facts count: asked again with this position and day, a report is the same for ever."""

    position: int = Field(description="Facts up to this position of the log count.")
    at: str | None = Field(description="When the event at that position happened.")
    day: date = Field(description="The day that days are counted to.")


class ReportModel(Wire):
    """A report with what it is as of."""

    name: str
    title: str
    as_of: AsOfModel
    filters: dict[str, str]
    next_cursor: str | None = Field(None, description="Absent on the last part.")


class ReportColumnModel(Wire):
    """What a column of a report holds."""

    name: str
    kind: ColumnKind
    sentence: str


class ReportDescription(Wire):
    """What a report is: the question that it answers, and how its figures are defined."""

    name: str
    title: str
    question: str
    definition: str
    columns: list[ReportColumnModel]
    filters: list[str] = Field(description="Columns that can be narrowed to one value.")


class ReportCatalogue(Wire):
    """Every report that there is."""

    items: list[ReportDescription]


@cache
def query_model(shape: ReportShape) -> type[ReportQuery]:
    """What a report can be asked."""
    text = Annotated[str, Field(min_length=1, max_length=200)]
    fields: dict[str, Any] = {
        name: (text | None, Field(None, description=f"Only with this {name}."))
        for name in shape.filters
    }
    return create_model(f"{_pascal(shape)}Query", __base__=ReportQuery, **fields)


@cache
def answer_model(shape: ReportShape) -> type[ReportModel]:
    """What a report looks like as JSON."""
    fields: dict[str, Any] = {
        column.name: (_type(column), Field(description=column.sentence)) for column in shape.columns
    }
    row = create_model(f"{_pascal(shape)}Row", __base__=Wire, __doc__="A row.", **fields)
    return create_model(
        f"{_pascal(shape)}Report",
        __base__=ReportModel,
        __doc__=shape.question,
        items=(list[row], ...),
    )


def _pascal(shape: ReportShape) -> str:
    return to_pascal(shape.name.replace("-", "_"))


def _type(column: ReportColumn) -> Any:
    kind = _TYPES[column.kind]
    return kind | None if column.optional else kind


async def report_answer(asking: Querying, shape: ReportShape, query: ReportQuery) -> Answer:
    """The report in the form that the caller likes best; 304 when they have it already."""
    form = FORMS[acceptable(asking.exchange, tuple(FORMS))]
    filters = {name: value for name in shape.filters if (value := getattr(query, name)) is not None}
    given = query_parameters(asking.exchange)
    question = question_of(asking.caller.tenant, shape.name, given)
    report = await _told(asking, shape, form, _asked(asking, query, filters, question))
    if report.more:
        report = replace(report, cursor=Place.behind(report).cursor(question))
    body = await asyncio.to_thread(form.write, report)
    tag = digest_of(body)
    headers: list[Header] = [
        etag(tag),
        PRIVATE,
        VARIES,
        position(report.as_of.position),
    ]
    if report.cursor is not None:
        headers.append(link(asking.exchange.path_text(), given, report.cursor))
    if none_match(asking.exchange, tag):
        return Answer(304, headers=headers)
    if form.taken_along:
        what = {**filters, "asOf": str(report.as_of.position), "day": str(report.as_of.day)}
        taken = Export(shape.name, what, len(report.rows), form.media_type)
        await asking.exported(taken)
        headers.append(_file_name(report, form))
    answer = Answer(200, body, headers, f"{form.media_type}{form.parameters}".encode())
    return drawn(answer) if form.ending == "svg" else answer


def _asked(
    asking: Querying, query: ReportQuery, filters: dict[str, str], question: str
) -> ReportRequest:
    """What is asked; with a cursor as of the position and the day of the part before."""
    if query.cursor is None:
        part = Part(0, query.limit)
        return ReportRequest(query.as_of, query.day, filters, asking.wanted, LONGEST_WAIT, part)
    place = read_cursor(question, query.cursor)
    part = Part(place.after, query.limit)
    return ReportRequest(place.position, place.day, filters, 0, LONGEST_WAIT, part)


async def _told(asking: Querying, shape: ReportShape, form: Form, asked: ReportRequest) -> Report:
    reporting, tenant = asking.services.reporting, asking.caller.tenant
    tell = reporting.picture if form.ending == "svg" else reporting.report
    return await tell(tenant, shape, asked)


def _file_name(report: Report, form: Form) -> Header:
    part = f"-from-{report.part.after + 1}" if report.part.after else ""
    name = f"{report.shape.name}-{report.as_of.position}{part}.{form.ending}"
    return b"content-disposition", f'attachment; filename="{name}"'.encode()


def example_report(shape: ReportShape) -> dict[str, Any]:
    """A report of one row, for the contract."""
    return {
        "name": shape.name,
        "title": shape.title,
        "asOf": {"position": 42, "at": "2026-03-02T09:30:00Z", "day": "2026-03-02"},
        "filters": {},
        "items": [{column.name: _example(column) for column in shape.columns}],
    }


def _example(column: ReportColumn) -> Any:
    if column.kind is ColumnKind.AMOUNT:
        return {"amount": column.example, "currency": "EUR"}
    return column.example
