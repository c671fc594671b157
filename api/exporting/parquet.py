"""Tables as Parquet: exact decimals, instants in UTC, and what each column means beside it."""

from typing import Any

import pyarrow as pa
from pyarrow import parquet

from api.exporting.forms import Sink
from application.ports.snapshot import CellKind, Rows, SnapshotColumn, SnapshotTable

GROUP_BYTES = 16_000_000
"""So much at most, of text and figures, is kept until it is written as a group of rows."""

_DIGITS = 38
_TYPES = {
    CellKind.TEXT: pa.string(),
    CellKind.TEXTS: pa.list_(pa.string()),
    CellKind.INTEGER: pa.int64(),
    CellKind.BOOLEAN: pa.bool_(),
    CellKind.DATE: pa.date32(),
    CellKind.INSTANT: pa.timestamp("us", tz="UTC"),
    CellKind.JSON: pa.string(),
}


class ParquetWriter:
    """Groups of rows, compressed with zstd."""

    def __init__(self, sink: Sink, table: SnapshotTable) -> None:
        told = {"table": table.name, "sentence": table.sentence}
        self._schema = pa.schema([_field(column) for column in table.columns], metadata=told)
        self._writer = parquet.ParquetWriter(_Counted(sink), self._schema, compression="zstd")
        self._waiting: list[Any] = []

    def write(self, rows: Rows) -> None:
        """Keep them, and write a group when there is enough for one."""
        columns = zip(*rows, strict=True)
        arrays = [
            pa.array(cells, type=field.type)
            for cells, field in zip(columns, self._schema, strict=True)
        ]
        self._waiting.append(pa.RecordBatch.from_arrays(arrays, schema=self._schema))
        if sum(batch.nbytes for batch in self._waiting) > GROUP_BYTES:
            self._flush()

    def close(self) -> None:
        """Write what is kept, and where everything is."""
        if self._waiting:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._waiting, schema=self._schema)
        self._writer.write_table(table, row_group_size=table.num_rows)
        self._waiting.clear()


class _Counted:
    """A sink as pyarrow wants a file: it asks where it is, and whether it is closed."""

    closed = False

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._at = 0

    def write(self, data: Any) -> int:
        taken = bytes(data)
        self._sink.write(taken)
        self._at += len(taken)
        return len(taken)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Whoever gave the sink sees to that."""

    def close(self) -> None:
        """The same."""

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def _field(column: SnapshotColumn) -> Any:
    kind = _TYPES.get(column.kind) or pa.decimal128(_DIGITS, column.scale)
    return pa.field(column.name, kind, metadata={"sentence": column.sentence})
