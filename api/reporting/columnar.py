"""Reports as Arrow and Parquet, for those who go on counting; nothing tells when the bytes were made."""

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa
from pyarrow import ipc, parquet

from api.reporting.values import lines
from application.ports.reports import ColumnKind, Report, ReportColumn

_MOST_DIGITS = 38
_AMOUNT_DECIMALS = 4
"""No currency of ISO 4217 has more."""


def _types() -> dict[ColumnKind, Any]:
    return {
        ColumnKind.TEXT: pa.string(),
        ColumnKind.AMOUNT: pa.decimal128(_MOST_DIGITS, _AMOUNT_DECIMALS),
        ColumnKind.PERCENT: pa.decimal128(_MOST_DIGITS, 2),
        ColumnKind.COUNT: pa.int64(),
        ColumnKind.SECONDS: pa.int64(),
        ColumnKind.DATE: pa.date32(),
    }


def as_arrow(report: Report) -> bytes:
    """One record batch in the streaming format."""
    return _written(_write_stream, report)


def as_parquet(report: Report) -> bytes:
    """One row group, compressed with zstd."""
    return _written(
        lambda sink, table: parquet.write_table(table, sink, compression="zstd"), report
    )


def _write_stream(sink: Any, table: Any) -> None:
    with ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


def _written(write: Callable[[Any, Any], None], report: Report) -> bytes:
    sink = pa.BufferOutputStream()
    write(sink, _table(report))
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _table(report: Report) -> Any:
    rows = list(lines(report))
    fields = [_field(column) for column in report.shape.columns]
    arrays = [
        pa.array([row[place] for row in rows], type=field.type)
        for place, field in enumerate(fields)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=_told(report)))


def _field(column: ReportColumn) -> Any:
    return pa.field(
        column.name,
        _types()[column.kind],
        nullable=column.optional,
        metadata={"sentence": column.sentence},
    )


def _told(report: Report) -> dict[str, str]:
    moment = report.as_of
    return {
        "report": report.shape.name,
        "position": str(moment.position),
        "at": "" if moment.at is None else moment.at.isoformat(),
        "day": moment.day.isoformat(),
        "filters": json.dumps(dict(sorted(report.filters.items()))),
    }
