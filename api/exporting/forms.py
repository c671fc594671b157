"""The forms of tables that are taken along. A library is loaded when its form is asked for.

The same rows give the same bytes: nothing tells when they were written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from application.ports.snapshot import Rows, SnapshotTable


class Sink(Protocol):
    """Where bytes go, in order."""

    def write(self, data: bytes) -> int:
        """Take some more."""


class TableWriter(Protocol):
    """Writes the rows of one table, some at a time."""

    def write(self, rows: Rows) -> None:
        """Some more of them."""

    def close(self) -> None:
        """There are no more."""


@dataclass(frozen=True, slots=True)
class TableForm:
    """A media type, the ending of its files, and who writes it."""

    media_type: str
    ending: str
    writer: str
    parameters: str = ""

    def to(self, sink: Sink, table: SnapshotTable) -> TableWriter:
        """A writer of this table."""
        module, _, name = self.writer.partition(":")
        begin: Callable[[Sink, SnapshotTable], TableWriter] = getattr(import_module(module), name)
        return begin(sink, table)


_FORMS = (
    TableForm("application/vnd.apache.parquet", "parquet", "api.exporting.parquet:ParquetWriter"),
    TableForm(
        "text/csv", "csv", "api.exporting.lines:CsvWriter", "; charset=utf-8; header=present"
    ),
    TableForm("application/x-ndjson", "jsonl", "api.exporting.lines:JsonLinesWriter"),
)
TABLE_FORMS: Mapping[str, TableForm] = {form.ending: form for form in _FORMS}
"""By the ending of file names, which is also what the command line calls them."""
