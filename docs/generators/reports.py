"""The reports, as their declarations define them."""

from api.reporting.forms import FORMS
from application.ports.reports import ReportShape
from docs.generators.markdown import bullets, code, link, page, slug, table
from projections.reporting.catalogue import REPORTS

_INTRODUCTION = (
    "`GET /v1/reports/{name}` and `daybook report NAME`. Each report is told as of a position of the log "
    "(`asOf=1234`), as of an instant (`asOf=2026-03-31T23:59:59Z`, the last event that had happened by then) "
    "or as of now; `day` is the day that days are counted to, by default that of `asOf` in the tenant's time "
    "zone. With the `position` and `day` of its `asOf` a report has the same bytes for ever, also after the "
    "facts were made again; the one thing that changes is a supplier's name when somebody has it erased. "
    "[Read reports](../../how-to/read-reports.md) shows how, and "
    "[read models](read-models.md) lists the tables of facts."
)
_COLUMNS = ("column", "holds", "meaning")


def reports() -> str:
    """The page."""
    shapes = [question.shape for question in REPORTS]
    contents = " · ".join(link(shape.name, f"#{slug(shape.name)}") for shape in shapes)
    return page("Reports", _INTRODUCTION, _forms(), contents, *map(_report, shapes))


def _forms() -> str:
    return "As the header `Accept` says:\n\n" + bullets(
        f"{code(form.media_type)} ({form.ending})" for form in FORMS.values()
    )


def _report(shape: ReportShape) -> str:
    rows = [
        (code(column.name), f"{column.kind}{', or nothing' * column.optional}", column.sentence)
        for column in shape.columns
    ]
    filters = ", ".join(map(code, shape.filters)) or "nothing"
    return (
        f"## {shape.name}\n\n*{shape.question}* {shape.definition}\n\n"
        f"Can be narrowed by {filters}.\n\n{table(_COLUMNS, rows)}"
    )
