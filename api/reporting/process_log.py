"""A process log as a file of SQLite, as OCEL 2.0 lays it out.

The file is what is worked on as well, so that no log is too long: nothing but one page is in memory.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from application.process_mining.process_event import (
    EVENT_ATTRIBUTES,
    OBJECT_ATTRIBUTES,
    SUBJECT,
    ProcessEvent,
    Value,
)

INITIALLY = "1970-01-01 00:00:00"
"""When an object has what it had from its beginning, by the standard."""

_TABLES = """
CREATE TABLE event_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE object_map_type (ocel_type TEXT PRIMARY KEY, ocel_type_map TEXT NOT NULL);
CREATE TABLE event (
    ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES event_map_type (ocel_type)
);
CREATE TABLE object (
    ocel_id TEXT PRIMARY KEY, ocel_type TEXT NOT NULL REFERENCES object_map_type (ocel_type)
);
CREATE TABLE event_object (
    ocel_event_id TEXT NOT NULL REFERENCES event (ocel_id),
    ocel_object_id TEXT NOT NULL REFERENCES object (ocel_id),
    ocel_qualifier TEXT NOT NULL,
    PRIMARY KEY (ocel_event_id, ocel_object_id, ocel_qualifier)
);
CREATE TABLE object_object (
    ocel_source_id TEXT NOT NULL REFERENCES object (ocel_id),
    ocel_target_id TEXT NOT NULL REFERENCES object (ocel_id),
    ocel_qualifier TEXT NOT NULL,
    PRIMARY KEY (ocel_source_id, ocel_target_id, ocel_qualifier)
);
"""
_SQL_TYPES = {"string": "TEXT", "integer": "INTEGER", "float": "REAL"}
_FIRST = datetime.min.replace(tzinfo=UTC)
_NEXT = timedelta(microseconds=1)


class ProcessLogFile:
    """A process log that is being written; the same events make the same bytes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        self._connection.executescript(f"BEGIN; {_TABLES}")
        self._tables: dict[tuple[str, str], str] = {}
        self._newest = _FIRST
        self.events = 0

    def add(self, events: Iterable[ProcessEvent]) -> None:
        """Write events, in their order."""
        for event in events:
            self._add(event)

    def close(self) -> None:
        """Finish the file."""
        self._connection.execute("COMMIT")
        self._connection.close()

    def abandon(self) -> None:
        """Close the file and remove it, because it will not be finished."""
        self._connection.close()
        self._path.unlink(missing_ok=True)

    def _add(self, event: ProcessEvent) -> None:
        self.events += 1
        at = self._moment(event)
        run, subject = self._connection.execute, event.subject
        self._object(subject, event.subject_type)
        table = self._table("event", event.type)
        run("INSERT INTO event VALUES (?, ?)", (event.id, event.type))
        row = (event.id, at, *_row(EVENT_ATTRIBUTES, event.attributes))
        run(f"INSERT INTO {table} VALUES ({_places(row)})", row)  # noqa: S608 - a name of ours
        run("INSERT INTO event_object VALUES (?, ?, ?)", (event.id, subject, SUBJECT))
        for related in event.related:
            self._object(related.id, related.type)
            link = (related.id, related.qualifier)
            run("INSERT OR IGNORE INTO event_object VALUES (?, ?, ?)", (event.id, *link))
            run("INSERT OR IGNORE INTO object_object VALUES (?, ?, ?)", (subject, *link))
        self._change(event, at)

    def _moment(self, event: ProcessEvent) -> str:
        """When it happened, and at least a microsecond behind the event before it in the log.

        Programs order events by time alone. Those of one command have the same, and the clock of one
        process may be a little behind that of another.
        """
        self._newest = max(event.time, self._newest + _NEXT)
        return _time(self._newest)

    def _object(self, name: str, kind: str) -> None:
        self._table("object", kind)
        self._connection.execute("INSERT OR IGNORE INTO object VALUES (?, ?)", (name, kind))

    def _change(self, event: ProcessEvent, at: str) -> None:
        """What an object begins with is one row, each later change of it another."""
        table = self._table("object", event.subject_type)
        rows = (
            [(event.subject, INITIALLY, None, *_row(OBJECT_ATTRIBUTES, event.changes))]
            if event.is_first
            else [
                (event.subject, at, name, *_row(OBJECT_ATTRIBUTES, {name: value}))
                for name, value in event.changes.items()
                if self._differs(table, event.subject, name, value)
            ]
        )
        for row in rows:
            insert = f"INSERT INTO {table} VALUES ({_places(row)})"  # noqa: S608 - a name of ours
            self._connection.execute(insert, row)

    def _differs(self, table: str, subject: str, name: str, value: Value) -> bool:
        before = self._connection.execute(
            f"SELECT {name} FROM {table} WHERE ocel_id = ? AND {name} NOT NULL "  # noqa: S608 - names of ours
            "ORDER BY rowid DESC LIMIT 1",
            (subject,),
        ).fetchone()
        return before is None or before[0] != _plain(value)

    def _table(self, of: str, kind: str) -> str:
        """The table of a type, made when the type comes for the first time."""
        known = self._tables.get((of, kind))
        if known is not None:
            return known
        short = "".join(word.capitalize() for word in kind.replace(".", "-").split("-"))
        name = self._tables[of, kind] = f'"{of}_{short}"'
        attributes = EVENT_ATTRIBUTES if of == "event" else OBJECT_ATTRIBUTES
        columns = "".join(f', "{each}" {_SQL_TYPES[it]}' for each, it in attributes.items())
        between = "ocel_time TEXT" if of == "event" else "ocel_time TEXT, ocel_changed_field TEXT"
        key = " PRIMARY KEY" if of == "event" else ""
        run = self._connection.execute
        ours = f"ocel_id TEXT{key} REFERENCES {of} (ocel_id)"
        run(f"CREATE TABLE {name} ({ours}, {between}{columns})")
        if of == "object":
            run(f'CREATE INDEX "of_{short}" ON {name} (ocel_id)')
        run(f"INSERT INTO {of}_map_type VALUES (?, ?)", (kind, short))  # noqa: S608 - a name of ours
        return name


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _row(columns: Iterable[str], values: Mapping[str, Value]) -> Sequence[str | int | float | None]:
    return [_plain(values.get(name)) for name in columns]


def _plain(value: Value | None) -> str | int | float | None:
    return float(value) if isinstance(value, Decimal) else value


def _places(row: Sequence[object]) -> str:
    return ", ".join("?" * len(row))
