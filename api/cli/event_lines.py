"""Events as lines that can be printed one after the other, so that a live history needs no end."""

import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from api.cli.output import Format, text_of
from api.csv_table import neutral
from api.http.history import envelope
from application.ports.event_store import RecordedEvent

_COLUMNS: Mapping[str, int] = {
    "position": 8,
    "occurredAt": 19,
    "who": 18,
    "type": 38,
    "streamId": 40,
    "version": 3,
}
_TIME = "%Y-%m-%d %H:%M:%S"

Names = Callable[[str], str]


class EventLines:
    """Writes events in one form; `names` says who a user id is. Nothing is kept but for JSON."""

    def __init__(self, output: Format, names: Names) -> None:
        self._output = output
        self._names = names
        self._kept: list[dict[str, Any]] = []
        self._begun = False

    def write(self, events: Sequence[RecordedEvent]) -> None:
        """Print events, below those before."""
        match self._output:
            case Format.JSON:
                self._kept += [envelope(event) for event in events]
            case Format.JSONL:
                for event in events:
                    self._bytes(orjson.dumps(envelope(event), option=_LINE))
            case Format.CSV:
                self._rows(events)
            case Format.TABLE:
                self._columns(events)
        sys.stdout.flush()

    def end(self) -> None:
        """Print what can only be printed as a whole."""
        if self._output is Format.JSON:
            self._bytes(orjson.dumps(self._kept, option=_LINE | orjson.OPT_INDENT_2))

    def _rows(self, events: Sequence[RecordedEvent]) -> None:
        writer = csv.writer(sys.stdout)
        if not self._begun:
            writer.writerow(_COLUMNS)
        self._begun = True
        for event in events:
            writer.writerow([neutral(cell) for cell in self._cells(event)])

    def _columns(self, events: Sequence[RecordedEvent]) -> None:
        if not self._begun:
            self._line(list(_COLUMNS))
        self._begun = True
        for event in events:
            self._line([text_of(cell) for cell in self._cells(event)])

    def _line(self, cells: Sequence[str]) -> None:
        widths = list(_COLUMNS.values())
        first = cells[0].rjust(widths[0])
        rest = [cell.ljust(width) for cell, width in zip(cells[1:], widths[1:], strict=True)]
        sys.stdout.write("  ".join([first, *rest]).rstrip() + "\n")

    def _cells(self, event: RecordedEvent) -> list[str]:
        return [
            str(event.position),
            event.occurred_at.strftime(_TIME),
            self._names(str(event.metadata.get("actor", ""))),
            event.event_type,
            event.stream_id,
            str(event.version),
        ]

    def _bytes(self, data: bytes) -> None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


_LINE = orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z
