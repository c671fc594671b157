"""The forms that a report can have, by media type; a library is loaded when its form is asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module

from application.ports.reports import Report


@dataclass(frozen=True, slots=True)
class Form:
    """A media type, the ending of its files, and who writes it; `taken_along` is put on record."""

    media_type: str
    ending: str
    writer: str
    taken_along: bool = True
    parameters: str = ""

    def write(self, report: Report) -> bytes:
        """The report in this form."""
        module, _, name = self.writer.partition(":")
        write: Callable[[Report], bytes] = getattr(import_module(module), name)
        return write(report)


_FORMS = (
    Form("application/json", "json", "api.reporting.documents:as_json", taken_along=False),
    Form(
        "text/csv",
        "csv",
        "api.reporting.documents:as_csv",
        parameters="; charset=utf-8; header=present",
    ),
    Form("application/vnd.apache.arrow.stream", "arrow", "api.reporting.columnar:as_arrow"),
    Form("application/vnd.apache.parquet", "parquet", "api.reporting.columnar:as_parquet"),
    Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
        "api.reporting.workbook:as_workbook",
    ),
    Form("image/svg+xml", "svg", "api.reporting.picture:as_picture", taken_along=False),
)
FORMS: Mapping[str, Form] = {form.media_type: form for form in _FORMS}
"""By media type, the usual one first."""

BY_ENDING: Mapping[str, Form] = {form.ending: form for form in _FORMS}
"""By the ending of file names."""
