"""The reports, each under its name."""

from typing import Annotated, Any

import orjson
from fastapi import Query

from api.http.answer import PRIVATE, VARIES, Answer
from api.http.operation import Endpoint, Gives
from api.http.querying import Asking
from api.http.reports import ReportCatalogue, ReportQuery, answer_model, query_model, report_answer
from api.http.resource import Resource
from api.reporting.documents import described
from api.reporting.forms import FORMS
from application.ports.reports import ReportShape
from projections.reporting.catalogue import REPORTS

reports = Resource("/v1/reports", "Reports")


@reports.plain("GET", "", "reports.list", Gives(ReportCatalogue))
async def list_all() -> Answer:
    """Every report with the question that it answers and how its figures are defined."""
    told = orjson.dumps({"items": [described(question.shape) for question in REPORTS]})
    return Answer(200, told, [PRIVATE, VARIES])


def _endpoint(shape: ReportShape) -> Endpoint:
    async def report(asking: Any, query: ReportQuery) -> Answer:
        return await report_answer(asking, shape, query)

    report.__name__ = shape.name.replace("-", "_")
    report.__doc__ = f"{shape.question} The same for ever as of a position of the log."
    report.__annotations__ = {
        "asking": Asking,
        "query": Annotated[query_model(shape), Query()],
        "return": Answer,
    }
    return report


for _question in REPORTS:
    _shape = _question.shape
    reports.query(
        f"/{_shape.name}",
        f"reports.{_shape.name}",
        Gives(answer_model(_shape), also=tuple(FORMS)[1:]),
    )(_endpoint(_shape))
